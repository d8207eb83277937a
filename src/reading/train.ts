/**
 * From the bank to the models that read. Deterministic: the same bank gives the same models.
 *
 * Confidence is calibrated on what the models have not seen: a part of the phrasings, of the ignored lines and of the *topics and
 * myths as a whole* is left out of a first training. Left-out topics stand for the questions that the bank does not answer;
 * without them every unknown question would look like a known one.
 */
import { fitCalibrator, type Calibrator } from "./confidence.ts";
import { gateEvidence, topicEvidenceRow } from "./evidence.ts";
import { fold } from "./fold.ts";
import { scoreGate, scoreKinds, trainGate, type GateExample, type GateModel, type Role } from "./gate.ts";
import { trainLanguage, type LanguageModel } from "./language.ts";
import { scoreTopics, trainTopics, type TopicModel } from "./match.ts";
import { createMentionFinder, mentionMarks, type MentionFinder, type MentionTerms } from "./mentions.ts";
import { scoreMyths, trainMyths, type MythModel } from "./myths.ts";
import { mask, shapeMarks } from "./shape.ts";
import { fillSlots } from "./slots.ts";
import { hashString } from "./features.ts";

export interface TrainingBank {
  readonly phrasings: readonly { readonly topic: string; readonly language: string; readonly text: string }[];
  readonly ignored: readonly { readonly kind: string; readonly language: string; readonly text: string }[];
  readonly myths: readonly {
    readonly myth: string;
    readonly language: string;
    readonly text: string;
    readonly isTrue: boolean;
  }[];
  readonly terms: MentionTerms;
}

/** Plain data and typed arrays only, so that it can be stored and loaded as it is. */
export interface Models {
  readonly topics: readonly string[];
  readonly language: LanguageModel;
  readonly gate: GateModel;
  readonly topic: TopicModel;
  readonly myth: MythModel;
  readonly isForUs: Calibrator;
  readonly isRight: Calibrator;
  readonly isMyth: Calibrator;
}

export interface TrainingProgress {
  readonly done: number;
  readonly total: number;
  readonly step: string;
}

/** Grows with every change of what is trained or how: a cached model of another version is trained anew. */
export const ENGINE_VERSION = 8;

/** One of so many parts is left out for calibration. Leaving each out in turn takes twice as long and measured no better. */
const PARTS = 3;
/** The part that is left out. */
const LEFT_OUT = 0;

interface Row extends GateExample {
  readonly language: string;
  /** Of a question, else -1. */
  readonly topic: number;
  /** Of a claim or truth, else -1. */
  readonly myth: number;
  readonly part: number;
}

export function train(bank: TrainingBank, onProgress: (progress: TrainingProgress) => void = () => {}): Models {
  const topics = [...new Set(bank.phrasings.map(({ topic }) => topic))].sort();
  const myths = [...new Set(bank.myths.map(({ myth }) => myth))].sort();
  const rows = prepareRows(bank, topics, myths);
  // Each model once, and all but the languages once more for the calibration.
  const total = 7;
  let done = 0;
  const step: Step = (name, work) => {
    onProgress({ done, total, step: name });
    const result = work();
    done++;
    return result;
  };

  const language = step("languages", () => trainLanguage(someOfEachLanguage(rows)));
  const calibration = calibrationRows(rows, topics, myths, step);
  const gate = step("question or not", () => trainGate(rows));
  const topic = step("topics", () => trainTopics(rows.filter(isQuestion), topics.length));
  const myth = step("myths", () => trainMyths(rows.flatMap(asMythExample), myths));
  onProgress({ done: total, total, step: "confidence" });
  return {
    topics,
    language,
    gate,
    topic,
    myth,
    isForUs: fit(calibration.forUs),
    isRight: fit(calibration.right),
    isMyth: fit(calibration.mythical),
  };
}

type Step = <T>(name: string, work: () => T) => T;

interface CalibrationRow {
  readonly evidence: readonly number[];
  readonly isTrue: boolean;
  readonly importance: number;
}

