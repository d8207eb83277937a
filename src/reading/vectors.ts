/**
 * From features to sparse TF-IDF vectors over a vocabulary learned from the bank.
 * Each group of features (words, pairs, n-grams, marks) is scaled to a fixed share before the whole is scaled to length 1,
 * so that the many n-grams of a long word do not drown its word.
 */
import { GRAM, GROUP_COUNT, MARK, PAIR, WORD, type Features } from "./features.ts";

/** Share of each group of features in a vector, relative to words. */
export interface GroupWeights {
  readonly pair: number;
  readonly gram: number;
  readonly mark: number;
}

/** Open-addressing hash table from feature hash to index, as two arrays so that it can be stored as it is. */
export interface Vocabulary {
  readonly keys: Int32Array;
  readonly values: Int32Array;
  readonly idf: Float32Array;
  readonly group: Uint8Array;
  /** By group. */
  readonly groupWeight: Float32Array;
  readonly size: number;
  readonly documentCount: number;
}

export interface SparseVector {
  readonly indices: Int32Array;
  readonly values: Float32Array;
  /** Share of the message's word weight that the vocabulary knows, 0 to 1. */
  readonly known: number;
  readonly wordCount: number;
}

/** Learns the vocabulary of a set of texts. `features(i)` extracts text `i`. */
export function learnVocabulary(
  documentCount: number,
  features: (document: number) => Features,
  weights: GroupWeights,
): Vocabulary {
  const frequency = new Map<number, number>();
  const groupOf = new Map<number, number>();
  const seen = new Set<number>();
  for (let document = 0; document < documentCount; document++) {
    const { hashes, groups, count } = features(document);
    seen.clear();
    for (let i = 0; i < count; i++) {
      const hash = hashes[i] as number;
      if (seen.has(hash)) continue;
      seen.add(hash);
      frequency.set(hash, (frequency.get(hash) ?? 0) + 1);
      groupOf.set(hash, groups[i] as number);
    }
  }
  // n-grams and pairs seen once are noise and half of the memory.
  const kept = [...frequency].filter(([hash, df]) => df > 1 || groupOf.get(hash) === WORD);
  let capacity = 16;
  while (capacity < kept.length * 2) capacity *= 2;
  const keys = new Int32Array(capacity);
  const values = new Int32Array(capacity);
  const idf = new Float32Array(kept.length);
  const group = new Uint8Array(kept.length);
  kept.forEach(([hash, df], index) => {
    let slot = (hash >>> 0) & (capacity - 1);
    while (keys[slot] !== 0) slot = (slot + 1) & (capacity - 1);
    keys[slot] = hash;
    values[slot] = index;
    idf[index] = Math.log((1 + documentCount) / (1 + df)) + 1;
    group[index] = groupOf.get(hash) ?? WORD;
  });
  const groupWeight = new Float32Array(GROUP_COUNT);
  groupWeight[WORD] = 1;
  groupWeight[PAIR] = weights.pair;
  groupWeight[GRAM] = weights.gram;
  groupWeight[MARK] = weights.mark;
  return { keys, values, idf, group, groupWeight, size: kept.length, documentCount };
}

export function lookup({ keys, values }: Vocabulary, hash: number): number {
  const maskBits = keys.length - 1;
  let slot = (hash >>> 0) & maskBits;
  for (;;) {
    const key = keys[slot];
    if (key === hash) return values[slot] as number;
    if (key === 0) return -1;
    slot = (slot + 1) & maskBits;
  }
}

export function vectorise(vocabulary: Vocabulary, { hashes, groups, count, wordCount }: Features): SparseVector {
  const { idf, group, groupWeight, documentCount } = vocabulary;
  const found = new Set<number>();
  const squares = new Float64Array(GROUP_COUNT);
  const unknownIdf = Math.log(1 + documentCount) + 1;
  let knownWeight = 0;
  let totalWeight = 0;
  for (let i = 0; i < count; i++) {
    const index = lookup(vocabulary, hashes[i] as number);
    const isWord = groups[i] === WORD;
    if (index < 0) {
      if (isWord) totalWeight += unknownIdf;
      continue;
    }
    const weight = idf[index] as number;
    if (isWord) {
      knownWeight += weight;
      totalWeight += weight;
    }
    if (found.has(index)) continue;
    found.add(index);
    const own = group[index] as number;
    squares[own] = (squares[own] as number) + weight * weight;
  }
  const scale = squares.map((square, own) => (square > 0 ? (groupWeight[own] as number) / Math.sqrt(square) : 0));
  const indices = new Int32Array(found.size);
  const values = new Float32Array(found.size);
  let length = 0;
  let at = 0;
  for (const index of found) {
    const value = (idf[index] as number) * (scale[group[index] as number] as number);
    indices[at] = index;
    values[at++] = value;
    length += value * value;
  }
  const inverse = length > 0 ? 1 / Math.sqrt(length) : 0;
  for (let i = 0; i < at; i++) values[i] = (values[i] as number) * inverse;
  return { indices, values, known: totalWeight > 0 ? knownWeight / totalWeight : 0, wordCount };
}
