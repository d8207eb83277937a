import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, foldedWords } from "../../src/reading/fold.ts";
import { anyText } from "../any-text.ts";

/** Letters of the bank's alphabets, with what parts words. */
const letters = fc.constantFrom(..."aàâäåbcçdéeğhiîïIİlmnñoôöøsştuüyzÅÉÑÖabcабвгґдеёжийїєіأإآاةىيبتنهم ,.?!'-");
const chat = fc.string({ unit: letters, maxLength: 60 });

describe("fold", () => {
  it.each([
    ["lower-cases and parts by single spaces", "Wie   LANGE,dauert\ndas?", " wie lange dauert das "],
    ["takes accents off", "¿Cuánto cuesta la homologación?", " cuanto cuesta la homologacion "],
    ["writes ß, æ and œ as two letters", "Größe, Ærø, œuvre", " grosse aero oeuvre "],
    ["makes the four Turkish i one", "Iğdır İZNİ ılık", " igdir izni ilik "],
    ["replaces letters that do not decompose", "Łódź, Đorđe, Ørsted", " lodz dorde orsted "],
    ["makes й и and ї і, as hurried people do", "мой її", " мои іі "],
    ["unifies alef, ta marbuta and alef maksura", "أإآا شهادة مستشفى", " ا شهاده مستشفي "],
    ["reads Persian letters as Arabic ones", "یک", fold("يك")],
    ["drops tatweel and short vowels", "مـــُدَّة", " مده "],
    ["reads Arabic and Persian digits", "٢٠٢٦ ۱۲", " 2026 12 "],
    ["joins over zero-width joiners and soft hyphens", "Aner\u00ADkennung می\u200Cخواهم", " anerkennung ميخواهم "],
    ["parts at apostrophes", "l'ospedale Berlin’de", " l ospedale berlin de "],
    ["takes a letter held down for one", "pleeeease SOOOOO", " please so "],
    ["keeps double letters and repeated digits", "Anerkennung 1000", " anerkennung 1000 "],
    ["has nothing to say of emoji", "😀 👍🏽 !!!", " "],
    ["has nothing to say of nothing", "", " "],
  ])("%s", (_title, text, expected) => {
    expect(fold(text)).toBe(expected);
  });

  it("gives words between single spaces for whatever comes", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = fold(text);
        expect(folded.startsWith(" ") && folded.endsWith(" ")).toBe(true);
        expect(folded).not.toMatch(/ {2}|[\t\n]/u);
        expect(folded.length).toBeLessThanOrEqual(2 * text.length + 2);
      }),
    );
  });

  it("does not care how accents are encoded", () => {
    fc.assert(fc.property(chat, (text) => fold(text.normalize("NFD")) === fold(text.normalize("NFC"))));
  });

  it("does not care about case", () => {
    fc.assert(fc.property(chat, (text) => fold(text.toUpperCase()) === fold(text.toLowerCase())));
  });
});

describe("foldedWords", () => {
  it("lists the words", () => {
    expect(foldedWords(fold("Was kostet das?"))).toEqual(["was", "kostet", "das"]);
  });

  it("lists nothing where there are none", () => {
    expect(foldedWords(fold("?!"))).toEqual([]);
  });
});
