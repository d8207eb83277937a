/** Reads the folder `answers/` and reports every fault at once. */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { LotseError } from "../errors.ts";
import type { Bank, Myth, Topic } from "./bank.ts";
import {
  openBankFiles,
  errorAt,
  linesOf,
  parseJson,
  parseYaml,
  warningAt,
  type Fault,
  type Line,
  type BankFiles,
  type Report,
} from "./files.ts";
import { readMyths, type MythLine } from "./load-myths.ts";
import { readTopics, type Phrasing } from "./load-topics.ts";
import {
  AuthoritiesFile,
  CentresFile,
  ConceptsFile,
  CountriesFile,
  FlagsFile,
  GlossaryFile,
  KindsFile,
  LANGUAGES,
  ProfessionsFile,
  SOURCE_LANGUAGE,
  StatesFile,
  UiFile,
} from "./schema.ts";

export interface IgnoredLine extends Line {
  readonly kind: string;
  readonly language: string;
}

/** The bank with what the lint needs besides: where each line stands. */
export interface LoadedBank {
  readonly bank: Bank;
  readonly phrasings: readonly Phrasing[];
  readonly ignored: readonly IgnoredLine[];
  readonly mythLines: readonly MythLine[];
  readonly kinds: Readonly<Record<string, { readonly near?: boolean | undefined }>>;
  readonly faults: readonly Fault[];
}

/** Loads what can be loaded; `faults` says what could not. */
export function readBank(folder: string): LoadedBank {
  const faults: Fault[] = [];
  const digest = createHash("sha256");
  const files = openBankFiles(
    folder,
    (fault) => faults.push(fault),
    (file, text) => digest.update(`${file}\0${text ?? ""}\0`),
  );
  const yaml = <T extends z.ZodType>(schema: T, file: string, otherwise: z.infer<T>): z.infer<T> => {
    const content = files.text(file);
    return (content === undefined ? undefined : parseYaml(schema, content, file, files.report)) ?? otherwise;
  };
  const directory = {
    professions: yaml(ProfessionsFile, "directory/professions.yaml", []),
    authorities: yaml(AuthoritiesFile, "directory/authorities.yaml", []),
    centres: yaml(CentresFile, "directory/advice-centres.yaml", []),
    states: yaml(StatesFile, "directory/federal-states.yaml", []),
    countries: yaml(CountriesFile, "directory/countries.yaml", []),
  };
  const concepts = yaml(ConceptsFile, "directory/concepts.yaml", []);
  const flags = yaml(FlagsFile, "flags.yaml", []);
  const glossary = yaml(GlossaryFile, "glossary.yaml", []);
  const kinds = yaml(KindsFile, "ignore/kinds.yaml", {});
  const { topics, phrasings } = readTopics(files);
  const { myths, lines: mythLines } = readMyths(files);
  const ignored = LANGUAGES.flatMap((language) => ignoredLines(files, language, kinds));
  const ui = readUi(files);
  checkReferences(topics, myths, directory.professions, files.report);

  return {
    phrasings,
    ignored,
    mythLines,
    kinds,
    faults,
    bank: {
      revision: digest.digest("hex").slice(0, 16),
      topics,
      myths,
      directory,
      glossary,
      ui,
      flags: flags.map(({ id, terms }) => ({ id, terms: definedOnly(terms) })),
      training: {
        phrasings: phrasings.map(({ topic, language, text }) => ({ topic, language, text })),
        ignored: ignored.map(({ kind, language, text }) => ({ kind, language, text })),
        myths: mythLines.map(({ myth, language, text, isTrue }) => ({ myth, language, text, isTrue })),
        terms: {
          professions: directory.professions.map(({ id, terms }) => ({ id, terms: definedOnly(terms) })),
          states: directory.states,
          countries: directory.countries.map(({ code, names, demonyms }) => ({
            code,
            names: definedOnly(names),
            demonyms: definedOnly(demonyms),
          })),
          concepts: concepts.map(({ id, terms }) => ({ id, terms: definedOnly(terms) })),
        },
      },
    },
  };
}

