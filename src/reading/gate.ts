/**
 * Is somebody asking, and is it for us? One model for all languages, trained on the bank's phrasings against what the bank
 * says to stay silent on. Three heads and a classifier of kinds:
 *
 * - `us`: a question that the bank or an advisor should answer, against everything in `ignore/`;
 * - `asking`: a question or need of any subject, against telling (thanks, stories, other members' answers, advertisements);
 * - `claim`: a false statement that the bank corrects, against everything else;
 * - kinds: which sort of other message it looks most like. Near misses are of many sorts, and one line through all of them is too
 *   straight: how sure the nearest kind is tells questions from near misses better than the head alone (AUROC 95.9 % against 94.8 %
 *   on left-out lines). It also says in `why` what a message looks like.
 */
import { extract, type FeatureOptions } from "./features.ts";
import { foldedWords } from "./fold.ts";
import { contribution, scoreLinear, trainSvm, type LinearModel } from "./linear.ts";
import {
  learnVocabulary,
  lookup,
  vectorise,
  type GroupWeights,
  type SparseVector,
  type Vocabulary,
} from "./vectors.ts";
import type { Prepared } from "./match.ts";
import { hashWord } from "./features.ts";
import { hasQuestionMark, sentences } from "./shape.ts";

/** Kinds of `ignore/kinds.yaml` whose lines tell rather than ask. */
export const TELLING_KINDS: ReadonlySet<string> = new Set([
  "small-talk",
  "event",
  "sale-or-housing",
  "job-ad",
  "service-ad",
  "fake-diploma-ad",
  "thanks",
  "success-story",
  "member-answer",
  "complaint-or-opinion",
  "joke",
  "recognition-as-praise",
  "news-or-link",
]);

/** What a line of the bank is: a question for us, something to be silent on, a false claim, or something true that looks like one. */
export type Role = "question" | "ignored" | "claim" | "truth";

export interface GateExample extends Prepared {
  readonly text: string;
  readonly role: Role;
  /** Of an ignored line. */
  readonly kind: string | undefined;
}

export interface GateModel {
  readonly vocabulary: Vocabulary;
  readonly heads: LinearModel;
  readonly kinds: readonly string[];
  /** A class for each kind, and a last one for questions of ours. */
  readonly kindModel: LinearModel;
}

/** The kind that a message would be if it was not for us. */
export interface KindScore {
  readonly kind: string | undefined;
  readonly score: number;
}

export interface GateScores {
  readonly us: number;
  readonly asking: number;
  readonly claim: number;
  readonly vector: SparseVector;
}

const GATE_FEATURES: FeatureOptions = { minGram: 3, maxGram: 4 };
const WEIGHTS: GroupWeights = { pair: 0.8, gram: 1.4, mark: 1 };
const SVM = { cost: 0.7, epochs: 4 };
const KIND_SVM = { cost: 1, epochs: 3 };
const US = 0;
const ASKING = 1;
const CLAIM = 2;
const HEAD_COUNT = 3;
/** Words of the first and last sentence that count apart: a story that ends in a question is a question. */
const EDGE_WORDS = 12;

export function trainGate(examples: readonly GateExample[]): GateModel {
  const vocabulary = learnVocabulary(examples.length, (i) => gateFeatures(examples[i] as GateExample), WEIGHTS);
  const vectors = examples.map((example) => vectorise(vocabulary, gateFeatures(example)));
  const heads = trainHeads(vectors, examples, vocabulary.size);
  const kinds = [...new Set(examples.flatMap(({ kind }) => kind ?? []))].sort();
  const labelled = examples.flatMap(({ role }, i) => (role === "ignored" || role === "question" ? [i] : []));
  const kindModel = trainSvm(
    labelled.map((i) => vectors[i] as SparseVector),
    labelled.map((i) => {
      const { kind } = examples[i] as GateExample;
      return kind === undefined ? kinds.length : kinds.indexOf(kind);
    }),
    kinds.length + 1,
    vocabulary.size,
    KIND_SVM,
  );
  return { vocabulary, heads, kinds, kindModel };
}

export function scoreGate(model: GateModel, message: Prepared & { readonly text: string }): GateScores {
  const vector = vectorise(model.vocabulary, gateFeatures(message));
  const scores = scoreLinear(model.heads, vector);
  return { us: scores[US] as number, asking: scores[ASKING] as number, claim: scores[CLAIM] as number, vector };
}

