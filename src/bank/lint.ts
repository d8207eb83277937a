/** What a bank must keep besides its schemas. Errors fail, warnings are counted. */
import { textWithLinks } from "../replying/markdown.ts";
import { fold } from "../reading/fold.ts";
import { errorAt, warningAt, type Fault } from "./files.ts";
import type { IgnoredLine, LoadedBank, Line, Phrasing } from "./load.ts";
import type { Topic, Version } from "./bank.ts";
import { LANGUAGES, SOURCE_LANGUAGE } from "./schema.ts";

/** One phone screen: the hard limit, and what is aimed at (answers/README.md). */
const MAX_BODY = 1_200;
const AIM_BODY = 850;
const MIN_BODY = 200;
/** What the longest authority line adds when `{authority}` is filled. */
const AUTHORITY_LENGTH = 250;
const MAX_LINKS = 2;
const MIN_PHRASINGS = 20;
const MIN_IGNORED = 150;
const MAX_BUTTON = 20;
const PLACEHOLDER = /\{[a-z]+\}/gu;
const ANSWER_PLACEHOLDERS = new Set(["{authority}"]);
const PHRASING_PLACEHOLDERS = new Set(["{profession}", "{state}", "{country}"]);
const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** Scripts that a file of a language may use; Latin is everywhere, for German terms and transliteration. */
const SCRIPT: Readonly<Record<string, RegExp>> = {
  ar: /[\p{Script=Cyrillic}پچژگکی]/u,
  fa: /\p{Script=Cyrillic}/u,
  ru: /[\p{Script=Arabic}іїєґ]/u,
  uk: /[\p{Script=Arabic}ыэъё]/u,
};
const OTHER_SCRIPTS = /[\p{Script=Cyrillic}\p{Script=Arabic}]/u;

export function lintBank(loaded: LoadedBank, today: string): Fault[] {
  const { bank, phrasings, ignored } = loaded;
  const topics = [...bank.topics.values()];
  return [
    ...topics.flatMap((topic) => lintTopic(topic, today)),
    ...lintPhrasings(phrasings),
    ...lintCounts(topics, phrasings, ignored),
    ...lintTwice(phrasings, ignored),
    ...lintUi(bank.ui),
  ];
}

function lintTopic(topic: Topic, today: string): Fault[] {
  const file = `topics/${topic.id}/topic.yaml`;
  const source = topic.versions[SOURCE_LANGUAGE];
  return [
    ...(topic.reviewBy < today
      ? [warningAt(file, 1, `review_by ${topic.reviewBy} has passed: check the sources and set a new day`)]
      : []),
    ...(source === undefined
      ? [warningAt(file, 1, `has no ${SOURCE_LANGUAGE}.md yet: questions are understood and handed to an advisor`)]
      : []),
    ...Object.values(topic.versions).flatMap((version) => lintVersion(topic, version, source)),
  ];
}

