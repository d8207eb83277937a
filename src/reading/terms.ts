/**
 * Finds many terms in a folded text in one walk: a trie over folded terms, entered at each word. A term may have
 * several words; a word that ends in `*` is a stem and matches any ending (`krankenpfleg*`, `operator* socio-sanitari*`).
 */
import { fold } from "./fold.ts";

export interface TermMatch<T> {
  readonly value: T;
  /** Position in the folded text. */
  readonly start: number;
  readonly end: number;
  /** Letters that the term spells out: longer is more specific. */
  readonly length: number;
}

export interface TermIndex<T> {
  /** Matches that do not overlap, longest first where they compete, in order of position. */
  find(folded: string): TermMatch<T>[];
  /** Every value that some term matches, once. */
  findAll(folded: string): Set<T>;
}

interface Node<T> {
  next: Map<string, Node<T>>;
  value?: { readonly value: T; readonly length: number };
}

const STEM = "*";

export function createTermIndex<T>(terms: Iterable<readonly [term: string, value: T]>): TermIndex<T> {
  const root: Node<T> = { next: new Map() };
  for (const [term, value] of terms) insert(root, term, value);
  const walkAll = (folded: string): TermMatch<T>[] => {
    const matches: TermMatch<T>[] = [];
    for (let at = 0; at < folded.length - 1; at++) {
      if (folded[at] === " ") walk(root, folded, at + 1, at + 1, matches);
    }
    return matches;
  };
  return {
    find: (folded) => withoutOverlaps(walkAll(folded)),
    findAll: (folded) => new Set(walkAll(folded).map(({ value }) => value)),
  };
}

/** `Frankfurt (Oder)` becomes `frankfurt oder`, `operator* socio-sanitari*` becomes `operator* socio sanitari*`. */
function foldTerm(term: string): string {
  return term
    .split(/\s+/u)
    .map((word) => fold(word).trim() + (word.endsWith(STEM) ? STEM : ""))
    .filter((word) => word !== "" && word !== STEM)
    .join(" ");
}

function insert<T>(root: Node<T>, term: string, value: T): void {
  const folded = foldTerm(term);
  if (folded === "") return;
  let node = root;
  for (const char of folded) {
    let child = node.next.get(char);
    if (child === undefined) {
      child = { next: new Map() };
      node.next.set(char, child);
    }
    node = child;
  }
  node.value ??= { value, length: folded.replaceAll(STEM, "").length };
}

function walk<T>(node: Node<T>, folded: string, start: number, from: number, matches: TermMatch<T>[]): void {
  let current: Node<T> | undefined = node;
  for (let at = from; at <= folded.length; at++) {
    const char: string | undefined = folded[at];
    const isWordEnd = char === " " || char === undefined;
    if (isWordEnd && current.value !== undefined) matches.push({ ...current.value, start, end: at });
    const stem: Node<T> | undefined = current.next.get(STEM);
    if (stem !== undefined) {
      let end = at;
      while (end < folded.length && folded[end] !== " ") end++;
      if (stem.value !== undefined) matches.push({ ...stem.value, start, end });
      if (stem.next.size > 0) walk(stem, folded, start, end, matches);
    }
    if (char === undefined) return;
    current = current.next.get(char);
    if (current === undefined) return;
  }
}

function withoutOverlaps<T>(matches: TermMatch<T>[]): TermMatch<T>[] {
  const kept: TermMatch<T>[] = [];
  for (const match of matches.sort((a, b) => b.length - a.length || a.start - b.start)) {
    if (kept.every(({ start, end }) => match.end <= start || match.start >= end)) kept.push(match);
  }
  return kept.sort((a, b) => a.start - b.start);
}
