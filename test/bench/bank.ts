/**
 * How right the reading is on lines that it has not learned: a fifth of the bank is left out by hash, all topics and kinds
 * alike. The bank's lines are each unlike the others on purpose, so these figures are harder than life; what they are for is to
 * compare one bank or engine with the next.
 */
import MiniSearch from "minisearch";
import type { Bank } from "../../src/bank/bank.ts";
import { readBank } from "../../src/bank/load.ts";
import { decisionContext } from "../../src/handle-event.ts";
import { hashString } from "../../src/reading/features.ts";
import type { TrainingBank } from "../../src/reading/train.ts";
import { decide, MIN_FOR_US } from "../../src/replying/decide.ts";
import { confusionsOf, guessLeftOut } from "./confusions.ts";
import { auroc, aurocForUs, coverage, isIgnored, isQuestion, isWrong, judge, readerOf, type Judged } from "./judged.ts";

const FIRST_LANGUAGES = ["de", "en", "es", "it", "ar"];
const FOLDS = 5;
const HELD_OUT_SEED = 99;
const CURVE = [0.4, 0.6, 0.8];
const SHOWN = 12;
/** Pairs that confuse more often are to be merged, sharpened or justified. */
const MAX_CONFUSION = 0.2;
const SHOWN_CONFUSION = 0.1;

export function benchBank(): void {
  const { bank } = readBank("answers");
  const { training } = bank;
  const isHeldOut = ({ text }: { text: string }) => (hashString(text, HELD_OUT_SEED) >>> 0) % FOLDS === 0;
  const learned = only(training, (line) => !isHeldOut(line));
  const heldOut = only(training, isHeldOut);

  progress("learning four fifths of the bank");
  const judged = judge(readerOf(bank, learned), heldOut);
  sayTable(judged, training);
  sayLeaks(judged);
  sayCorrections(bank, judged);
  sayPeer(learned, heldOut);
  sayCurve(bank, learned, heldOut, aurocForUs(judged));
  sayLearned(bank);
  sayConfusions(training);
}

function sayTable(judged: readonly Judged[], { phrasings, ignored, myths }: TrainingBank): void {
  say(`${judged.length} lines left out of ${phrasings.length + ignored.length + myths.length}`);
  say("language  questions  ignored  right language  right topic  AUROC for us  coverage at precision .95 / .99");
  for (const language of [...new Set(judged.map((row) => row.language))])
    say(
      tableRow(
        language,
        judged.filter((own) => own.language === language),
      ),
    );
  say(tableRow("all", judged));
}

function tableRow(name: string, rows: readonly Judged[]): string {
  const questions = rows.filter(isQuestion);
  return [
    name.padEnd(8),
    String(questions.length).padStart(10),
    String(rows.filter(isIgnored).length).padStart(8),
    percent(rows.filter(({ language, reading }) => reading.language.code === language).length / rows.length).padStart(
      15,
    ),
    percent(1 - questions.filter(isWrong).length / questions.length).padStart(12),
    percent(aurocForUs(rows)).padStart(13),
    `${percent(coverage(rows, 0.95))} / ${percent(coverage(rows, 0.99))}`.padStart(32),
  ].join(" ");
}

function sayLeaks(judged: readonly Judged[]): void {
  say("\nkinds that leak most (share of left-out lines that pass as a question for us)");
  for (const [kind, share, count] of worst(judged.filter(isIgnored), ({ kind }) => kind ?? "", passes))
    say(`  ${kind.padEnd(30)} ${percent(share)} of ${count}`);
  say("\ntopics that are missed most, and what they are taken for");
  const questions = judged.filter(isQuestion);
  for (const [topic, share, count] of worst(questions, ({ topic: own }) => own ?? "", isWrong)) {
    const taken = questions
      .filter((own) => own.topic === topic && isWrong(own))
      .map(({ reading }) => reading.candidates[0]?.topic ?? "nothing");
    say(`  ${topic.padEnd(30)} ${percent(share)} of ${count}: ${[...new Set(taken)].join(", ")}`);
  }
}

/** Left-out lines that would be corrected. */
function sayCorrections(bank: Bank, judged: readonly Judged[]): void {
  const context = decisionContext(bank, false);
  const correctedAs = ({ reading }: Judged) => {
    const decision = decide(reading, context);
    return decision.kind === "correct" ? decision.myth : undefined;
  };
  const claims = judged.filter(({ myth, isTrue }) => myth !== undefined && !isTrue);
  const corrected = claims.filter((row) => correctedAs(row) !== undefined);
  const wrongly = (rows: readonly Judged[]) =>
    `${rows.filter((row) => correctedAs(row) !== undefined).length} of ${rows.length}`;
  say("\nfalse claims");
  say(`  corrected                      ${percent(corrected.length / claims.length)} of ${claims.length}`);
  say(`  of these with another's text   ${corrected.filter((row) => correctedAs(row) !== row.myth).length}`);
  say(`  true lines corrected           ${wrongly(judged.filter(({ isTrue }) => isTrue))}`);
  say(`  ignored lines corrected        ${wrongly(judged.filter(isIgnored))}`);
  say(`  questions corrected            ${wrongly(judged.filter(isQuestion))}`);
}