export function scoreKinds({ kinds, kindModel }: GateModel, vector: SparseVector): KindScore {
  const scores = scoreLinear(kindModel, vector).subarray(0, kinds.length);
  const score = Math.max(...scores);
  return { kind: kinds[scores.indexOf(score)], score };
}

/** The words that spoke loudest for or against the message being for us. */
export function tellingWords(
  { vocabulary, heads }: GateModel,
  folded: string,
  vector: SparseVector,
  count: number,
): string[] {
  const valueOf = new Map<number, number>();
  vector.indices.forEach((index, i) => valueOf.set(index, vector.values[i] as number));
  return [...new Set(foldedWords(folded))]
    .map((word) => {
      const index = lookup(vocabulary, hashWord(word));
      const value = valueOf.get(index);
      return { word, weight: value === undefined ? 0 : contribution(heads, index, value, US) };
    })
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, count)
    .map(({ word, weight }) => `${weight > 0 ? "+" : "−"}${word}`);
}

function trainHeads(
  vectors: readonly SparseVector[],
  examples: readonly GateExample[],
  featureCount: number,
): LinearModel {
  const head = (isPositive: (example: GateExample) => boolean | undefined) => {
    const clear = examples.flatMap((example, i) => (isPositive(example) === undefined ? [] : [i]));
    const answers = clear.map((i) => isPositive(examples[i] as GateExample) === true);
    return trainSvm(
      clear.map((i) => vectors[i] as SparseVector),
      answers.map((yes) => (yes ? 0 : 1)),
      1,
      featureCount,
      SVM,
      balance(answers),
    );
  };
  // In the order of US, ASKING and CLAIM.
  return join([head(isForUs), head(isAsking), head(({ role }) => role === "claim")], featureCount);
}

/** `undefined` where the bank does not say: something true beside a myth may be a question, too. */
function isForUs({ role }: GateExample): boolean | undefined {
  return role === "truth" ? undefined : role === "question";
}

/** `undefined` where the kind does not tell: a line about a driving licence may ask or tell. */
function isAsking({ role, kind, text }: GateExample): boolean | undefined {
  if (role === "question") return true;
  if (role === "claim" || (kind !== undefined && TELLING_KINDS.has(kind))) return false;
  return hasQuestionMark(text) ? true : undefined;
}

/** Near misses are the scarcer side: an error on one costs up to twice as much. */
function balance(isPositive: readonly boolean[]): Float32Array {
  const positives = isPositive.filter(Boolean).length;
  const negatives = isPositive.length - positives;
  const weight = Math.min(2, Math.max(1, positives / Math.max(1, negatives)));
  return Float32Array.from(isPositive, (yes) => (yes ? 1 : weight));
}

function join(heads: readonly LinearModel[], featureCount: number): LinearModel {
  const weights = new Int8Array(featureCount * HEAD_COUNT);
  heads.forEach((head, h) => {
    for (let i = 0; i < featureCount; i++) weights[i * HEAD_COUNT + h] = head.weights[i] as number;
  });
  return {
    classCount: HEAD_COUNT,
    weights,
    scale: Float32Array.from(heads, ({ scale }) => scale[0] as number),
    bias: Float32Array.from(heads, ({ bias }) => bias[0] as number),
  };
}

function gateFeatures({
  folded,
  marks,
  shape,
  text,
}: Prepared & { readonly text: string }): ReturnType<typeof extract> {
  return extract(folded, [...marks, ...shape, ...edgeMarks(text, folded)], GATE_FEATURES);
}

/** How the message opens and how it ends, as marks. */
function edgeMarks(text: string, folded: string): string[] {
  const words = foldedWords(folded);
  const marks = words.slice(0, 2).map((word, i) => `#open${i}:${word}`);
  if (words.length > 2) marks.push(`#opening:${words[0]} ${words[1]} ${words[2]}`);
  const parts = sentences(text);
  const last = parts.at(-1);
  if (parts.length > 1 && last !== undefined) {
    const tail = words.slice(-Math.min(EDGE_WORDS, last.split(/\s+/u).length));
    marks.push(...tail.map((word) => `#end:${word}`), `#ending:${tail[0] ?? ""} ${tail[1] ?? ""}`);
  }
  return marks;
}