function lintVersion(
  { id }: Topic,
  { language, body, title, isOutdated }: Version,
  source: Version | undefined,
): Fault[] {
  const file = `topics/${id}/${language}.md`;
  const faults: Fault[] = [];
  const error = (message: string) => faults.push(errorAt(file, 1, message));
  const warning = (message: string) => faults.push(warningAt(file, 1, message));
  const filled = body.length + (body.includes("{authority}") ? AUTHORITY_LENGTH : 0);
  if (filled > MAX_BODY) error(`is ${filled} characters long once filled: at most ${MAX_BODY}`);
  else if (body.length > AIM_BODY) warning(`is ${body.length} characters long: aim at 350 to 700`);
  if (body.length < MIN_BODY) warning(`has only ${body.length} characters: say a little more`);
  const links = linksOf(body);
  const linkCount = links.length + (body.includes("{authority}") ? 1 : 0);
  if (linkCount > MAX_LINKS) error(`has ${linkCount} links: at most ${MAX_LINKS}`);
  for (const link of links) if (!link.startsWith("https://")) error(`links to ${link}: use https`);
  for (const placeholder of placeholdersOf(body))
    if (!ANSWER_PLACEHOLDERS.has(placeholder)) error(`has ${placeholder}, which Lotse does not know`);
  if (BIDI_CONTROLS.test(body) || BIDI_CONTROLS.test(title))
    error("has direction marks: take them out, Lotse sets them when it sends");
  if (/<[a-z/]/iu.test(body)) error("has HTML: use Markdown");
  if (/^#{1,6} /mu.test(body)) error("has a heading: answers are one phone screen");
  if (language !== SOURCE_LANGUAGE && source !== undefined) {
    if (isOutdated)
      warning(
        `is outdated: ${SOURCE_LANGUAGE}.md has changed its meaning. Translate the change, then "npm run lotse -- bank confirm ${id} ${language}"`,
      );
    if (placeholdersOf(body).join() !== placeholdersOf(source.body).join())
      error(`has other placeholders than ${SOURCE_LANGUAGE}.md`);
    if (links.toSorted().join() !== linksOf(source.body).toSorted().join())
      error(`has other links than ${SOURCE_LANGUAGE}.md`);
    const missing = difference(figuresOf(source.body), figuresOf(body));
    const added = difference(figuresOf(body), figuresOf(source.body));
    if (missing.length > 0) error(`misses figures of ${SOURCE_LANGUAGE}.md: ${missing.join(", ")}`);
    if (added.length > 0) error(`has figures that ${SOURCE_LANGUAGE}.md has not: ${added.join(", ")}`);
  }
  if (isWrongScript(body, language)) warning("has letters of another language's alphabet");
  return faults;
}

function lintPhrasings(phrasings: readonly Phrasing[]): Fault[] {
  return phrasings.flatMap(({ text, file, line, language }) => [
    ...placeholdersOf(text)
      .filter((placeholder) => !PHRASING_PLACEHOLDERS.has(placeholder))
      .map((placeholder) =>
        errorAt(file, line, `has ${placeholder}; phrasings know ${[...PHRASING_PLACEHOLDERS].join(", ")}`),
      ),
    ...(BIDI_CONTROLS.test(text) ? [errorAt(file, line, "has direction marks: take them out")] : []),
    ...(isWrongScript(text, language) ? [warningAt(file, line, "has letters of another language's alphabet")] : []),
  ]);
}

function lintCounts(
  topics: readonly Topic[],
  phrasings: readonly Phrasing[],
  ignored: readonly IgnoredLine[],
): Fault[] {
  const faults: Fault[] = [];
  for (const { id, versions } of topics) {
    for (const language of Object.keys(versions)) {
      const count = phrasings.filter((row) => row.topic === id && row.language === language).length;
      if (count === 0)
        faults.push(
          errorAt(`topics/${id}/${language}.txt`, 1, `is missing: without phrasings the answer is never found`),
        );
      else if (count < MIN_PHRASINGS)
        faults.push(
          warningAt(`topics/${id}/${language}.txt`, 1, `has ${count} phrasings: write at least ${MIN_PHRASINGS}`),
        );
    }
  }
  for (const language of LANGUAGES) {
    const count = ignored.filter((row) => row.language === language).length;
    if (phrasings.some((row) => row.language === language) && count < MIN_IGNORED) {
      faults.push(
        warningAt(
          `ignore/${language}.txt`,
          1,
          `has ${count} lines: write at least ${MIN_IGNORED}, or Lotse talks too much`,
        ),
      );
    }
  }
  return faults;
}

/** The same line in two places teaches two things at once. */
function lintTwice(phrasings: readonly Phrasing[], ignored: readonly IgnoredLine[]): Fault[] {
  const faults: Fault[] = [];
  const first = new Map<string, Line & { topic?: string }>();
  for (const line of [...phrasings, ...ignored]) {
    const key = `${line.language}:${fold(line.text)}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, line);
    else faults.push(errorAt(line.file, line.line, `stands already in ${before.file}:${before.line}: keep one`));
  }
  return faults;
}

function lintUi(ui: LoadedBank["bank"]["ui"]): Fault[] {
  return Object.entries(ui).flatMap(([language, words]) =>
    Object.entries(words).flatMap(([key, text]) => {
      const file = `ui/${language}.json`;
      const source = ui[SOURCE_LANGUAGE]?.[key] ?? text;
      return [
        ...(key.startsWith("button") &&
        !key.startsWith("buttonStale") &&
        text.replaceAll(/\{\{.*?\}\}/gu, "1").length > MAX_BUTTON
          ? [warningAt(file, 1, `${key} has ${text.length} characters: at most ${MAX_BUTTON} fit on a button`)]
          : []),
        ...(variablesOf(text).join() === variablesOf(source).join()
          ? []
          : [errorAt(file, 1, `${key} has other {{values}} than ${SOURCE_LANGUAGE}.json`)]),
        ...(BIDI_CONTROLS.test(text) ? [errorAt(file, 1, `${key} has direction marks: take them out`)] : []),
      ];
    }),
  );
}

function linksOf(body: string): string[] {
  return textWithLinks(body, SOURCE_LANGUAGE).flatMap((part) => (part.kind === "link" ? [part.url] : []));
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([placeholder]) => placeholder).sort();
}

function variablesOf(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/gu)].map(([, name]) => name ?? "").sort();
}

/** Numbers of the text without links and list numbers; separators of thousands do not count. */
function figuresOf(body: string): string[] {
  return [
    ...body
      .replaceAll(/https?:\/\/\S+/gu, "")
      .replaceAll(/^\s*\d+\.\s/gmu, "")
      .replaceAll(/(\d)[.,\s\u00A0\u202F](?=\d{3}(?!\d))/gu, "$1")
      .matchAll(/\d+/gu),
  ].map(([figure]) => figure);
}

function difference(from: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return from.filter((figure) => {
    const at = rest.indexOf(figure);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}

function isWrongScript(text: string, language: string): boolean {
  return (SCRIPT[language] ?? OTHER_SCRIPTS).test(text);
}
