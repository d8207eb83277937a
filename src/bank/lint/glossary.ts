/**
 * The German official terms: people meet them on forms, so a translation names each that German names, in brackets behind one and the same
 * rendering.
 */
import { withoutArabicPrefix } from "../../reading/arabic.ts";
import { fold, foldedWords } from "../../reading/fold.ts";
import type { Topic } from "../bank.ts";
import { warningAt, type Fault } from "../files.ts";
import { SOURCE_LANGUAGE, type GlossaryTerm } from "../schema.ts";

/** Words in front of a bracket among which the rendering must stand. */
const WINDOW = 10;
/** Letters at the beginning that stay the same in most inflected forms of a word; short words may change their last one. */
const STEM_LENGTH = 4;
const MIN_STEM = 3;
export function lintGlossary(topics: readonly Topic[], glossary: readonly GlossaryTerm[]): Fault[] {
  const terms = glossary.map((entry) => ({ ...entry, pattern: whole(entry.term) }));
  return topics.flatMap(({ id, versions }) => {
    const source = versions[SOURCE_LANGUAGE]?.body ?? "";
    const named = terms.filter(({ optional, pattern }) => !optional && pattern.test(source));
    return Object.values(versions)
      .filter(({ language }) => language !== SOURCE_LANGUAGE)
      .flatMap(({ language, body, title }) => {
        const file = `topics/${id}/${language}.md`;
        const missing = named.filter(({ pattern }) => !pattern.test(body) && !pattern.test(title));
        return [
          ...(missing.length > 0
            ? [
                warningAt(
                  file,
                  1,
                  `does not name ${missing.map(({ term }) => term).join(", ")}, which people meet on forms`,
                ),
              ]
            : []),
          ...terms.flatMap(({ term, renderings }) => {
            const wanted = renderings[language as keyof typeof renderings];
            if (wanted === undefined) return [];
            return wordsBefore(body, term)
              .filter((before) => !wanted.some((rendering) => isAmong(rendering, before)))
              .map((before) =>
                warningAt(
                  file,
                  1,
                  `says "${before.slice(-4).join(" ")} (${term})": the glossary says "${wanted.join(", ")}"`,
                ),
              );
          }),
        ];
      });
  });
}

/** The term with the usual endings of German, not as part of a longer word. */
function whole(term: string): RegExp {
  const escaped = term.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}-])${escaped}(?:e|en|n|s|es)?(?![\p{L}-])`, "iu");
}

/** The words in front of each `(Term)` of the text, folded. */
function wordsBefore(body: string, term: string): string[][] {
  const found: string[][] = [];
  for (let at = body.indexOf(`(${term}`); at !== -1; at = body.indexOf(`(${term}`, at + 1)) {
    const line = body.slice(body.lastIndexOf("\n", at) + 1, at);
    const words = foldedWords(fold(line)).slice(-WINDOW);
    if (words.length > 0 && /[),]/u.test(body[at + 1 + term.length] ?? "")) found.push(words);
  }
  return found;
}

/** Every longer word of the rendering stands there, whatever its ending. */
function isAmong(rendering: string, words: readonly string[]): boolean {
  const stems = foldedWords(fold(rendering))
    .map(withoutArabicPrefix)
    .filter((stem) => stem.length >= MIN_STEM);
  return stems.every((stem) => {
    const beginning = stem.slice(0, Math.min(STEM_LENGTH, Math.max(MIN_STEM, stem.length - 1)));
    return words.some((word) => withoutArabicPrefix(word).startsWith(beginning));
  });
}