/** Trains without the left-out part and reads it. */
function calibrationRows(rows: readonly Row[], topics: readonly string[], myths: readonly string[], step: Step) {
  const isUnknown = ({ topic, myth }: Row) =>
    (topic >= 0 && topic % PARTS === LEFT_OUT) || (myth >= 0 && myth % PARTS === LEFT_OUT);
  const seen = rows.filter((row) => row.part !== LEFT_OUT && !isUnknown(row));
  const gate = step("confidence: question or not", () => trainGate(seen));
  const topicModel = step("confidence: topics", () => trainTopics(seen.filter(isQuestion), topics.length));
  const mythModel = step("confidence: myths", () => trainMyths(seen.flatMap(asMythExample), myths));
  const forUs: CalibrationRow[] = [];
  const right: CalibrationRow[] = [];
  const mythical: CalibrationRow[] = [];
  for (const row of rows) {
    // Questions are the many: a part of them calibrates as well, in half the time.
    const weight = row.role === "question" ? QUESTIONS_PER_ROW : 1;
    if (row.part !== LEFT_OUT || !isOneIn(weight, row)) continue;
    const asked = scoreGate(gate, row);
    const kind = scoreKinds(gate, asked.vector);
    const claimed = scoreMyths(mythModel, row, asked);
    mythical.push({
      evidence: claimed.evidence,
      isTrue: row.role === "claim" && !isUnknown(row) && claimed.myth === row.myth,
      importance: row.role === "ignored" ? IGNORED_IMPORTANCE : weight,
    });
    // Neither is a question, and what a true line is for us the bank does not say: they calibrate the myths alone.
    if (row.role === "truth" || row.role === "claim") continue;
    const scored = scoreTopics(topicModel, row);
    const isIgnored = row.role === "ignored";
    forUs.push({
      evidence: gateEvidence(asked, kind, scored.evidence),
      isTrue: !isIgnored,
      importance: isIgnored ? IGNORED_IMPORTANCE : weight,
    });
    right.push({
      evidence: topicEvidenceRow(asked, kind, scored.evidence),
      isTrue: !isIgnored && !isUnknown(row) && scored.ranked[0]?.topic === row.topic,
      importance: isIgnored ? IGNORED_IMPORTANCE : isUnknown(row) ? UNKNOWN_IMPORTANCE * weight : weight,
    });
  }
  return { forUs, right, mythical };
}

function fit(rows: readonly CalibrationRow[]): Calibrator {
  return fitCalibrator(
    rows.map(({ evidence }) => evidence),
    rows.map(({ isTrue }) => isTrue),
    rows.map(({ importance }) => importance),
  );
}

function isQuestion({ role }: Row): boolean {
  return role === "question";
}

function asMythExample(row: Row) {
  return row.myth < 0 ? [] : [{ ...row, isTrue: row.role === "truth" }];
}

/** Deterministic: one of `count` rows. */
function isOneIn(count: number, { text }: Row): boolean {
  return (hashString(text, 11) >>> 0) % count === 0;
}

/**
 * Letters and short words are learned from few lines; all of them would take most of the time. Lines in another alphabet than most of
 * their language, such as Arabic in Latin letters, are few and all learned.
 */
function someOfEachLanguage(rows: readonly Row[]): Row[] {
  const groups = Map.groupBy(rows, ({ language, folded }) => `${language} ${/[a-z]{2}/u.test(folded)}`);
  return [...groups.values()].flatMap((own) => {
    const share = Math.max(1, Math.floor(own.length / LINES_PER_LANGUAGE));
    return own.filter((row) => isOneIn(share, row));
  });
}

const LINES_PER_LANGUAGE = 1_500;
/** Questions that one left-out question stands for. */
const QUESTIONS_PER_ROW = 2;
/** In a real group most messages are not for us; an ignored line stands for several. */
const IGNORED_IMPORTANCE = 2;
/** Left-out topics are more frequent in calibration than unknown questions are in life. */
const UNKNOWN_IMPORTANCE = 0.5;

function prepareRows(
  { phrasings, ignored, myths: lines, terms }: TrainingBank,
  topics: readonly string[],
  myths: readonly string[],
): Row[] {
  const mentions = createMentionFinder(terms);
  const topicOf = new Map(topics.map((topic, i) => [topic, i]));
  const mythOf = new Map(myths.map((myth, i) => [myth, i]));
  const row = (
    text: string,
    language: string,
    role: Role,
    more: { topic?: number; myth?: number; kind?: string },
  ): Row => ({
    ...prepare(clean(text), [language], mentions),
    language,
    role,
    topic: more.topic ?? -1,
    myth: more.myth ?? -1,
    kind: more.kind,
    part: (hashString(text, 7) >>> 0) % PARTS,
  });
  return [
    ...phrasings.flatMap(({ text, language, topic }) => {
      const own = fillSlots(text, language, terms).map((line) =>
        row(line, language, "question", { topic: topicOf.get(topic) ?? -1 }),
      );
      // What was made from one line is learned or left out together.
      return own.map((line) => ({ ...line, part: own[0]?.part ?? 0 }));
    }),
    ...ignored.map(({ text, language, kind }) => row(text, language, "ignored", { kind })),
    ...lines.map(({ text, language, myth, isTrue }) =>
      row(text, language, isTrue ? "truth" : "claim", { myth: mythOf.get(myth) ?? -1 }),
    ),
  ];
}

/** A text with personal data masked, and the same folded. */
export interface Clean {
  readonly text: string;
  readonly masked: string;
  readonly folded: string;
}

export function clean(text: string): Clean {
  const masked = mask(text);
  return { text, masked, folded: fold(masked) };
}

/** Marks a text the way that training and reading share. */
export function prepare(cleaned: Clean, languages: readonly string[], mentions: MentionFinder) {
  const { text, masked } = cleaned;
  const folded = mentions.withoutGreeting(cleaned.folded);
  const named = mentions.find(folded, languages);
  const words = folded.split(" ").length - 2;
  const concepts = mentions.concepts(folded, languages).map((id) => `#concept:${id}`);
  return { text, folded, named, marks: [...mentionMarks(named), ...concepts], shape: shapeMarks(text, masked, words) };
}
