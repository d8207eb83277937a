/** Reads `myths/`: false claims, what looks like them and is true, and what corrects them. */
import { existsSync, readdirSync } from "node:fs";
import type { Correction, Myth } from "./bank.ts";
import { errorAt, parseYamlWithLines, warningAt, type Line, type BankFiles } from "./files.ts";
import { revisionOf, stateOf } from "./revision.ts";
import { MythFile, SOURCE_LANGUAGE } from "./schema.ts";

/** A line of a myth: the false claim itself, or something true that looks like it. */
export interface MythLine extends Line {
  readonly myth: string;
  readonly language: string;
  readonly isTrue: boolean;
}

export function readMyths(files: BankFiles): { myths: Map<string, Myth>; lines: MythLine[] } {
  const myths = new Map<string, Myth>();
  const lines: MythLine[] = [];
  const folder = `${files.folder}/myths`;
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".yaml")) : [];
  for (const name of names.sort()) {
    const file = `myths/${name}`;
    const id = name.replace(/\.yaml$/u, "");
    const text = files.text(file);
    const parsed = text === undefined ? undefined : parseYamlWithLines(MythFile, text, file, files.report);
    if (parsed === undefined) continue;
    const { topic, says } = parsed.data;
    myths.set(id, { id, topic, says, corrections: readCorrections(files, id, file, parsed.data) });
    for (const key of ["claims", "true"] as const) {
      for (const [language, own = []] of Object.entries(parsed.data[key])) {
        own.forEach((line, i) =>
          lines.push({
            text: line,
            file,
            line: parsed.lineOf([key, language, i]),
            myth: id,
            language,
            isTrue: key === "true",
          }),
        );
      }
    }
  }
  return { myths, lines };
}

function readCorrections(
  { report }: BankFiles,
  id: string,
  file: string,
  { says, corrections }: MythFile,
): Record<string, Correction> {
  const german = corrections[SOURCE_LANGUAGE];
  if (german === undefined) report(errorAt(file, 1, `has no ${SOURCE_LANGUAGE} correction, which is the source`));
  const source = german && { head: german, revision: revisionOf(says, german.text) };
  const read: Record<string, Correction> = {};
  for (const [language, head] of Object.entries(corrections)) {
    const isSource = language === SOURCE_LANGUAGE;
    if (!isSource && head.source_revision === undefined) {
      const command = `npm run lotse -- bank confirm ${id} ${language}`;
      report(
        warningAt(file, 1, `${language}: source_revision is missing: run "${command}" once it says the same as German`),
      );
    }
    const revision = revisionOf(isSource ? says : "", head.text);
    read[language] = { ...stateOf(language, head, revision, source), text: head.text };
  }
  return read;
}
