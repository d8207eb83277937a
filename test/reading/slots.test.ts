import { describe, expect, it } from "vitest";
import type { MentionTerms } from "../../src/reading/mentions.ts";
import { fillSlots } from "../../src/reading/slots.ts";

const terms: MentionTerms = {
  professions: [
    { id: "nurse", terms: { de: ["krankenpfleg*", "pfleger"] } },
    { id: "cook", terms: { de: ["koch"] } },
    { id: "baker", terms: { de: ["bäcker"] } },
  ],
  states: [{ code: "DE-BE", names: { de: "Berlin" }, terms: [], cities: [] }],
  countries: [{ code: "SY", names: { de: ["Syrien"] }, demonyms: {} }],
  concepts: [],
};

describe("fillSlots", () => {
  it("leaves a line without slots as it is", () => {
    expect(fillSlots("was kostet das?", "de", terms)).toEqual(["was kostet das?"]);
  });

  it("fills every slot with names of the language, never with a stem", () => {
    const filled = fillSlots("als {profession} aus {country} nach {state}", "de", terms);
    expect(filled.length).toBeGreaterThan(1);
    for (const line of filled) expect(line).toMatch(/^als (pfleger|koch|bäcker) aus Syrien nach Berlin$/u);
  });

  it("fills the same line in the same way", () => {
    expect(fillSlots("als {profession}", "de", terms)).toEqual(fillSlots("als {profession}", "de", terms));
  });

  it("keeps the word where the directory has no name in the language", () => {
    expect(fillSlots("as {profession}", "en", terms)).toEqual(["as profession"]);
  });
});
