/** Reads the folder `answers/` and reports every fault at once. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { LotseError } from "../errors.ts";
import type { Bank, Topic, Version } from "./bank.ts";
import { errorAt, parseJson, parseYaml, readText, warningAt, type Fault, type Report } from "./files.ts";
import { revisionOf } from "./revision.ts";
import {
  AuthoritiesFile,
  CentresFile,
  ConceptsFile,
  CountriesFile,
  FlagsFile,
  KindsFile,
  LANGUAGES,
  ProfessionsFile,
  SOURCE_LANGUAGE,
  StatesFile,
  TopicFile,
  UiFile,
  VersionHead,
} from "./schema.ts";

export interface Line {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

export interface Phrasing extends Line {
  readonly topic: string;
  readonly language: string;
}

export interface IgnoredLine extends Line {
  readonly kind: string;
  readonly language: string;
}

/** The bank with what the lint needs besides: where each line stands. */
export interface LoadedBank {
  readonly bank: Bank;
  readonly phrasings: readonly Phrasing[];
  readonly ignored: readonly IgnoredLine[];
  readonly faults: readonly Fault[];
}

/** Loads what can be loaded; `faults` says what could not. */
export function readBank(folder: string): LoadedBank {
  const faults: Fault[] = [];
  const digest = createHash("sha256");
  const report: Report = (fault) => faults.push(fault);
  const text = (file: string) => {
    const content = readText(folder, file, report);
    digest.update(`${file}\0${content ?? ""}\0`);
    return content;
  };
  const yaml = <T>(parse: (content: string) => T | undefined, file: string, otherwise: T): T => {
    const content = text(file);
    return (content === undefined ? undefined : parse(content)) ?? otherwise;
  };

  const directory = {
    professions: yaml(
      (c) => parseYaml(ProfessionsFile, c, "directory/professions.yaml", report),
      "directory/professions.yaml",
      [],
    ),
    authorities: yaml(
      (c) => parseYaml(AuthoritiesFile, c, "directory/authorities.yaml", report),
      "directory/authorities.yaml",
      [],
    ),
    centres: yaml(
      (c) => parseYaml(CentresFile, c, "directory/advice-centres.yaml", report),
      "directory/advice-centres.yaml",
      [],
    ),
    states: yaml(
      (c) => parseYaml(StatesFile, c, "directory/federal-states.yaml", report),
      "directory/federal-states.yaml",
      [],
    ),
    countries: yaml(
      (c) => parseYaml(CountriesFile, c, "directory/countries.yaml", report),
      "directory/countries.yaml",
      [],
    ),
  };
  const concepts = yaml(
    (c) => parseYaml(ConceptsFile, c, "directory/concepts.yaml", report),
    "directory/concepts.yaml",
    [],
  );
  const flags = yaml((c) => parseYaml(FlagsFile, c, "flags.yaml", report), "flags.yaml", []);
  const kinds = yaml((c) => parseYaml(KindsFile, c, "ignore/kinds.yaml", report), "ignore/kinds.yaml", {});

  const topics = new Map<string, Topic>();
  const phrasings: Phrasing[] = [];
  for (const id of foldersOf(`${folder}/topics`)) {
    const topic = readTopic(folder, id, text, report);
    if (topic !== undefined) topics.set(id, topic);
    for (const language of LANGUAGES) {
      const file = `topics/${id}/${language}.txt`;
      if (!existsSync(`${folder}/${file}`)) continue;
      for (const line of linesOf(text(file) ?? "", file)) {
        if (!line.text.startsWith("#")) phrasings.push({ ...line, topic: id, language });
      }
    }
  }
  const ignored = LANGUAGES.flatMap((language) => {
    const file = `ignore/${language}.txt`;
    return existsSync(`${folder}/${file}`) ? ignoredLines(text(file) ?? "", file, language, kinds, report) : [];
  });
  const ui = readUi(folder, text, report);
  checkReferences(topics, directory.professions, report);

  return {
    phrasings,
    ignored,
    faults,
    bank: {
      revision: digest.digest("hex").slice(0, 16),
      topics,
      directory,
      ui,
      flags: flags.map(({ id, terms }) => ({ id, terms: definedOnly(terms) })),
      training: {
        phrasings: phrasings.map(({ topic, language, text: phrase }) => ({ topic, language, text: phrase })),
        ignored: ignored.map(({ kind, language, text: line }) => ({ kind, language, text: line })),
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

function readTopic(
  folder: string,
  id: string,
  text: (file: string) => string | undefined,
  report: Report,
): Topic | undefined {
  const file = `topics/${id}/topic.yaml`;
  const content = text(file);
  const facts = content === undefined ? undefined : parseYaml(TopicFile, content, file, report);
  const heads = LANGUAGES.flatMap((language) => {
    const path = `topics/${id}/${language}.md`;
    if (!existsSync(`${folder}/${path}`)) return [];
    const version = readVersion(text(path) ?? "", path, report);
    return version === undefined ? [] : [{ language, path, ...version }];
  });
  if (facts === undefined) return undefined;
  const source = heads.find(({ language }) => language === SOURCE_LANGUAGE);
  const versions: Record<string, Version> = {};
  for (const { language, path, head, body } of heads) {
    const isSource = language === SOURCE_LANGUAGE;
    if (!isSource && source === undefined)
      report(errorAt(path, 1, `there is no ${SOURCE_LANGUAGE}.md that this could be a translation of`));
    if (!isSource && head.source_revision === undefined) {
      report(
        warningAt(
          path,
          1,
          `source_revision is missing: run "npm run lotse -- bank confirm ${id} ${language}" once it says the same as ${SOURCE_LANGUAGE}.md`,
        ),
      );
    }
    const current =
      source === undefined
        ? []
        : [revisionOf(source.head.title, source.body), source.head.minor_since].filter(
            (revision) => revision !== undefined,
          );
    versions[language] = {
      language,
      title: head.title,
      status: head.status,
      asOf: head.as_of,
      body,
      revision: revisionOf(head.title, body),
      isOutdated: !isSource && (head.source_revision === undefined || !current.includes(head.source_revision)),
      reviewedBy: head.reviewed_by,
      reviewedOn: head.reviewed_on,
    };
  }
  return {
    id,
    group: facts.group,
    profession: facts.profession,
    reviewBy: facts.review_by,
    sources: facts.sources.map(({ url, as_of, read_on, confidence }) => ({
      url,
      asOf: as_of,
      readOn: read_on,
      confidence,
    })),
    related: facts.related,
    handOver: facts.hand_over,
    versions,
  };
}

function readVersion(text: string, file: string, report: Report): { head: VersionHead; body: string } | undefined {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/u.exec(text);
  if (match === null) {
    report(errorAt(file, 1, "begins with front matter between two lines of ---"));
    return undefined;
  }
  const head = parseYaml(VersionHead, match[1] ?? "", file, report, 2);
  const body = (match[2] ?? "").trim();
  if (body === "") report(errorAt(file, 1, "has no text after the front matter"));
  return head === undefined ? undefined : { head, body };
}

function ignoredLines(text: string, file: string, language: string, kinds: object, report: Report): IgnoredLine[] {
  let kind: string | undefined;
  return linesOf(text, file).flatMap((line) => {
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

function readUi(
  folder: string,
  text: (file: string) => string | undefined,
  report: Report,
): Record<string, Record<string, string>> {
  const ui: Record<string, Record<string, string>> = {};
  for (const language of LANGUAGES) {
    const file = `ui/${language}.json`;
    if (!existsSync(`${folder}/${file}`)) continue;
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
}

function linesOf(text: string, file: string): Line[] {
  return text
    .split(/\r?\n/u)
    .map((line, i) => ({ text: line.trim(), file, line: i + 1 }))
    .filter(({ text: line }) => line !== "");
}

function foldersOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function definedOnly(terms: Partial<Record<string, string[]>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(terms).flatMap(([language, own]) => (own === undefined ? [] : [[language, own]])),
  );
}
