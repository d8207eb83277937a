/** Fills `{profession}`, `{state}` and `{country}` in phrasings from the directory, so that one line teaches several. */
import { hashString } from "./features.ts";
import type { MentionTerms } from "./mentions.ts";

const SLOT = /\{(profession|state|country)\}/gu;
/** As they are written. */
export const SLOTS: readonly string[] = ["{profession}", "{state}", "{country}"];
/** Lines made from one line with slots. */
const VARIANTS = 3;

/** The line itself if it has no slots, else `VARIANTS` lines. Which names they get depends on the line alone. */
export function fillSlots(text: string, language: string, terms: MentionTerms): string[] {
  if (!text.includes("{")) return [text];
  const filled = Array.from({ length: VARIANTS }, (_, variant) =>
    text.replace(SLOT, (slot, name: "profession" | "state" | "country") => {
      const names = namesOf(name, language, terms);
      return names[(hashString(text + slot, variant) >>> 0) % names.length] ?? name;
    }),
  );
  return [...new Set(filled)];
}

function namesOf(slot: "profession" | "state" | "country", language: string, terms: MentionTerms): string[] {
  switch (slot) {
    case "profession":
      return terms.professions.flatMap(({ terms: own }) => (own[language] ?? []).filter(isWhole).slice(0, 1));
    case "state":
      return terms.states.flatMap(({ names }) => names[language] ?? []);
    case "country":
      return terms.countries.flatMap(({ names }) => (names[language] ?? []).slice(0, 1));
  }
}

/** Not a stem such as `krankenpfleg*`. */
function isWhole(term: string): boolean {
  return !term.includes("*");
}
