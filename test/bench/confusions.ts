/**
 * Which topics the reader takes for which others. Each phrasing is judged by a model that has not learned it: the phrasings are cut
 * into `FOLDS` parts, and each part is read by a model of all others. (True leave-one-out would train one model a phrasing.)
 */
import { hashString } from "../../src/reading/features.ts";
import { scoreTopics, trainTopics } from "../../src/reading/match.ts";
import { createMentionFinder } from "../../src/reading/mentions.ts";
import { fillSlots } from "../../src/reading/slots.ts";
import { clean, prepare, type TrainingBank } from "../../src/reading/train.ts";

export interface Guess {
  readonly language: string;
  readonly topic: string;
  readonly guessed: string;
}

export interface Confusion {
  readonly topic: string;
  readonly takenFor: string;
  /** Phrasings of `topic` that are taken for the other. */
  readonly count: number;
  readonly of: number;
}

const FOLDS = 10;
const SEED = 31;

export function guessLeftOut(
  { phrasings, terms }: TrainingBank,
  onFold: (fold: number, folds: number) => void,
): Guess[] {
  const topics = [...new Set(phrasings.map(({ topic }) => topic))].sort();
  const mentions = createMentionFinder(terms);
  const rows = phrasings.map(({ text, language, topic }) => {
    const [filled = text] = fillSlots(text, language, terms);
    const fold = (hashString(text, SEED) >>> 0) % FOLDS;
    return { ...prepare(clean(filled), [language], mentions), language, topic: topics.indexOf(topic), fold };
  });
  const guesses: Guess[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    onFold(fold, FOLDS);
    const model = trainTopics(
      rows.filter((row) => row.fold !== fold),
      topics.length,
    );
    for (const row of rows) {
      if (row.fold !== fold) continue;
      const guessed = topics[scoreTopics(model, row).ranked[0]?.topic ?? 0] ?? "";
      guesses.push({ language: row.language, topic: topics[row.topic] ?? "", guessed });
    }
  }
  return guesses;
}

/** Most frequent first, relative to the phrasings of the topic. */
export function confusionsOf(guesses: readonly Guess[]): Confusion[] {
  const total = Map.groupBy(guesses, ({ topic }) => topic);
  const wrong = Map.groupBy(
    guesses.filter(({ topic, guessed }) => topic !== guessed),
    ({ topic, guessed }) => `${topic} ${guessed}`,
  );
  return [...wrong]
    .map(([pair, own]): Confusion => {
      const [topic = "", takenFor = ""] = pair.split(" ");
      return { topic, takenFor, count: own.length, of: total.get(topic)?.length ?? 0 };
    })
    .sort((a, b) => b.count / b.of - a.count / a.of);
}
