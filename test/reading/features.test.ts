import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extract, GRAM, hashString, hashWord, MARK, PAIR, WORD } from "../../src/reading/features.ts";
import { fold } from "../../src/reading/fold.ts";
import { anyText } from "../any-text.ts";

const OPTIONS = { minGram: 2, maxGram: 3 };

/** Copies, because the next extraction reuses the arrays. */
function features(text: string, marks: readonly string[] = []) {
  const { hashes, groups, count, wordCount } = extract(fold(text), marks, OPTIONS);
  const of = (group: number) => [...hashes.slice(0, count)].filter((_, i) => groups[i] === group);
  return { count, wordCount, words: of(WORD), pairs: of(PAIR), grams: of(GRAM), marks: of(MARK) };
}

describe("extract", () => {
  it("reports each word under the hash of the word", () => {
    expect(features("was kostet was").words).toEqual(["was", "kostet", "was"].map(hashWord));
  });

  it("reports pairs of neighbours, with the edges of the text as neighbours, too", () => {
    expect(features("eins zwei").pairs).toHaveLength(3);
    expect(features("eins zwei").pairs).not.toEqual(features("zwei eins").pairs);
    expect(features("a b c d").pairs).toEqual(expect.arrayContaining([features("x b c y").pairs[2]]));
  });

  it("takes n-grams from within a word and its edges, whatever stands beside it", () => {
    expect(features("diplom").grams).toEqual(features("mein diplom").grams.slice(-features("diplom").grams.length));
    // " ab", "ab", "ab " and so on: all runs of two and three characters of " ab ".
    expect(features("ab").grams).toHaveLength(5);
  });

  it("shares n-grams between inflections of a word", () => {
    const shared = new Set(features("anerkennung").grams).intersection(new Set(features("anerkennungen").grams));
    expect(shared.size).toBeGreaterThan(features("anerkennung").grams.length * 0.7);
  });

  it("reports marks, also of a text without words", () => {
    expect(features("?!", ["#question"])).toMatchObject({
      count: 1,
      wordCount: 0,
      marks: [hashString("#question", 0x3d)],
    });
  });

  it("stays bounded for endless messages and endless words", () => {
    expect(features("wort ".repeat(10_000)).wordCount).toBe(400);
    expect(features("x y".repeat(50_000)).count).toBeLessThanOrEqual(12_000);
    expect(features("abc".repeat(50_000)).grams.length).toBeLessThan(100);
    expect(features("abcdefghijklmnopqrstuvwxyz ".repeat(1_000), ["#m"]).marks).toHaveLength(1);
  });

  it("never gives 0, which marks an empty place in the vocabulary", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { hashes, count } = extract(fold(text), [text], OPTIONS);
        expect(hashes.slice(0, count).every((hash) => hash !== 0)).toBe(true);
      }),
    );
  });
});
