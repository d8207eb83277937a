/** The answers: form, links, figures, and that every language says the same as German. */
import { AUTHORITY_PLACEHOLDER } from "../../replying/compose.ts";
import type { Topic, Version } from "../bank.ts";
import { errorAt, warningAt, type Fault } from "../files.ts";
import { LANGUAGES, SOURCE_LANGUAGE } from "../schema.ts";
import {
  BIDI_CONTROLS,
  difference,
  figuresOf,
  hasForeignLetters,
  linksOf,
  placeholdersOf,
  undatedFigures,
} from "./text.ts";

const MAX_LINKS = 2;

export function lintAnswers(topics: readonly Topic[], today: string): Fault[] {
  return topics.flatMap((topic) => {
    const { id, reviewBy, versions } = topic;
    const file = `topics/${id}/topic.yaml`;
    const source = versions[SOURCE_LANGUAGE];
    const missing = source === undefined ? [] : LANGUAGES.filter((language) => versions[language] === undefined);
    return [
      ...(reviewBy < today
        ? [warningAt(file, 1, `review_by ${reviewBy} has passed: check the sources and set a new day`)]
        : []),
      ...(source === undefined
        ? [warningAt(file, 1, `has no ${SOURCE_LANGUAGE}.md yet: questions are understood and handed to an advisor`)]
        : []),
      ...missing.map((language) =>
        warningAt(`topics/${id}/${language}.md`, 1, "is missing: questions in this language are handed to an advisor"),
      ),
      ...Object.values(versions).flatMap((version) => [
        ...lintForm(topic, version),
        ...(version.language === SOURCE_LANGUAGE ? lintDates(topic, version) : lintTranslation(topic, version, source)),
      ]),
    ];
  });
}

function lintForm({ id }: Topic, { language, body, title }: Version): Fault[] {
  const error = (message: string) => errorAt(`topics/${id}/${language}.md`, 1, message);
  const links = linksOf(body);
  const linkCount = links.length + (body.includes(AUTHORITY_PLACEHOLDER) ? 1 : 0);
  return [
    ...(linkCount > MAX_LINKS ? [error(`has ${linkCount} links: at most ${MAX_LINKS}`)] : []),
    ...links
      .filter((link) => !isWellFormed(link))
      .map((link) => error(`links to ${link}: write a whole https address`)),
    ...placeholdersOf(body)
      .filter((placeholder) => placeholder !== AUTHORITY_PLACEHOLDER)
      .map((placeholder) => error(`has ${placeholder}, which Lotse does not know`)),
    ...(BIDI_CONTROLS.test(body) || BIDI_CONTROLS.test(title)
      ? [error("has direction marks: take them out, Lotse sets them when it sends")]
      : []),
    ...(/<[a-z/]/iu.test(body) ? [error("has HTML: use Markdown")] : []),
    ...(/^#{1,6} /mu.test(body) ? [error("has a heading: answers are one phone screen")] : []),
    ...(hasForeignLetters(body, language)
      ? [warningAt(`topics/${id}/${language}.md`, 1, "has letters of another language's alphabet")]
      : []),
  ];
}

function isWellFormed(link: string): boolean {
  return link.startsWith("https://") && URL.canParse(link) && new URL(link).hostname.includes(".");
}

function lintDates({ id }: Topic, { body }: Version): Fault[] {
  return undatedFigures(body).map((amount) =>
    errorAt(`topics/${id}/${SOURCE_LANGUAGE}.md`, 1, `gives "${amount}" without a date: add one such as (Stand 2026)`),
  );
}

function lintTranslation(
  { id }: Topic,
  { language, body, isOutdated, sourceRevision }: Version,
  source: Version | undefined,
): Fault[] {
  if (source === undefined) return [];
  const file = `topics/${id}/${language}.md`;
  const faults: Fault[] = [];
  if (isOutdated)
    faults.push(
      warningAt(
        file,
        1,
        `is outdated: ${SOURCE_LANGUAGE}.md has changed. Translate the change, then "npm run lotse -- bank confirm ${id} ${language}"; if only a typo was mended, write minor_since: "${sourceRevision}" into ${SOURCE_LANGUAGE}.md`,
      ),
    );
  if (placeholdersOf(body).join() !== placeholdersOf(source.body).join())
    faults.push(errorAt(file, 1, `has other placeholders than ${SOURCE_LANGUAGE}.md`));
  if (linksOf(body).toSorted().join() !== linksOf(source.body).toSorted().join())
    faults.push(errorAt(file, 1, `has other links than ${SOURCE_LANGUAGE}.md`));
  const missing = difference(figuresOf(source.body), figuresOf(body));
  const added = difference(figuresOf(body), figuresOf(source.body));
  if (missing.length > 0)
    faults.push(errorAt(file, 1, `misses figures of ${SOURCE_LANGUAGE}.md: ${missing.join(", ")}`));
  if (added.length > 0)
    faults.push(errorAt(file, 1, `has figures that ${SOURCE_LANGUAGE}.md has not: ${added.join(", ")}`));
  return faults;
}
