/** What a trained reader makes of the bank's own lines: what it must be silent on and would answer, what is in another language. */
import type { LanguageGuess } from "../../reading/language.ts";
import type { Reader } from "../../reading/read.ts";
import { decide, type Decision, type DecisionContext } from "../../replying/decide.ts";
import type { Bank } from "../bank.ts";
import { errorAt, warningAt, type Fault } from "../files.ts";
import type { LoadedBank } from "../load.ts";

/** Share of ignored lines that may be answered before the check fails. */
const MAX_ANSWERED = 0.01;
/** Where language identification is this sure of another language, the line is in the wrong file. */
const SURE_LANGUAGE = 0.97;
/** Shorter lines are names and borrowed words in every language. */
const MIN_WORDS = 5;
const PROGRESS_EVERY = 500;

export interface ReadingReport {
  readonly faults: readonly Fault[];
  /** Ignored lines that would be answered or corrected. */
  readonly answered: number;
}

/** `onProgress`: lines read so far, of all. */
export function lintReadings(
  { bank, phrasings, ignored, mythLines }: LoadedBank,
  reader: Reader,
  context: DecisionContext,
  onProgress: (done: number, total: number) => void,
): ReadingReport {
  const truths = mythLines.filter(({ isTrue }) => isTrue);
  const total = ignored.length + truths.length;
  let done = 0;
  const decideOn = (text: string): Decision => {
    if (done % PROGRESS_EVERY === 0) onProgress(done, total);
    done++;
    return decide(reader.read(text), context);
  };
  const answered = ignored.flatMap(({ text, file, line }) => {
    const decision = decideOn(text);
    if (!isSpeaking(decision)) return [];
    const what = whatOf(decision);
    return [warningAt(file, line, `would be answered (${what}): write more lines like it, or move it to the topic`)];
  });
  const corrected = truths.flatMap(({ text, file, line }) => {
    const decision = decideOn(text);
    if (decision.kind !== "correct") return [];
    return [warningAt(file, line, `is true, but would be corrected (${decision.myth}): write more lines like it`)];
  });
  const texts = [...phrasings, ...ignored, ...mythLines, ...textsOf(bank)];
  const share = 100 * MAX_ANSWERED;
  return {
    answered: answered.length,
    faults: [
      ...answered,
      ...corrected,
      ...texts.flatMap((text) => lintLanguage(text, reader.languageOf(text.text))),
      ...(answered.length > MAX_ANSWERED * ignored.length
        ? [errorAt("ignore", 1, `${answered.length} of ${ignored.length} lines would be answered: at most ${share} %`)]
        : []),
    ],
  };
}

interface Text {
  readonly text: string;
  readonly language: string;
  readonly file: string;
  readonly line: number;
}

/** Answers and corrections. */
function textsOf({ topics, myths }: Bank): Text[] {
  return [
    ...[...topics.values()].flatMap(({ id, versions }) =>
      Object.values(versions).map(({ language, body }) => ({
        text: body,
        language,
        file: `topics/${id}/${language}.md`,
        line: 1,
      })),
    ),
    ...[...myths.values()].flatMap(({ id, corrections }) =>
      Object.values(corrections).map(({ language, text }) => ({ text, language, file: `myths/${id}.yaml`, line: 1 })),
    ),
  ];
}

function isSpeaking({ kind }: Decision): boolean {
  return kind === "answer" || kind === "clarify" || kind === "correct";
}

function whatOf(decision: Decision): string {
  if (decision.kind === "answer") return decision.topic;
  if (decision.kind === "clarify") return decision.topics.join(" or ");
  return decision.kind === "correct" ? decision.myth : decision.reason;
}

function lintLanguage({ text, file, line, language }: Text, { code, confidence }: LanguageGuess): Fault[] {
  if (code === language || confidence < SURE_LANGUAGE || text.split(/\s+/u).length < MIN_WORDS) return [];
  return [warningAt(file, line, `reads like ${code} where ${language} is expected`)];
}
