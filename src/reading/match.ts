/**
 * Which topic? One linear classifier over all topics and languages together, and the nearest phrasings of the bank, which mostly
 * serve to say why. One model for all languages is far better than one for each: German official words, cognates and
 * names of professions stand in every language, and a topic is learned from all of them.
 */
import { extract, type FeatureOptions } from "./features.ts";
import { scoreLinear, trainSvm, type LinearModel } from "./linear.ts";
import { learnVocabulary, vectorise, type GroupWeights, type SparseVector, type Vocabulary } from "./vectors.ts";

/** A text made ready for the models. */
export interface Prepared {
  readonly folded: string;
  /** Classes of what is mentioned, such as `#profession:nurse`. */
  readonly marks: readonly string[];
  /** What the message looks like, such as `#question-at-end`; says nothing about the topic. */
  readonly shape: readonly string[];
}

export interface Example extends Prepared {
  readonly topic: number;
  readonly text: string;
}

export interface TopicModel {
  readonly vocabulary: Vocabulary;
  readonly linear: LinearModel;
  readonly neighbours: Neighbours;
}

/** Phrasings by feature: lists of (phrasing, weight), rare features only. */
interface Neighbours {
  readonly start: Int32Array;
  readonly phrasing: Int32Array;
  readonly weight: Float32Array;
  readonly topicOf: Int32Array;
  readonly texts: readonly string[];
}

export interface TopicScores {
  /** Best first; every topic of the model. `score` is a linear score plus similarity, comparable within a language only. */
  readonly ranked: readonly { readonly topic: number; readonly score: number }[];
  /** What the confidence is computed from. */
  readonly evidence: TopicEvidence;
  readonly nearest: { readonly text: string; readonly similarity: number } | undefined;
  readonly vector: SparseVector;
}

export interface TopicEvidence {
  readonly top: number;
  readonly margin: number;
  readonly similarity: number;
  readonly isNearestAgreeing: number;
  readonly known: number;
  readonly wordCount: number;
  readonly crowd: number;
}

export const TOPIC_FEATURES: FeatureOptions = { minGram: 2, maxGram: 4 };
/** Measured on phrasings left out of training. */
const WEIGHTS: GroupWeights = { pair: 0.4, gram: 1.4, mark: 0.3 };
const SVM = { cost: 1.5, epochs: 4 };
/** How much the nearest phrasing counts beside the linear score. */
const NEIGHBOUR_WEIGHT = 0.3;
/** Features in more than this share of phrasings say nothing about which one is near. */
const MAX_NEIGHBOUR_SHARE = 0.05;

export function trainTopics(examples: readonly Example[], topicCount: number): TopicModel {
  const features = (example: Prepared) => extract(example.folded, example.marks, TOPIC_FEATURES);
  const vocabulary = learnVocabulary(examples.length, (i) => features(examples[i] as Example), WEIGHTS);
  const vectors = examples.map((example) => vectorise(vocabulary, features(example)));
  const labels = examples.map((example) => example.topic);
  const linear = trainSvm(vectors, labels, topicCount, vocabulary.size, SVM);
  return { vocabulary, linear, neighbours: indexNeighbours(vectors, examples, vocabulary.size) };
}

export function scoreTopics(model: TopicModel, message: Prepared): TopicScores {
  const vector = vectorise(model.vocabulary, extract(message.folded, message.marks, TOPIC_FEATURES));
  const linear = scoreLinear(model.linear, vector);
  const { best: similarity, phrasing } = nearestByTopic(model.neighbours, vector, linear.length);
  const ranked = Array.from(linear, (score, topic) => ({
    topic,
    score: score + NEIGHBOUR_WEIGHT * (similarity[topic] as number),
  })).sort((a, b) => b.score - a.score);
  const winner = ranked[0] ?? { topic: 0, score: 0 };
  const runnerUp = ranked[1]?.score ?? winner.score - 1;
  let nearestTopic = 0;
  for (let topic = 1; topic < similarity.length; topic++) {
    if ((similarity[topic] as number) > (similarity[nearestTopic] as number)) nearestTopic = topic;
  }
  const nearest = phrasing[winner.topic] ?? -1;
  return {
    ranked,
    vector,
    nearest:
      nearest < 0
        ? undefined
        : { text: model.neighbours.texts[nearest] ?? "", similarity: similarity[winner.topic] as number },
    evidence: {
      top: winner.score,
      margin: winner.score - runnerUp,
      similarity: similarity[winner.topic] as number,
      isNearestAgreeing: nearestTopic === winner.topic ? 1 : 0,
      known: vector.known,
      wordCount: Math.log1p(vector.wordCount),
      crowd: Math.log(ranked.reduce((sum, { score }) => sum + Math.exp(6 * (score - winner.score)), 0)),
    },
  };
}

function indexNeighbours(
  vectors: readonly SparseVector[],
  examples: readonly Example[],
  featureCount: number,
): Neighbours {
  const frequency = new Int32Array(featureCount + 1);
  for (const { indices } of vectors)
    for (const index of indices) frequency[index + 1] = (frequency[index + 1] as number) + 1;
  const most = Math.max(20, MAX_NEIGHBOUR_SHARE * vectors.length);
  const isRare = Uint8Array.from({ length: featureCount }, (_, i) => ((frequency[i + 1] as number) <= most ? 1 : 0));
  const start = new Int32Array(featureCount + 1);
  for (let i = 0; i < featureCount; i++) {
    start[i + 1] = (start[i] as number) + (isRare[i] === 1 ? (frequency[i + 1] as number) : 0);
  }
  const fill = start.slice();
  const total = start[featureCount] as number;
  const phrasing = new Int32Array(total);
  const weight = new Float32Array(total);
  vectors.forEach(({ indices, values }, example) => {
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      if (isRare[index] === 0) continue;
      const slot = fill[index] as number;
      fill[index] = slot + 1;
      phrasing[slot] = example;
      weight[slot] = values[i] as number;
    }
  });
  return {
    start,
    phrasing,
    weight,
    topicOf: Int32Array.from(examples, ({ topic }) => topic),
    texts: examples.map(({ text }) => text),
  };
}

function nearestByTopic(
  { start, phrasing, weight, topicOf }: Neighbours,
  { indices, values }: SparseVector,
  topicCount: number,
): { best: Float32Array; phrasing: Int32Array } {
  const similarity = new Float32Array(topicOf.length);
  const best = new Float32Array(topicCount);
  const arg = new Int32Array(topicCount).fill(-1);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    const value = values[i] as number;
    for (let slot = start[index] as number; slot < (start[index + 1] as number); slot++) {
      const example = phrasing[slot] as number;
      similarity[example] = (similarity[example] as number) + value * (weight[slot] as number);
    }
  }
  for (let example = 0; example < similarity.length; example++) {
    const topic = topicOf[example] as number;
    if ((similarity[example] as number) > (best[topic] as number)) {
      best[topic] = similarity[example] as number;
      arg[topic] = example;
    }
  }
  return { best, phrasing: arg };
}