/** The peer searches the same lines; its score is the best that it has for a confidence. */
function sayPeer(learned: TrainingBank, heldOut: TrainingBank): void {
  const index = new MiniSearch<{ id: number; text: string; topic: string }>({
    fields: ["text"],
    storeFields: ["topic"],
  });
  index.addAll(learned.phrasings.map(({ text, topic }, id) => ({ id, text, topic })));
  const found = heldOut.phrasings.map(({ text, topic }) => ({ hit: index.search(text)[0], topic }));
  const right = found.filter(({ hit, topic }) => hit?.["topic"] === topic).length / found.length;
  const told = auroc(
    found.map(({ hit }) => hit?.score ?? 0),
    heldOut.ignored.map(({ text }) => index.search(text)[0]?.score ?? 0),
  );
  say(`\npeer: MiniSearch over the same lines: right topic ${percent(right)}, AUROC of its score ${percent(told)}`);
}

function sayCurve(bank: Bank, learned: TrainingBank, heldOut: TrainingBank, whole: number): void {
  say("\nlearning curve: AUROC for us, by share of the ignored lines learned");
  for (const share of CURVE) {
    progress(`learning with ${percent(share)} of the ignored lines`);
    const ignored = learned.ignored.filter(({ text }) => (hashString(text, 5) >>> 0) / 2 ** 32 < share);
    const value = aurocForUs(judge(readerOf(bank, { ...learned, ignored }), heldOut));
    say(`  ${percent(share).padStart(7)}  ${percent(value)}`);
  }
  say(`  ${percent(1).padStart(7)}  ${percent(whole)}`);
}

/** What a reader that has learned everything would still get wrong of it. */
function sayLearned(bank: Bank): void {
  progress("learning the whole bank");
  const rows = judge(readerOf(bank, bank.training), bank.training);
  const context = decisionContext(bank, false);
  const kindOf = ({ reading }: Judged) => decide(reading, context).kind;
  const ignored = rows.filter(isIgnored);
  const answered = ignored.filter((row) => ["answer", "clarify"].includes(kindOf(row)));
  const questions = rows.filter(isQuestion);
  const [claims, truths] = [true, false].map((isFalse) =>
    rows.filter(({ myth, isTrue }) => myth !== undefined && isTrue !== isFalse),
  );
  const corrected = (own: readonly Judged[] = []) => own.filter((row) => kindOf(row) === "correct").length / own.length;
  say("\ntrained on everything");
  say(`  ignored lines answered           ${percent(answered.length / ignored.length)} of ${ignored.length}`);
  for (const [language, own] of Map.groupBy(ignored, (row) => row.language))
    say(`    ${language}  ${percent(answered.filter((row) => row.language === language).length / own.length)}`);
  say(`  ignored lines corrected          ${percent(corrected(ignored))}`);
  say(`  questions read as their topic    ${percent(1 - questions.filter(isWrong).length / questions.length)}`);
  say(`  false claims corrected           ${percent(corrected(claims))}`);
  say(`  true lines beside them corrected ${percent(corrected(truths))}`);
}

function sayConfusions(training: TrainingBank): void {
  const guesses = guessLeftOut(training, (fold, folds) => progress(`confusable topics, part ${fold + 1} of ${folds}`));
  say("\nphrasings left out in turn: right topic");
  for (const [language, own] of Map.groupBy(guesses, (guess) => guess.language))
    say(`  ${language}  ${percent(own.filter(({ topic, guessed }) => topic === guessed).length / own.length)}`);
  for (const language of [undefined, ...FIRST_LANGUAGES]) {
    const pairs = confusionsOf(guesses.filter((guess) => language === undefined || guess.language === language));
    say(
      `\nconfusable pairs, ${language ?? "all languages"} (more than ${percent(SHOWN_CONFUSION)}; ! more than ${percent(MAX_CONFUSION)})`,
    );
    for (const { topic, takenFor, count, of } of pairs.filter((pair) => pair.count / pair.of > SHOWN_CONFUSION))
      say(`  ${count / of > MAX_CONFUSION ? "!" : " "} ${topic} taken for ${takenFor}: ${count} of ${of}`);
  }
}

function only(
  { phrasings, ignored, myths, terms }: TrainingBank,
  isWanted: (line: { text: string }) => boolean,
): TrainingBank {
  return {
    phrasings: phrasings.filter(isWanted),
    ignored: ignored.filter(isWanted),
    myths: myths.filter(isWanted),
    terms,
  };
}

function passes({ reading }: Judged): boolean {
  return reading.isForUs >= MIN_FOR_US;
}

function worst(
  rows: readonly Judged[],
  group: (row: Judged) => string,
  isBad: (row: Judged) => boolean,
): [string, number, number][] {
  return [...Map.groupBy(rows, group)]
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

function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${what} …`.padEnd(70));
}
