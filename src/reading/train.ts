/**
 * From the bank to the models that read. Deterministic: the same bank gives the same models.
 *
 * Confidence is calibrated on what the models have not seen: the bank is cut into folds, and in each fold some
 * phrasings, some ignored lines and *whole topics* are left out. Left-out topics stand for the questions that the bank
 * does not answer; without them every unknown question would look like a known one.
 */
import { fitCalibrator, type Calibrator } from "./confidence.ts";
import { gateEvidence, topicEvidenceRow } from "./evidence.ts";
import { fold } from "./fold.ts";
import { scoreGate, trainGate, type GateExample, type GateModel } from "./gate.ts";
import { trainLanguage, type LanguageModel } from "./language.ts";
import { scoreTopics, trainTopics, type Example, type TopicModel } from "./match.ts";
import { createMentionFinder, mentionMarks, type MentionFinder, type MentionTerms } from "./mentions.ts";
import { mask, shapeMarks } from "./shape.ts";
import { hashString } from "./features.ts";

export interface TrainingBank {
  readonly phrasings: readonly { readonly topic: string; readonly language: string; readonly text: string }[];
  readonly ignored: readonly { readonly kind: string; readonly language: string; readonly text: string }[];
  readonly terms: MentionTerms;
}

/** Plain data and typed arrays only, so that it can be stored and loaded as it is. */
export interface Models {
  readonly topics: readonly string[];
  readonly language: LanguageModel;
  readonly gate: GateModel;
  readonly topic: TopicModel;
  readonly isForUs: Calibrator;
  readonly isRight: Calibrator;
}

export interface TrainingProgress {
  readonly done: number;
  readonly total: number;
  readonly step: string;
}

/** Grows with every change of what is trained or how: a cached model of another version is trained anew. */
export const ENGINE_VERSION = 2;

const FOLDS = 3;

interface Row extends GateExample, Omit<Example, "topic"> {
  readonly language: string;
  /** -1 for an ignored line. */
  readonly topic: number;
  readonly fold: number;
}

export function train(bank: TrainingBank, onProgress: (progress: TrainingProgress) => void = () => {}): Models {
  const topics = [...new Set(bank.phrasings.map(({ topic }) => topic))].sort();
  const rows = prepareRows(bank, topics, createMentionFinder(bank.terms));
  const total = 3 + 2 * FOLDS;
  let done = 0;
  const step = <T>(name: string, work: () => T): T => {
    onProgress({ done, total, step: name });
    const result = work();
    done++;
    return result;
  };

  const language = step("languages", () => trainLanguage(rows));
  const folds = Array.from({ length: FOLDS }, (_, k) => calibrationRows(rows, topics.length, k, step));
  const gate = step("question or not", () => trainGate(rows, true));
  const topic = step("topics", () => trainTopics(rows.filter(isPhrasing), topics.length));
  const forUs = folds.flatMap((part) => part.forUs);
  const right = folds.flatMap((part) => part.right);
  const fit = (part: readonly CalibrationRow[]) =>
    fitCalibrator(
      part.map(({ evidence }) => evidence),
      part.map(({ isTrue }) => isTrue),
      part.map(({ importance }) => importance),
    );
  onProgress({ done: total, total, step: "confidence" });
  return { topics, language, gate, topic, isForUs: fit(forUs), isRight: fit(right) };
}

interface CalibrationRow {
  readonly evidence: readonly number[];
  readonly isTrue: boolean;
  readonly importance: number;
}

/** Trains without fold `k` and reads what was left out. */
function calibrationRows(
  rows: readonly Row[],
  topicCount: number,
  k: number,
  step: <T>(name: string, work: () => T) => T,
): { forUs: CalibrationRow[]; right: CalibrationRow[] } {
  const isLeftOutTopic = ({ topic }: Row) => topic >= 0 && topic % FOLDS === k;
  const seen = rows.filter((row) => row.fold !== k && !isLeftOutTopic(row));
  const name = `confidence ${k + 1}/${FOLDS}`;
  const gate = step(`${name}: question or not`, () => trainGate(seen, false));
  const topics = step(`${name}: topics`, () => trainTopics(seen.filter(isPhrasing), topicCount));
  const forUs: CalibrationRow[] = [];
  const right: CalibrationRow[] = [];
  for (const row of rows) {
    if (row.fold !== k) continue;
    const asked = scoreGate(gate, row);
    const scored = scoreTopics(topics, row);
    const isIgnored = row.topic < 0;
    const isUnknown = isLeftOutTopic(row);
    forUs.push({
      evidence: gateEvidence(asked, scored.evidence),
      isTrue: !isIgnored,
      importance: isIgnored ? IGNORED_IMPORTANCE : 1,
    });
    right.push({
      evidence: topicEvidenceRow(asked, scored.evidence),
      isTrue: !isIgnored && !isUnknown && scored.ranked[0]?.topic === row.topic,
      importance: isIgnored ? IGNORED_IMPORTANCE : isUnknown ? UNKNOWN_IMPORTANCE : 1,
    });
  }
  return { forUs, right };
}

function isPhrasing({ topic }: Row): boolean {
  return topic >= 0;
}

/** In a real group most messages are not for us; an ignored line stands for several. */
const IGNORED_IMPORTANCE = 2;
/** Left-out topics are more frequent in calibration than unknown questions are in life. */
const UNKNOWN_IMPORTANCE = 0.5;

function prepareRows(bank: TrainingBank, topics: readonly string[], mentions: MentionFinder): Row[] {
  const indexOf = new Map(topics.map((topic, i) => [topic, i]));
  const row = (text: string, language: string, topic: number, kind: string | undefined): Row => {
    const prepared = prepare(text, [language], mentions);
    return { ...prepared, text, language, topic, kind, fold: (hashString(text, 7) >>> 0) % FOLDS };
  };
  return [
    ...bank.phrasings.map(({ text, language, topic }) => row(text, language, indexOf.get(topic) ?? -1, undefined)),
    ...bank.ignored.map(({ text, language, kind }) => row(text, language, -1, kind)),
  ];
}

/** Masks, folds and marks a text the way that training and reading share. */
export function prepare(text: string, languages: readonly string[], mentions: MentionFinder) {
  const masked = mask(text);
  const folded = mentions.withoutGreeting(fold(masked));
  const named = mentions.find(folded, languages);
  const words = folded.split(" ").length - 2;
  const concepts = mentions.concepts(folded, languages).map((id) => `#concept:${id}`);
  return { folded, named, marks: [...mentionMarks(named), ...concepts], shape: shapeMarks(text, masked, words) };
}
