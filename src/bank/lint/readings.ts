/** What a trained reader makes of the bank's own lines: what it must be silent on and would answer, what is in another language. */
import type { Reader, Reading } from "../../reading/read.ts";
import { decide, type Decision, type DecisionContext } from "../../replying/decide.ts";
import { errorAt, warningAt, type Fault } from "../files.ts";
import type { LoadedBank } from "../load.ts";

/** Share of ignored lines that may be answered before the check fails. */
const MAX_ANSWERED = 0.01;
/** Where language identification is this sure of another language, the line is in the wrong file. */
const SURE_LANGUAGE = 0.97;
/** Shorter lines are names and borrowed words in every language. */
const MIN_WORDS = 5;

export interface ReadingReport {
  readonly faults: readonly Fault[];
  /** Ignored lines, and those of them that would be answered or corrected. */
  readonly ignored: number;
  readonly answered: number;
}

/** `onProgress`: lines read so far, of all. */
export function lintReadings(
  { phrasings, ignored, mythLines }: LoadedBank,
  reader: Reader,
  context: DecisionContext,
  onProgress: (done: number, total: number) => void,
): ReadingReport {
  const faults: Fault[] = [];
  const total = phrasings.length + ignored.length + mythLines.length;
  let done = 0;
  let answered = 0;
  const read = (text: string): Reading => {
    if (done % 500 === 0) onProgress(done, total);
    done++;
    return reader.read(text);
  };
  for (const line of phrasings) faults.push(...wrongLanguage(line, read(line.text)));
  for (const line of ignored) {
    const reading = read(line.text);
    const decision = decide(reading, context);
    faults.push(...wrongLanguage(line, reading));
    if (!isSpeaking(decision)) continue;
    answered++;
    faults.push(
      warningAt(
        line.file,
        line.line,
        `would be answered (${whatOf(decision)}): write more lines like it, or move it to the topic`,
      ),
    );
  }
  for (const line of mythLines) {
    const reading = read(line.text);
    const decision = decide(reading, context);
    faults.push(...wrongLanguage(line, reading));
    if (line.isTrue && decision.kind === "correct")
      faults.push(
        warningAt(line.file, line.line, `is true, but would be corrected (${decision.myth}): write more lines like it`),
      );
  }
  if (answered > MAX_ANSWERED * ignored.length) {
    faults.push(
      errorAt(
        "ignore",
        1,
        `${answered} of ${ignored.length} ignored lines would be answered: at most ${100 * MAX_ANSWERED} %`,
      ),
    );
  }
  return { faults, ignored: ignored.length, answered };
}

function isSpeaking({ kind }: Decision): boolean {
  return kind === "answer" || kind === "clarify" || kind === "correct";
}

function whatOf(decision: Decision): string {
  if (decision.kind === "answer") return decision.topic;
  if (decision.kind === "clarify") return decision.topics.join(" or ");
  return decision.kind === "correct" ? decision.myth : decision.reason;
}

function wrongLanguage(
  { text, file, line, language }: { text: string; file: string; line: number; language: string },
  reading: Reading,
): Fault[] {
  const { code, confidence } = reading.language;
  if (code === language || confidence < SURE_LANGUAGE || text.split(/\s+/u).length < MIN_WORDS) return [];
  return [warningAt(file, line, `reads like ${code}: is it in the right file?`)];
}
