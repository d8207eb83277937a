/**
 * Phrasings that stand nearer to another topic than to their own, by plain word overlap within their language (TF-IDF cosine).
 * One such line is life; many of the same pair say that two topics should be merged or sharpened.
 */
import { fold, foldedWords } from "../../reading/fold.ts";
import { warningAt, type Fault } from "../files.ts";
import type { LoadedBank } from "../load.ts";
import type { Phrasing } from "../load-topics.ts";

/** Share of a topic's phrasings in one language from which a pair is reported. */
const MAX_NEARER = 0.2;
/** Words in more lines, or in more than this share of them, tell no topics apart and would take most of the time. */
const COMMON_LINES = 100;
const COMMON_SHARE = 0.05;
/** The other topic's line must be this much nearer. */
const CLEARLY = 1.15;

export function lintNeighbours({ phrasings }: LoadedBank): Fault[] {
  return [...Map.groupBy(phrasings, ({ language }) => language)].flatMap(([language, own]) =>
    confusedPairs(own).map(({ topic, other, count, of }) =>
      warningAt(
        `topics/${topic}/${language}.txt`,
        1,
        `${count} of ${of} phrasings stand nearer to ${other} than to the others here: sharpen them, or merge the topics`,
      ),
    ),
  );
}

function confusedPairs(phrasings: readonly Phrasing[]) {
  const nearest = nearestTopics(phrasings);
  const sizes = Map.groupBy(phrasings, ({ topic }) => topic);
  const pairs = Map.groupBy(
    phrasings.flatMap(({ topic }, i) => (nearest[i] === undefined ? [] : [{ topic, other: nearest[i] }])),
    ({ topic, other }) => `${topic} ${other}`,
  );
  return [...pairs.values()].flatMap((rows) => {
    const [first] = rows;
    const of = sizes.get(first?.topic ?? "")?.length ?? 0;
    return first === undefined || rows.length <= MAX_NEARER * of ? [] : [{ ...first, count: rows.length, of }];
  });
}

/** For each phrasing the other topic that has a clearly nearer phrasing than its own topic has. */
function nearestTopics(phrasings: readonly Phrasing[]): (string | undefined)[] {
  const bags = phrasings.map(({ text }) => [...new Set(foldedWords(fold(text)))]);
  const documents = Map.groupBy(
    bags.flatMap((words, i) => words.map((word) => [word, i] as const)),
    ([word]) => word,
  );
  const common = Math.max(COMMON_LINES, COMMON_SHARE * bags.length);
  const weight = (word: string) => Math.log(1 + bags.length / (documents.get(word)?.length ?? 1));
  const norms = bags.map((words) => Math.sqrt(words.reduce((sum, word) => sum + weight(word) ** 2, 0)) || 1);
  return bags.map((words, i) => {
    const overlap = new Map<number, number>();
    for (const word of words) {
      const holders = documents.get(word) ?? [];
      if (holders.length > common) continue;
      for (const [, other] of holders)
        if (other !== i) overlap.set(other, (overlap.get(other) ?? 0) + weight(word) ** 2);
    }
    const own = phrasings[i]?.topic ?? "";
    const best = new Map<string, number>();
    for (const [other, sum] of overlap) {
      const topic = phrasings[other]?.topic ?? "";
      best.set(topic, Math.max(best.get(topic) ?? 0, sum / ((norms[i] as number) * (norms[other] as number))));
    }
    const home = best.get(own) ?? 0;
    const [nearest, similarity] = [...best].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
    return nearest !== own && similarity > CLEARLY * home ? nearest : undefined;
  });
}
