/** Reads files of the bank and says of every fault where it is: file, line, what to do. */
import { existsSync, readFileSync } from "node:fs";
import { isMap, isPair, isSeq, LineCounter, parseDocument, type Node } from "yaml";
import type { z } from "zod";

export interface Fault {
  readonly severity: "error" | "warning";
  /** Relative to the bank's folder. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export type Report = (fault: Fault) => void;

/** A line of a file of lines. */
export interface Line {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** The bank's folder while it is read. */
export interface BankFiles {
  readonly folder: string;
  readonly report: Report;
  has(file: string): boolean;
  /** `undefined` and a fault if it cannot be read. */
  text(file: string): string | undefined;
}

/** `onText` sees every file in the order in which it is read. */
export function openBankFiles(
  folder: string,
  report: Report,
  onText: (file: string, text: string | undefined) => void,
): BankFiles {
  return {
    folder,
    report,
    has: (file) => existsSync(`${folder}/${file}`),
    text(file) {
      const text = readText(folder, file, report);
      onText(file, text);
      return text;
    },
  };
}

export function errorAt(file: string, line: number, message: string): Fault {
  return { severity: "error", file, line, message };
}

export function warningAt(file: string, line: number, message: string): Fault {
  return { severity: "warning", file, line, message };
}

/** The text of a file, or `undefined` and a fault. */
function readText(folder: string, file: string, report: Report): string | undefined {
  try {
    const text = readFileSync(`${folder}/${file}`, "utf8");
    if (text.includes("\uFFFD"))
      report(errorAt(file, lineOf(text, text.indexOf("\uFFFD")), "is not UTF-8: save it as UTF-8"));
    return text;
  } catch {
    report(errorAt(file, 1, "is missing or cannot be read"));
    return undefined;
  }
}

/** Parses YAML against a schema. `firstLine`: where the YAML begins in its file. */
export function parseYaml<T extends z.ZodType>(
  schema: T,
  text: string,
  file: string,
  report: Report,
  firstLine = 1,
): z.infer<T> | undefined {
  return parseYamlWithLines(schema, text, file, report, firstLine)?.data;
}

/** As `parseYaml`, and tells in which line of the file a value stands, given the keys and indexes that lead to it. */
export function parseYamlWithLines<T extends z.ZodType>(
  schema: T,
  text: string,
  file: string,
  report: Report,
  firstLine = 1,
): { readonly data: z.infer<T>; readonly lineOf: (path: readonly PropertyKey[]) => number } | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  for (const { message, pos } of document.errors) report(errorAt(file, lineAt(pos[0]), `YAML: ${message}`));
  if (document.errors.length > 0) return undefined;
  const parsed = schema.safeParse(document.toJS());
  const lineOf = (path: readonly PropertyKey[]) => lineAt(offsetOf(document.contents, path));
  if (parsed.success) return { data: parsed.data, lineOf };
  for (const issue of parsed.error.issues) {
    const where = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    report(errorAt(file, lineOf(issue.path), `${where}${issue.message}`));
  }
  return undefined;
}

/** Parses JSON against a schema. */
export function parseJson<T extends z.ZodType>(
  schema: T,
  text: string,
  file: string,
  report: Report,
): z.infer<T> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const at = /line (\d+)/u.exec(error instanceof Error ? error.message : "")?.[1];
    report(errorAt(file, Number(at ?? 1), "is not valid JSON"));
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const key = issue.path.at(-1);
    const at = key === undefined ? 0 : Math.max(0, text.indexOf(JSON.stringify(key)));
    report(errorAt(file, lineOf(text, at), `${issue.path.join(".")}: ${issue.message}`));
  }
  return undefined;
}

/** Lines that are not empty, trimmed. */
export function linesOf(text: string, file: string): Line[] {
  return text
    .split(/\r?\n/u)
    .map((line, i) => ({ text: line.trim(), file, line: i + 1 }))
    .filter(({ text: line }) => line !== "");
}

/** Number of the line that this offset lies in, from 1. */
function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** Offset of the deepest node on the path that exists: a missing key points to its parent. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && String(item.key) === String(key));
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
