/**
 * How right the reading is on lines that it has not learned: a fifth of the bank is left out by hash, all topics and kinds
 * alike. The bank's lines are each unlike the others on purpose, so these figures are harder than life; what they are for is to
 * compare one bank or engine with the next.
 */
import MiniSearch from "minisearch";
import type { Bank } from "../../src/bank/bank.ts";
import { readBank } from "../../src/bank/load.ts";
import { createFlagFinder } from "../../src/reading/flags.ts";
import { hashString } from "../../src/reading/features.ts";
import { createMentionFinder } from "../../src/reading/mentions.ts";
import { createReader, type Reading } from "../../src/reading/read.ts";
import { train, type TrainingBank } from "../../src/reading/train.ts";

interface Judged {
  readonly language: string;
  /** `undefined` for an ignored line. */
  readonly topic: string | undefined;
  readonly kind: string | undefined;
  readonly text: string;
  readonly reading: Reading;
}

const FOLDS = 5;
const HELD_OUT_SEED = 99;
const CURVE = [0.2, 0.4, 0.6, 0.8, 1];
const SHOWN = 12;

export function benchBank(): void {
  const { bank } = readBank("answers");
  const isHeldOut = ({ text }: { text: string }) => (hashString(text, HELD_OUT_SEED) >>> 0) % FOLDS === 0;
  const { phrasings, ignored, terms } = bank.training;
  const learned: TrainingBank = {
    phrasings: phrasings.filter((row) => !isHeldOut(row)),
    ignored: ignored.filter((row) => !isHeldOut(row)),
    terms,
  };
  const judge = judgeWith(bank, learned);
  const judged = [
    ...phrasings.filter(isHeldOut).map(({ text, language, topic }) => judge(text, language, topic, undefined)),
    ...ignored.filter(isHeldOut).map(({ text, language, kind }) => judge(text, language, undefined, kind)),
  ];

  say(`${judged.length} lines left out of ${phrasings.length + ignored.length}`);
  say("language  questions  ignored  right language  right topic  AUROC for us  coverage at precision .95 / .99");
  for (const language of [...new Set(judged.map((row) => row.language))])
    say(
      row(
        language,
        judged.filter((own) => own.language === language),
      ),
    );
  say(row("all", judged));
  say(
    `peer: MiniSearch over the same lines finds the right topic of ${percent(searchAccuracy(learned, judged))}, AUROC of its score ${percent(searchAuroc(learned, judged))}`,
  );

  say("\nkinds that leak most (share of left-out lines that would pass as questions)");
  for (const [kind, share, count] of worst(
    judged.filter(({ kind }) => kind !== undefined),
    ({ kind }) => kind ?? "",
    passes,
  ))
    say(`  ${kind.padEnd(30)} ${percent(share)} of ${count}`);
  say("\ntopics that are missed most, and what they are taken for");
  const questions = judged.filter(({ topic }) => topic !== undefined);
  for (const [topic, share, count] of worst(questions, ({ topic: own }) => own ?? "", isWrong)) {
    const taken = questions
      .filter((own) => own.topic === topic && isWrong(own))
      .map(({ reading }) => reading.candidates[0]?.topic ?? "nothing");
    say(`  ${topic.padEnd(30)} ${percent(share)} of ${count}: ${[...new Set(taken)].join(", ")}`);
  }

  say("\nlearning curve: AUROC for us, by share of the ignored lines learned");
  for (const share of CURVE) {
    const part = {
      ...learned,
      ignored: learned.ignored.filter(({ text }) => (hashString(text, 5) >>> 0) / 2 ** 32 < share),
    };
    const judgePart = judgeWith(bank, part);
    say(
      `  ${percent(share).padStart(6)}  ${percent(aurocForUs(judged.map(({ text, language, topic, kind }) => judgePart(text, language, topic, kind))))}`,
    );
  }
}

function judgeWith({ flags }: Bank, learned: TrainingBank) {
  const reader = createReader(train(learned), createMentionFinder(learned.terms), createFlagFinder(flags));
  return (text: string, language: string, topic: string | undefined, kind: string | undefined): Judged => ({
    text,
    language,
    topic,
    kind,
    reading: reader.read(text),
  });
}

function row(name: string, rows: readonly Judged[]): string {
  const questions = rows.filter(({ topic }) => topic !== undefined);
  return [
    name.padEnd(8),
    String(questions.length).padStart(10),
    String(rows.length - questions.length).padStart(8),
    percent(rows.filter(({ language, reading }) => reading.language.code === language).length / rows.length).padStart(
      15,
    ),
    percent(1 - questions.filter(isWrong).length / questions.length).padStart(12),
    percent(aurocForUs(rows)).padStart(13),
    `${percent(coverage(rows, 0.95))} / ${percent(coverage(rows, 0.99))}`.padStart(20),
  ].join(" ");
}

function isWrong({ topic, reading }: Judged): boolean {
  return reading.candidates[0]?.topic !== topic;
}

function passes({ reading }: Judged): boolean {
  return reading.isForUs >= 0.6;
}

/** Share of questions answered rightly at the threshold with the most answers whose precision over all answers is enough. */
function coverage(rows: readonly Judged[], precision: number): number {
  const ranked = rows.toSorted((a, b) => confidenceOf(b) - confidenceOf(a));
  const questions = rows.filter(({ topic }) => topic !== undefined).length;
  let right = 0;
  let best = 0;
  ranked.forEach((own, i) => {
    if (own.topic !== undefined && !isWrong(own)) right++;
    if (right / (i + 1) >= precision) best = right;
  });
  return best / questions;
}

function confidenceOf({ reading }: Judged): number {
  return reading.candidates[0]?.confidence ?? 0;
}

function aurocForUs(rows: readonly Judged[]): number {
  return auroc(
    rows.filter(({ topic }) => topic !== undefined).map(({ reading }) => reading.isForUs),
    rows.filter(({ topic }) => topic === undefined).map(({ reading }) => reading.isForUs),
  );
}

/** Chance that a random question scores above a random ignored line (Mann–Whitney). */
function auroc(positives: readonly number[], negatives: readonly number[]): number {
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

function searchIndex(learned: TrainingBank) {
  const index = new MiniSearch<{ id: number; text: string; topic: string }>({
    fields: ["text"],
    storeFields: ["topic"],
  });
  index.addAll(learned.phrasings.map(({ text, topic }, id) => ({ id, text, topic })));
  return (text: string) => index.search(text)[0];
}

function searchAccuracy(learned: TrainingBank, judged: readonly Judged[]): number {
  const search = searchIndex(learned);
  const questions = judged.filter(({ topic }) => topic !== undefined);
  return questions.filter(({ text, topic }) => search(text)?.["topic"] === topic).length / questions.length;
}

function searchAuroc(learned: TrainingBank, judged: readonly Judged[]): number {
  const search = searchIndex(learned);
  const scores = (own: readonly Judged[]) => own.map(({ text }) => search(text)?.score ?? 0);
  return auroc(
    scores(judged.filter(({ topic }) => topic !== undefined)),
    scores(judged.filter(({ topic }) => topic === undefined)),
  );
}

function worst(
  rows: readonly Judged[],
  group: (row: Judged) => string,
  isBad: (row: Judged) => boolean,
): [string, number, number][] {
  const groups = Map.groupBy(rows, group);
  return [...groups]
    .map(([name, own]): [string, number, number] => [name, own.filter(isBad).length / own.length, own.length])
    .sort((a, b) => b[1] - a[1])
    .slice(0, SHOWN);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