/** Loads a bank without errors, or throws BANK_INVALID with all of them. */
export function loadBank(folder: string): Bank {
  const { bank, faults } = readBank(folder);
  const errors = faults.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return bank;
  const lines = errors.map(({ file, line, message }) => `  ${file}:${line}: ${message}`);
  throw new LotseError(
    "BANK_INVALID",
    `The answer bank in ${folder} has ${errors.length} fault(s):\n${lines.join("\n")}`,
    {
      hint: "Mend the lines above; `npm run lotse -- check` shows them again.",
    },
  );
}

function ignoredLines({ has, text, report }: BankFiles, language: string, kinds: object): IgnoredLine[] {
  const file = `ignore/${language}.txt`;
  if (!has(file)) return [];
  let kind: string | undefined;
  return linesOf(text(file) ?? "", file).flatMap((line) => {
    if (line.text.startsWith("# ")) {
      kind = line.text.slice(2).trim();
      if (!(kind in kinds)) report(errorAt(file, line.line, `"${kind}" is not a kind of ignore/kinds.yaml`));
      return [];
    }
    if (kind === undefined) {
      report(errorAt(file, line.line, "stands before the first `# kind` heading"));
      return [];
    }
    return [{ ...line, kind, language }];
  });
}

function readUi({ has, text, report }: BankFiles): Record<string, Record<string, string>> {
  const ui: Record<string, Record<string, string>> = {};
  for (const language of LANGUAGES) {
    const file = `ui/${language}.json`;
    if (!has(file)) continue;
    const words = parseJson(UiFile, text(file) ?? "", file, report);
    if (words !== undefined) ui[language] = words;
  }
  const source = ui[SOURCE_LANGUAGE];
  if (source === undefined) report(errorAt(`ui/${SOURCE_LANGUAGE}.json`, 1, "is missing: it names every key"));
  for (const [language, words] of Object.entries(ui)) {
    const missing = Object.keys(source ?? {}).filter((key) => words[key] === undefined);
    const unknown = Object.keys(words).filter((key) => source?.[key] === undefined);
    const file = `ui/${language}.json`;
    const [forAdvisors, forAskers] = [missing.filter(isForAdvisors), missing.filter((key) => !isForAdvisors(key))];
    if (forAskers.length > 0) report(errorAt(file, 1, `misses ${forAskers.join(", ")}`));
    if (forAdvisors.length > 0) {
      report(warningAt(file, 1, `misses ${forAdvisors.length} words of the advisors' cards: shown in German`));
    }
    if (unknown.length > 0)
      report(errorAt(file, 1, `has keys that ${SOURCE_LANGUAGE}.json has not: ${unknown.join(", ")}`));
  }
  return ui;
}

/** Words of cards and their buttons: only read by advisors, and German where a language has none. */
function isForAdvisors(key: string): boolean {
  return /^(?:card|toast|reason|state|button(?!Stale))/u.test(key);
}

function checkReferences(
  topics: ReadonlyMap<string, Topic>,
  myths: ReadonlyMap<string, Myth>,
  professions: readonly { id: string }[],
  report: Report,
): void {
  for (const { id, related, profession } of topics.values()) {
    const file = `topics/${id}/topic.yaml`;
    for (const other of related)
      if (!topics.has(other)) report(warningAt(file, 1, `related topic "${other}" does not exist`));
    if (profession !== undefined && !professions.some((row) => row.id === profession)) {
      report(errorAt(file, 1, `profession "${profession}" is not in directory/professions.yaml`));
    }
  }
  for (const { id, topic } of myths.values())
    if (!topics.has(topic)) report(errorAt(`myths/${id}.yaml`, 1, `topic "${topic}" does not exist`));
}

function definedOnly(terms: Partial<Record<string, string[]>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(terms).flatMap(([language, own]) => (own === undefined ? [] : [[language, own]])),
  );
}
