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
  const counts = countDocuments(documentCount, features);
  // n-grams and pairs seen once are noise and half of the memory.
  const kept: number[] = [];
  for (let slot = 0; slot < counts.keys.length; slot++) {
    const df = counts.frequency[slot] as number;
    if (df > 1 || (df === 1 && counts.group[slot] === WORD)) kept.push(slot);
  }
  let capacity = 16;
  while (capacity < kept.length * 2) capacity *= 2;
  const keys = new Int32Array(capacity);
  const values = new Int32Array(capacity);
  const idf = new Float32Array(kept.length);
  const group = new Uint8Array(kept.length);
  kept.forEach((from, index) => {
    const hash = counts.keys[from] as number;
    const slot = slotOf(keys, hash);
    keys[slot] = hash;
    values[slot] = index;
    idf[index] = Math.log((1 + documentCount) / (1 + (counts.frequency[from] as number))) + 1;
    group[index] = counts.group[from] as number;
  });
  const groupWeight = new Float32Array(GROUP_COUNT);
  groupWeight[WORD] = 1;
  groupWeight[PAIR] = weights.pair;
  groupWeight[GRAM] = weights.gram;
  groupWeight[MARK] = weights.mark;
  return { keys, values, idf, group, groupWeight, size: kept.length, documentCount };
}

/** In how many texts each feature stands: open addressing over typed arrays, which is several times as fast as a Map here. */
function countDocuments(documentCount: number, features: (document: number) => Features) {
  let table = emptyTable(FIRST_CAPACITY);
  let size = 0;
  for (let document = 0; document < documentCount; document++) {
    const { hashes, groups, count } = features(document);
    for (let i = 0; i < count; i++) {
      const hash = hashes[i] as number;
      const slot = slotOf(table.keys, hash);
      if (table.keys[slot] === 0) {
        table.keys[slot] = hash;
        table.group[slot] = groups[i] as number;
        size++;
      } else if (table.last[slot] === document) continue;
      table.last[slot] = document;
      table.frequency[slot] = (table.frequency[slot] as number) + 1;
    }
    if (size * 2 > table.keys.length) table = grown(table);
  }
  return table;
}

interface CountTable {
  /** Hashes; 0 is a free slot. */
  readonly keys: Int32Array;
  readonly frequency: Int32Array;
  /** The last text that the feature was counted in. */
  readonly last: Int32Array;
  readonly group: Uint8Array;
}

const FIRST_CAPACITY = 1 << 17;

function emptyTable(capacity: number): CountTable {
  return {
    keys: new Int32Array(capacity),
    frequency: new Int32Array(capacity),
    last: new Int32Array(capacity),
    group: new Uint8Array(capacity),
  };
}

function grown(table: CountTable): CountTable {
  const larger = emptyTable(table.keys.length * 2);
  table.keys.forEach((hash, from) => {
    if (hash === 0) return;
    const slot = slotOf(larger.keys, hash);
    larger.keys[slot] = hash;
    larger.frequency[slot] = table.frequency[from] as number;
    larger.last[slot] = table.last[from] as number;
    larger.group[slot] = table.group[from] as number;
  });
  return larger;
}

/** Where the hash stands, or the free slot where it would. The table's length is a power of two, and it is never full. */
function slotOf(keys: Int32Array, hash: number): number {
  const maskBits = keys.length - 1;
  let slot = (hash >>> 0) & maskBits;
  while (keys[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & maskBits;
  return slot;
}

export function lookup({ keys, values }: Vocabulary, hash: number): number {
  const slot = slotOf(keys, hash);
  return keys[slot] === 0 ? -1 : (values[slot] as number);
}

/** For each vocabulary, in which call of `vectorise` a feature was last met. */
const met = new WeakMap<Vocabulary, { readonly call: Int32Array; calls: number }>();

export function vectorise(vocabulary: Vocabulary, { hashes, groups, count, wordCount }: Features): SparseVector {
  const { idf, group, groupWeight, documentCount } = vocabulary;
  const seen = met.get(vocabulary) ?? { call: new Int32Array(vocabulary.size), calls: 0 };
  met.set(vocabulary, seen);
  const call = ++seen.calls;
  const found: number[] = [];
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
    if (seen.call[index] === call) continue;
    seen.call[index] = call;
    found.push(index);
    const own = group[index] as number;
    squares[own] = (squares[own] as number) + weight * weight;
  }
  const scale = squares.map((square, own) => (square > 0 ? (groupWeight[own] as number) / Math.sqrt(square) : 0));
  const indices = new Int32Array(found.length);
  const values = new Float32Array(found.length);
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
