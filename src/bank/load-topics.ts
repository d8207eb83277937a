/** Reads the topics: facts, versions and phrasings. */
import { existsSync, readdirSync } from "node:fs";
import type { Topic, Version } from "./bank.ts";
import { errorAt, linesOf, parseYaml, warningAt, type Line, type BankFiles } from "./files.ts";
import { revisionOf, stateOf } from "./revision.ts";
import { LANGUAGES, SOURCE_LANGUAGE, TopicFile, VersionHead } from "./schema.ts";

export interface Phrasing extends Line {
  readonly topic: string;
  readonly language: string;
}

export function readTopics(files: BankFiles): { topics: Map<string, Topic>; phrasings: Phrasing[] } {
  const topics = new Map<string, Topic>();
  const phrasings: Phrasing[] = [];
  for (const id of foldersOf(`${files.folder}/topics`)) {
    const topic = readTopic(files, id);
    if (topic !== undefined) topics.set(id, topic);
    for (const language of LANGUAGES) {
      const file = `topics/${id}/${language}.txt`;
      if (!files.has(file)) continue;
      for (const line of linesOf(files.text(file) ?? "", file)) {
        if (!line.text.startsWith("#")) phrasings.push({ ...line, topic: id, language });
      }
    }
  }
  return { topics, phrasings };
}

function readTopic(files: BankFiles, id: string): Topic | undefined {
  const { report } = files;
  const file = `topics/${id}/topic.yaml`;
  const content = files.text(file);
  const facts = content === undefined ? undefined : parseYaml(TopicFile, content, file, report);
  const read = LANGUAGES.flatMap((language) => {
    const path = `topics/${id}/${language}.md`;
    const version = files.has(path) ? readVersion(files, path) : undefined;
    return version === undefined
      ? []
      : [{ language, path, ...version, revision: revisionOf(version.head.title, version.body) }];
  });
  if (facts === undefined) return undefined;
  const source = read.find(({ language }) => language === SOURCE_LANGUAGE);
  const versions: Record<string, Version> = {};
  for (const { language, path, head, body, revision } of read) {
    if (source === undefined)
      report(errorAt(path, 1, `there is no ${SOURCE_LANGUAGE}.md that this could be a translation of`));
    if (language !== SOURCE_LANGUAGE && head.source_revision === undefined) {
      const command = `npm run lotse -- bank confirm ${id} ${language}`;
      report(
        warningAt(
          path,
          1,
          `source_revision is missing: run "${command}" once it says the same as ${SOURCE_LANGUAGE}.md`,
        ),
      );
    }
    versions[language] = { ...stateOf(language, head, revision, source), title: head.title, body };
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

function readVersion({ text, report }: BankFiles, file: string): { head: VersionHead; body: string } | undefined {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/u.exec(text(file) ?? "");
  if (match === null) {
    report(errorAt(file, 1, "begins with front matter between two lines of ---"));
    return undefined;
  }
  const head = parseYaml(VersionHead, match[1] ?? "", file, report, 2);
  const body = (match[2] ?? "").trim();
  if (body === "") report(errorAt(file, 1, "has no text after the front matter"));
  return head === undefined ? undefined : { head, body };
}

function foldersOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
