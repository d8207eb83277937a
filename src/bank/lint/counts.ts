/** How much there must be for the reader to learn from. */
import { errorAt, warningAt, type Fault } from "../files.ts";
import type { LoadedBank } from "../load.ts";
import { LANGUAGES } from "../schema.ts";

interface Least {
  readonly phrasings: number;
  readonly ignored: number;
  readonly claims: number;
}

/** Languages of the outreach practice that Lotse comes from, and German: they come first. */
export const FIRST_LANGUAGES: readonly string[] = ["de", "en", "es", "it", "ar"];
const FIRST: Least = { phrasings: 25, ignored: 600, claims: 8 };
const OTHER: Least = { phrasings: 20, ignored: 400, claims: 0 };
/** Share of ignored lines that share words with real questions. */
const MIN_NEAR_SHARE = 0.5;

export function lintCounts({ bank, phrasings, ignored, mythLines, kinds }: LoadedBank): Fault[] {
  const byVersion = Map.groupBy(phrasings, ({ topic, language }) => `${topic}:${language}`);
  const spoken = LANGUAGES.filter((language) => phrasings.some((row) => row.language === language));
  return [
    ...[...bank.topics.values()].flatMap(({ id, versions }) =>
      Object.keys(versions).flatMap((language) => {
        const count = byVersion.get(`${id}:${language}`)?.length ?? 0;
        const file = `topics/${id}/${language}.txt`;
        if (count === 0) return [errorAt(file, 1, "is missing: without phrasings the answer is never found")];
        const least = leastOf(language).phrasings;
        return count < least ? [warningAt(file, 1, `has ${count} phrasings: write at least ${least}`)] : [];
      }),
    ),
    ...spoken.flatMap((language) => {
      const own = ignored.filter((row) => row.language === language);
      const file = `ignore/${language}.txt`;
      const least = leastOf(language).ignored;
      const near = own.filter(({ kind }) => kinds[kind]?.near === true).length;
      const missing = Object.keys(kinds).filter((kind) => !own.some((row) => row.kind === kind));
      return [
        ...(own.length < least
          ? [warningAt(file, 1, `has ${own.length} lines: write at least ${least}, or Lotse talks too much`)]
          : []),
        ...(near < own.length * MIN_NEAR_SHARE
          ? [warningAt(file, 1, `only ${near} of ${own.length} lines are near misses: at least half should be`)]
          : []),
        ...(missing.length > 0 ? [warningAt(file, 1, `has no lines of ${missing.join(", ")}`)] : []),
      ];
    }),
    ...[...bank.myths.values()].flatMap(({ id, corrections }) =>
      spoken.flatMap((language) => {
        const least = leastOf(language).claims;
        const own = mythLines.filter((row) => row.myth === id && row.language === language);
        const claims = own.filter(({ isTrue }) => !isTrue).length;
        const file = `myths/${id}.yaml`;
        return [
          ...(claims < least ? [warningAt(file, 1, `${language}: has ${claims} claims: write at least ${least}`)] : []),
          ...(claims > 0 && claims === own.length
            ? [warningAt(file, 1, `${language}: has nothing under "true": the reader cannot learn the border`)]
            : []),
          ...(claims > 0 && corrections[language] === undefined
            ? [errorAt(file, 1, `${language}: has claims but no correction`)]
            : []),
        ];
      }),
    ),
  ];
}

function leastOf(language: string): Least {
  return FIRST_LANGUAGES.includes(language) ? FIRST : OTHER;
}
