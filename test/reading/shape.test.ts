import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasQuestionMark, mask, sentences, shapeMarks } from "../../src/reading/shape.ts";

function marksOf(text: string): string[] {
  return shapeMarks(text, mask(text), text.split(/\s+/u).length);
}

describe("mask", () => {
  it.each([
    ["a link", "see https://example.org/a?b=1 now", "see  xurl  now"],
    ["a link without protocol", "look at example.de/db ok", "look at  xurl  ok"],
    ["an e-mail address", "to ana.b@example.org please", "to  xmail  please"],
    ["a handle", "@maria_k how?", " xname  how?"],
    ["a phone number", "call +49 (0)176 1234-5678", "call  xnum "],
    ["a phone number in Arabic digits", "رقمي ٠١٧٦١٢٣٤٥٦٧٨", "رقمي  xnum "],
  ])("replaces %s", (_title, text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  it.each(["in 2026 for 600 Euro", "B2, C1 and § 16d", "100-600", "12345 Berlin"])("leaves %j alone", (text) => {
    expect(mask(text)).toBe(text);
  });

  it("leaves no seven digits of one number, however they are written", () => {
    const separator = fc.constantFrom("", " ", "-", "/", ".", ") ", " (");
    const digit = fc.constantFrom(..."0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳");
    const number = fc.array(fc.tuple(digit, separator), { minLength: 7, maxLength: 16 });
    fc.assert(
      fc.property(number, (parts) => {
        const masked = mask(`call ${parts.flat().join("")} now`);
        expect(masked.match(/\p{Nd}/gu)?.length ?? 0).toBeLessThan(7);
      }),
    );
  });
});

describe("sentences", () => {
  it("parts at full stops, question marks of both directions, and lines", () => {
    expect(sentences("Hallo! Ich bin neu.\nWas kostet das?? كم؟ ")).toEqual([
      "Hallo",
      "Ich bin neu",
      "Was kostet das",
      "كم",
    ]);
  });
});

describe("shapeMarks", () => {
  it.each([
    ["a question at its end", "Was kostet das? 🙏", "#question-at-end"],
    ["an Arabic question at its end", "كم يكلف؟", "#question-at-end"],
    ["a question in its midst", "Was kostet das? Danke euch", "#question-inside"],
    ["an exclamation", "Danke!", "#exclamation"],
    ["a link", "https://example.org", "#url"],
    ["an address", "ana@example.org", "#mail"],
    ["a long number", "0176 12345678", "#number"],
    ["somebody spoken to", "@maria_k hast du?", "#to-name"],
    ["money", "600 € reichen", "#money"],
    ["a few emoji", "gut 😀", "#emoji"],
    ["many emoji", "gut 😀😀😀", "#emoji-many"],
    ["two sentences", "Hallo. Danke", "#sentences"],
    ["many sentences", "Eins. Zwei. Drei. Vier", "#sentences-many"],
    ["lines", "Hallo\nDanke", "#lines"],
  ])("sees %s", (_title, text, mark) => {
    expect(marksOf(text)).toContain(mark);
    expect(marksOf("nichts davon steht hier")).not.toContain(mark);
  });

  it("tells short from long", () => {
    expect(marksOf("hallo")).toContain("#length0");
    expect(marksOf("wort ".repeat(100).trim())).toContain("#length7");
  });
});

describe("hasQuestionMark", () => {
  it.each([
    ["was?", true],
    ["ماذا؟", true],
    ["was", false],
  ])("of %j is %j", (text, expected) => {
    expect(hasQuestionMark(text)).toBe(expected);
  });
});
