/** What makes a message one for a person, or one to handle with care. Cues come from `answers/flags.yaml`. */
import { findPersonalData } from "./personal.ts";
import { createTermIndex, type TermIndex } from "./terms.ts";

export type Flag = "personal-data" | "individual-case" | "deadline" | "distress";

export interface FlagTerms {
  readonly id: Exclude<Flag, "personal-data">;
  readonly terms: Readonly<Record<string, readonly string[]>>;
}

export interface FlagFinder {
  find(text: string, folded: string, languages: readonly string[]): Flag[];
}

export function createFlagFinder(all: readonly FlagTerms[]): FlagFinder {
  const languages = new Set(all.flatMap(({ terms }) => Object.keys(terms)));
  const indexes = new Map<string, TermIndex<Flag>>(
    [...languages].map((language) => [
      language,
      createTermIndex<Flag>(all.flatMap(({ id, terms }) => (terms[language] ?? []).map((term) => [term, id] as const))),
    ]),
  );
  return {
    find(text, folded, spoken) {
      const flags = new Set<Flag>();
      if (findPersonalData(text).length > 0) flags.add("personal-data");
      for (const language of spoken)
        for (const { value } of indexes.get(language)?.find(folded) ?? []) flags.add(value);
      return [...flags].sort();
    },
  };
}
