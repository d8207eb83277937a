/**
 * Is somebody asking, and is it for us? One model for all languages, trained on the bank's phrasings against what the bank
 * says to stay silent on. Two heads and a classifier of kinds:
 *
 * - `us`: a question that the bank or an advisor should answer, against everything in `ignore/`;
 * - `asking`: a question or need of any subject, against telling (thanks, stories, other members' answers, advertisements);
 * - kinds: what sort of message it is, for `why`.
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

export interface GateExample extends Prepared {
  readonly text: string;
  /** `undefined` for a question of ours. */
  readonly kind: string | undefined;
}

export interface GateModel {
  readonly vocabulary: Vocabulary;
  readonly heads: LinearModel;
  /** Empty in a model trained for calibration only. */
  readonly kinds: readonly string[];
  readonly kindModel: LinearModel | undefined;
}

export interface GateScores {
  readonly us: number;
  readonly asking: number;
  readonly vector: SparseVector;
}

const GATE_FEATURES: FeatureOptions = { minGram: 3, maxGram: 4 };
const WEIGHTS: GroupWeights = { pair: 0.8, gram: 1.4, mark: 1 };
const SVM = { cost: 0.7, epochs: 8 };
const KIND_SVM = { cost: 0.5, epochs: 4 };
const US = 0;
const ASKING = 1;
const HEAD_COUNT = 2;
/** Words of the first and last sentence that count apart: a story that ends in a question is a question. */
const EDGE_WORDS = 12;

export function trainGate(examples: readonly GateExample[], withKinds: boolean): GateModel {
  const vocabulary = learnVocabulary(examples.length, (i) => gateFeatures(examples[i] as GateExample), WEIGHTS);
  const vectors = examples.map((example) => vectorise(vocabulary, gateFeatures(example)));
  const heads = trainHeads(vectors, examples, vocabulary.size);
  if (!withKinds) return { vocabulary, heads, kinds: [], kindModel: undefined };
  const kinds = [...new Set(examples.flatMap(({ kind }) => kind ?? []))].sort();
  const silent = examples.flatMap((example, i) => (example.kind === undefined ? [] : [i]));
  const kindModel = trainSvm(
    silent.map((i) => vectors[i] as SparseVector),
    silent.map((i) => kinds.indexOf((examples[i] as GateExample).kind ?? "")),
    kinds.length,
    vocabulary.size,
    KIND_SVM,
  );
  return { vocabulary, heads, kinds, kindModel };
}

export function scoreGate(model: GateModel, message: Prepared & { readonly text: string }): GateScores {
  const vector = vectorise(model.vocabulary, gateFeatures(message));
  const scores = scoreLinear(model.heads, vector);
  return { us: scores[US] as number, asking: scores[ASKING] as number, vector };
}

/** The most likely kind of a message that is not for us. */
export function kindOf({ kinds, kindModel }: GateModel, vector: SparseVector): string | undefined {
  if (kindModel === undefined) return undefined;
  const scores = scoreLinear(kindModel, vector);
  let best = 0;
  for (let kind = 1; kind < scores.length; kind++) if ((scores[kind] as number) > (scores[best] as number)) best = kind;
  return kinds[best];
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
  const us = trainSvm(
    vectors,
    examples.map(({ kind }) => (kind === undefined ? 0 : 1)),
    1,
    featureCount,
    SVM,
    // Near misses are the scarcer side: balance both.
    balance(examples.map(({ kind }) => kind === undefined)),
  );
  const clear = examples.flatMap((example, i) => (isAsking(example) === undefined ? [] : [i]));
  const isAskingOf = clear.map((i) => isAsking(examples[i] as GateExample) === true);
  const asking = trainSvm(
    clear.map((i) => vectors[i] as SparseVector),
    isAskingOf.map((yes) => (yes ? 0 : 1)),
    1,
    featureCount,
    SVM,
    balance(isAskingOf),
  );
  return join(us, asking, featureCount);
}

/** `undefined` where the kind does not tell: a line about a driving licence may ask or tell. */
function isAsking({ kind, text }: GateExample): boolean | undefined {
  if (kind === undefined) return true;
  if (TELLING_KINDS.has(kind)) return false;
  return hasQuestionMark(text) ? true : undefined;
}

function balance(isPositive: readonly boolean[]): Float32Array {
  const positives = isPositive.filter(Boolean).length;
  const negatives = isPositive.length - positives;
  const weight = Math.min(2, Math.max(1, positives / Math.max(1, negatives)));
  return Float32Array.from(isPositive, (yes) => (yes ? 1 : weight));
}

function join(first: LinearModel, second: LinearModel, featureCount: number): LinearModel {
  const weights = new Int8Array(featureCount * HEAD_COUNT);
  for (let i = 0; i < featureCount; i++) {
    weights[i * HEAD_COUNT + US] = first.weights[i] as number;
    weights[i * HEAD_COUNT + ASKING] = second.weights[i] as number;
  }
  return {
    classCount: HEAD_COUNT,
    weights,
    scale: Float32Array.of(first.scale[0] as number, second.scale[0] as number),
    bias: Float32Array.of(first.bias[0] as number, second.bias[0] as number),
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
