import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../../src/reading/fold.ts";
import { createTermIndex } from "../../src/reading/terms.ts";

function found(terms: readonly string[], text: string): string[] {
  return createTermIndex(terms.map((term) => [term, term] as const))
    .find(fold(text))
    .map(({ value }) => value);
}

describe("a term index", () => {
  it.each([
    ["finds a whole word", ["arzt"], "Ich bin Arzt.", ["arzt"]],
    ["does not find a part of a word", ["arzt"], "Arztbrief Zahnarzt", []],
    ["finds several words in a row", ["civil engineer"], "a civil  engineer!", ["civil engineer"]],
    ["does not find words with another between", ["civil engineer"], "civil or engineer", []],
    ["lets a stem take any ending", ["krankenpfleg*"], "Krankenpflegerin", ["krankenpfleg*"]],
    ["lets a stem take no ending", ["nurs*"], "nurs", ["nurs*"]],
    ["does not let a stem take a beginning", ["pfleg*"], "Krankenpfleger", []],
    ["knows stems within terms", ["operator* socio-sanitari*"], "operatrice, operatore sociosanitario", []],
    [
      "knows stems in several words",
      ["operator* socio-sanitari*"],
      "Operatori socio-sanitari",
      ["operator* socio-sanitari*"],
    ],
    ["folds terms as it folds texts", ["Frankfurt (Oder)"], "frankfurt oder", ["Frankfurt (Oder)"]],
    ["takes the longest where terms compete", ["engineer", "civil engineer"], "civil engineer", ["civil engineer"]],
    ["orders by position", ["b", "a"], "a b", ["a", "b"]],
    ["finds a term each time", ["a"], "a b a", ["a", "a"]],
    ["finds nothing in nothing", ["a"], "", []],
    ["takes no term from a star alone or from punctuation", ["*", "?!", ""], "anything at all", []],
  ])("%s", (_title, terms, text, expected) => {
    expect(found(terms, text)).toEqual(expected);
  });

  it("keeps the first value where two terms fold to one", () => {
    const index = createTermIndex([
      ["Köln", 1],
      ["koln", 2],
    ]);
    expect(index.find(fold("KÖLN")).map(({ value }) => value)).toEqual([1]);
  });

  it("lists every value with findAll, competing terms included", () => {
    const index = createTermIndex([
      ["engineer", "engineer"],
      ["civil engineer", "civil"],
      ["engin*", "stem"],
    ]);
    expect([...index.findAll(fold("civil engineer, engineer"))].sort()).toEqual(["civil", "engineer", "stem"]);
  });

  it("finds a planted term wherever it stands, and says where", () => {
    const word = fc.string({ unit: fc.constantFrom(..."abcdeпрсابج"), minLength: 1, maxLength: 5 });
    const words = fc.array(word, { maxLength: 6 });
    fc.assert(
      fc.property(words, fc.array(word, { minLength: 1, maxLength: 3 }), words, (before, term, after) => {
        const folded = fold([...before, ...term, ...after].join(" "));
        const planted = fold(term.join(" ")).trim();
        const matches = createTermIndex([[term.join(" "), true]]).find(folded);
        expect(matches.length).toBeGreaterThan(0);
        for (const { start, end } of matches) expect(folded.slice(start, end)).toBe(planted);
      }),
    );
  });
});
