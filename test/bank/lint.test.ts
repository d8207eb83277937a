import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSmallBank, type SmallBank } from "./small-bank.ts";

let bank: SmallBank;
beforeEach(() => {
  bank = createSmallBank();
});
afterEach(() => bank.remove());

/** Puts another sentence into the German or English answer to the fees. */
function say(language: string, sentence: string): void {
  bank.write(`topics/fees/${language}.md`, (text) => text.replace("\n\n1.", ` ${sentence}\n\n1.`));
}

describe("the lint", () => {
  it("finds no errors where there are none", () => {
    expect(bank.faults().filter((fault) => fault.startsWith("error"))).toEqual([]);
  });

  it.each([
    [
      "a figure that German has not",
      "en",
      "It takes 5 weeks.",
      "topics/fees/en.md:1: has figures that de.md has not: 5",
    ],
    [
      "a figure that is lost",
      "de",
      "Es sind 5 Stellen (Stand 2026).",
      "topics/fees/en.md:1: misses figures of de.md: 5, 2026",
    ],
    ["a third link", "de", "https://a.de https://b.de", "topics/fees/de.md:1: has 3 links: at most 2"],
    ["a link without https", "de", "http://zab.kmk.org", "topics/fees/de.md:1: links to http://zab.kmk.org"],
    ["an unknown placeholder", "de", "{phone}", "topics/fees/de.md:1: has {phone}, which Lotse does not know"],
    ["placeholders that differ", "de", "\n\n{authority}\n\n", "topics/fees/en.md:1: has other placeholders than de.md"],
    ["direction marks", "en", "left\u200Fright", "topics/fees/en.md:1: has direction marks"],
    ["HTML", "en", "<b>fees</b>", "topics/fees/en.md:1: has HTML"],
    ["another alphabet", "en", "тест", "topics/fees/en.md:1: has letters of another language's alphabet"],
    ["too long an answer", "en", "word ".repeat(250), "topics/fees/en.md:1: is 1"],
    ["a reply that no platform takes whole", "en", "word ".repeat(300), "smallchat takes 1500 in one message"],
    ["a changed meaning", "de", "Das ist neu.", "topics/fees/en.md:1: is outdated"],
    [
      "an amount without a date",
      "de",
      "\n\nEs kostet 50 Euro.\n\n",
      'topics/fees/de.md:1: gives "50 Euro" without a date',
    ],
    [
      "a term that people meet on forms",
      "de",
      "Die Approbation hilft.",
      "topics/fees/en.md:1: does not name Approbation",
    ],
    [
      "another rendering of a term",
      "en",
      "The nice cat (Approbation) helps.",
      'the nice cat (Approbation)": the glossary says',
    ],
  ])("finds %s", (_name, language, sentence, fault) => {
    say(language, sentence);
    expect(bank.faults().join("\n")).toContain(fault);
  });

  it("lets a list bear the date of the line before it", () => {
    bank.write("topics/fees/de.md", (text) =>
      text.replace("1. Fragen", "Preise (Stand 2025):\n\n1. Für 50 Euro fragen"),
    );
    expect(bank.faults().join("\n")).not.toContain("without a date");
  });

  it("keeps translations valid after a change that is marked as minor", () => {
    const before = /source_revision: (\w+)/u;
    let revision = "";
    bank.write("topics/fees/en.md", (text) => {
      revision = before.exec(text)?.[1] ?? "";
      return text;
    });
    say("de", "Tippfehler weg.");
    bank.write("topics/fees/de.md", (text) => text.replace("status: draft", `status: draft\nminor_since: ${revision}`));
    expect(bank.faults().join("\n")).not.toContain("outdated");
  });

  it.each([
    ["a version that is missing", "topics/help/ar.md:1: is missing"],
    ["too few ignored lines", "ignore/de.txt:1: has 5 lines: write at least 600"],
    ["too few near misses", "ignore/de.txt:1: only 0 of 5 lines are near misses"],
    ["kinds without a line", "has no lines of event"],
  ])("warns of %s", (_name, fault) => {
    expect(bank.faults().join("\n")).toContain(fault);
  });

  it("warns of a review date that has passed", () => {
    bank.write("topics/fees/topic.yaml", (text) => text.replace("2027-05-22", "2026-11-27"));
    expect(bank.faults()).toContain(
      "warning topics/fees/topic.yaml:1: review_by 2026-11-27 has passed: check the sources and set a new day",
    );
  });

  it("finds a line that stands twice, in whatever spelling, with both places", () => {
    bank.write("topics/help/de.txt", (text) => `${text}FEES DE3 dwort!\n`);
    expect(bank.faults()).toContain("error topics/help/de.txt:27: stands already in topics/fees/de.txt:4: keep one");
  });

  it("finds an unknown slot", () => {
    bank.write("topics/help/de.txt", (text) => `${text}hilfe für {city}\n`);
    expect(bank.faults().join("\n")).toContain("topics/help/de.txt:27: has {city}; phrasings know {profession}");
  });

  it("names two topics whose phrasings stand among each other", () => {
    const mixed = Array.from({ length: 26 }, (_, i) => `fees de${i} zwei${i}`).join("\n");
    bank.write("topics/help/de.txt", mixed);
    expect(bank.faults().join("\n")).toMatch(/topics\/help\/de\.txt:1: \d+ of 26 phrasings stand nearer to fees/u);
  });

  it.each([
    [
      "few claims",
      (text: string) => text.replace(/ {4}- geld zurück de[2-8].*\n/gu, ""),
      "has 2 claims: write at least 8",
    ],
    ["nothing true", (text: string) => text.replace(/true:[^]*/u, "true: {}\n"), 'has nothing under "true"'],
    [
      "claims without a correction",
      (text: string) => text.replace("  de: {", "  en: {"),
      "de: has claims but no correction",
    ],
    ["a link", (text: string) => text.replace("Gut zu", "https://a.de Gut zu"), "the correction has a link"],
    [
      "an unknown topic",
      (text: string) => text.replace("topic: fees", "topic: nothing"),
      'topic "nothing" does not exist',
    ],
    ["an unsigned review", (text: string) => text.replace("status: draft", "status: reviewed"), "names reviewed_by"],
  ])("finds a myth with %s", (_name, spoil, fault) => {
    bank.write("myths/money-back.yaml", spoil);
    expect(bank.faults().join("\n")).toContain(fault);
  });

  it("reports a broken file with its line and goes on", () => {
    bank.write("myths/money-back.yaml", (text) => text.replace("says:", "sayss:"));
    bank.write("glossary.yaml", "- term: [\n");
    const faults = bank.faults().join("\n");
    expect(faults).toContain('myths/money-back.yaml:1: Unrecognized key: "sayss"');
    expect(faults).toMatch(/glossary\.yaml:\d+: YAML/u);
  });
});
