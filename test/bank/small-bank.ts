/** A bank of two topics and one myth in a temporary folder, without faults, that tests may spoil. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lintBank } from "../../src/bank/lint/lint.ts";
import { readBank } from "../../src/bank/load.ts";
import { revisionOf } from "../../src/bank/revision.ts";

export interface SmallBank {
  readonly folder: string;
  /** Writes a file; the text may be made from the old one. */
  write(file: string, text: string | ((before: string) => string)): void;
  /** What loading and lint say, as `severity file:line: message`. */
  faults(): string[];
  remove(): void;
}

export const TODAY = "2026-11-28";
const BODY_DE =
  "Die Gebühr hängt von der Stelle ab. Oft sind es 100 bis 600 Euro (gelesen November 2026).\n\n1. Fragen Sie vor dem Antrag nach der Gebühr.\n2. Fragen Sie auch nach Hilfe bei den Kosten.\n\nMehr dazu steht hier:\n\nhttps://www.anerkennung-in-deutschland.de";
const BODY_EN =
  "The fee (Gebühr) depends on the office. Often it is 100 to 600 euros (read in November 2026).\n\n1. Ask about the fee before you apply.\n2. Also ask about help with the costs.\n\nYou find more here:\n\nhttps://www.anerkennung-in-deutschland.de";
const TOPIC = `group: money
review_by: 2027-05-22
sources:
  - { url: "https://www.anerkennung-in-deutschland.de", as_of: undated, read_on: 2026-11-22, confidence: high }
`;
const CORRECTION_DE = "Gut zu wissen: Die Gebühr zahlt man für die Prüfung, auch wenn die Antwort negativ ist.";

export function createSmallBank(): SmallBank {
  const folder = mkdtempSync(join(tmpdir(), "lotse-small-bank-"));
  for (const part of ["directory", "ui", "flags.yaml", "glossary.yaml", "ignore/kinds.yaml"])
    cpSync(join("answers", part), join(folder, part), { recursive: true });
  const write: SmallBank["write"] = (file, text) => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof text === "string" ? text : text(readFileSync(path, "utf8")));
  };
  for (const id of ["fees", "help"]) {
    write(`topics/${id}/topic.yaml`, TOPIC);
    write(`topics/${id}/de.md`, `---\ntitle: ${id} de\nstatus: draft\nas_of: 2026-11\n---\n${BODY_DE}\n`);
    const revision = revisionOf(`${id} de`, BODY_DE);
    write(
      `topics/${id}/en.md`,
      `---\ntitle: ${id} en\nstatus: draft\nas_of: 2026-11\nsource_revision: ${revision}\n---\n${BODY_EN}\n`,
    );
    for (const language of ["de", "en"])
      write(`topics/${id}/${language}.txt`, `${lines(id, language, 26).join("\n")}\n`);
  }
  write("ignore/de.txt", `# small-talk\n${lines("morgen", "de", 5).join("\n")}\n`);
  write(
    "myths/money-back.yaml",
    [
      "topic: fees",
      "says: Bei einer Ablehnung bekommt man das Geld zurück.",
      "corrections:",
      `  de: { status: draft, as_of: 2026-11, text: "${CORRECTION_DE}" }`,
      "claims:",
      ...["  de:", ...lines("geld zurück", "de", 9).map((line) => `    - ${line}`)],
      "true:",
      ...["  de:", ...lines("kein geld zurück", "de", 6).map((line) => `    - ${line}`)],
      "",
    ].join("\n"),
  );
  return {
    folder,
    write,
    faults: () => {
      const loaded = readBank(folder);
      return [...loaded.faults, ...lintBank(loaded, TODAY, [{ platform: "smallchat", textLength: 1_500 }])].map(
        ({ severity, file, line, message }) => `${severity} ${file}:${line}: ${message}`,
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Lines that share their topic's word and little else. */
function lines(word: string, language: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${word} ${language}${i} ${"abcdefghijklmnopqrstuvwxyz"[i]}wort`);
}
