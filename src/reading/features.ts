/**
 * A text as a bag of hashed features: words, pairs of neighbours, character n-grams inside word boundaries, and marks.
 * Hashing needs no vocabulary per script and no tokeniser per language; n-grams carry inflections and typos.
 */
export interface Features {
  /** Hashes, never 0, with repetitions. Valid until the next extraction. */
  readonly hashes: Int32Array;
  /** What each hash stands for: `WORD`, `PAIR`, `GRAM` or `MARK`. */
  readonly groups: Uint8Array;
  readonly count: number;
  readonly wordCount: number;
}

export const WORD = 0;
export const PAIR = 1;
export const GRAM = 2;
export const MARK = 3;
export const GROUP_COUNT = 4;

export interface FeatureOptions {
  readonly minGram: number;
  readonly maxGram: number;
}

/** Longer messages are cut: nobody's question is longer, and the work per message stays bounded. */
const MAX_FEATURES = 12_000;
const MAX_WORDS = 400;
/** Characters of a word that n-grams are taken from. */
const MAX_WORD_LENGTH = 24;

const hashes = new Int32Array(MAX_FEATURES);
const groups = new Uint8Array(MAX_FEATURES);

/** Extracts from a folded text (see `fold`) and marks. The arrays are reused by the next call. */
export function extract(folded: string, marks: readonly string[], options: FeatureOptions): Features {
  let count = 0;
  let words = 0;
  let previous = 0x12345;
  let start = 1;
  const room = MAX_FEATURES - marks.length - 1;
  for (const mark of marks) {
    hashes[count] = hashString(mark, 0x3d);
    groups[count++] = MARK;
  }
  while (start < folded.length && words < MAX_WORDS) {
    let end = folded.indexOf(" ", start);
    if (end === -1) end = folded.length;
    if (end === start) {
      start++;
      continue;
    }
    const word = hashRange(folded, start, end);
    if (count + 2 >= room) break;
    hashes[count] = word;
    groups[count++] = WORD;
    hashes[count] = mix(Math.imul(previous, 0x9e3779b1) ^ word ^ 0x55);
    groups[count++] = PAIR;
    count = addGrams(folded, start, end, count, room, options);
    previous = word;
    words++;
    start = end + 1;
  }
  if (words > 0 && count < room) {
    hashes[count] = mix(Math.imul(previous, 0x9e3779b1) ^ 0x99);
    groups[count++] = PAIR;
  }
  return { hashes, groups, count, wordCount: words };
}

/** The hash under which `extract` reports a word. */
export function hashWord(word: string): number {
  return hashRange(word, 0, word.length);
}

/** FNV-1a with a final mix; never 0. */
export function hashString(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

function addGrams(
  folded: string,
  start: number,
  end: number,
  from: number,
  room: number,
  { minGram, maxGram }: FeatureOptions,
): number {
  let count = from;
  const first = start - 1;
  const last = Math.min(end + 1, start + MAX_WORD_LENGTH, folded.length);
  for (let at = first; at < last; at++) {
    let hash = 0x2545f491 | 0;
    for (let i = at, length = 1; i < last && length <= maxGram; i++, length++) {
      hash = Math.imul(hash ^ folded.charCodeAt(i), 0x01000193);
      if (length < minGram) continue;
      if (count >= room) return count;
      hashes[count] = mix(hash ^ Math.imul(length, 0x3c6ef372));
      groups[count++] = GRAM;
    }
  }
  return count;
}

function hashRange(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** MurmurHash3's finaliser. */
function mix(value: number): number {
  let hash = value;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash === 0 ? 1 : hash;
}
