/** Lines of the bank that a reader had not learned, as it read them, and what can be counted of them. */
import type { Bank } from "../../src/bank/bank.ts";
import { createFlagFinder } from "../../src/reading/flags.ts";
import { createMentionFinder } from "../../src/reading/mentions.ts";
import { createReader, type Reader, type Reading } from "../../src/reading/read.ts";
import { fillSlots } from "../../src/reading/slots.ts";
import { train, type TrainingBank } from "../../src/reading/train.ts";

export interface Judged {
  readonly language: string;
  /** `undefined` for a line that is no question for us. */
  readonly topic: string | undefined;
  /** Of an ignored line. */
  readonly kind: string | undefined;
  /** Of a false claim, or of something true that looks like it. */
  readonly myth: string | undefined;
  readonly isTrue: boolean;
  readonly reading: Reading;
}

export function readerOf({ flags }: Bank, learned: TrainingBank): Reader {
  return createReader(train(learned), createMentionFinder(learned.terms), createFlagFinder(flags));
}

/** Lets a reader read all lines of a bank, slots filled. */
export function judge(reader: Reader, { phrasings, ignored, myths, terms }: TrainingBank): Judged[] {
  const nothing = { topic: undefined, kind: undefined, myth: undefined, isTrue: false };
  return [
    ...phrasings.map(({ text, language, topic }) => ({
      ...nothing,
      language,
      topic,
      reading: reader.read(fillSlots(text, language, terms)[0] ?? text),
    })),
    ...ignored.map(({ text, language, kind }) => ({ ...nothing, language, kind, reading: reader.read(text) })),
    ...myths.map(({ text, language, myth, isTrue }) => ({
      ...nothing,
      language,
      myth,
      isTrue,
      reading: reader.read(text),
    })),
  ];
}

export function isQuestion({ topic }: Judged): boolean {
  return topic !== undefined;
}

export function isIgnored({ kind }: Judged): boolean {
  return kind !== undefined;
}

/** The best topic is another than the line's. */
export function isWrong({ topic, reading }: Judged): boolean {
  return reading.candidates[0]?.topic !== topic;
}

/** Share of questions answered rightly at the threshold with the most answers whose precision over all answers is enough. */
export function coverage(rows: readonly Judged[], precision: number): number {
  const ranked = rows
    .filter((row) => isQuestion(row) || isIgnored(row))
    .sort((a, b) => confidenceOf(b) - confidenceOf(a));
  let right = 0;
  let most = 0;
  ranked.forEach((row, i) => {
    if (isQuestion(row) && !isWrong(row)) right++;
    if (right / (i + 1) >= precision) most = right;
  });
  return most / ranked.filter(isQuestion).length;
}

function confidenceOf({ reading }: Judged): number {
  return reading.candidates[0]?.confidence ?? 0;
}

/** Chance that a random question looks more like one for us than a random ignored line (Mann–Whitney). */
export function aurocForUs(rows: readonly Judged[]): number {
  return auroc(
    rows.filter(isQuestion).map(({ reading }) => reading.isForUs),
    rows.filter(isIgnored).map(({ reading }) => reading.isForUs),
  );
}

export function auroc(positives: readonly number[], negatives: readonly number[]): number {
  const sorted = negatives.toSorted((a, b) => a - b);
  const below = (value: number, orEqual: boolean) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sorted[middle] as number;
      if (other < value || (orEqual && other === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = positives.reduce((sum, value) => sum + (below(value, false) + below(value, true)) / 2, 0);
  return wins / (positives.length * negatives.length);
}
