/** Which profession, federal state (through its cities, too) and country a message names. */
import { arabicForms } from "./arabic.ts";
import { foldedWords } from "./fold.ts";
import { createTermIndex, type TermIndex, type TermMatch } from "./terms.ts";

export interface Mentions {
  /** Id of `directory/professions.yaml`. */
  readonly profession?: string;
  /** Code such as `DE-BE`. */
  readonly state?: string;
  /** ISO 3166-1 code of the country of the qualification. */
  readonly country?: string;
}

export interface MentionTerms {
  readonly professions: readonly { readonly id: string; readonly terms: Readonly<Record<string, readonly string[]>> }[];
  readonly states: readonly {
    readonly code: string;
    readonly names: Readonly<Record<string, string>>;
    readonly terms: readonly string[];
    readonly cities: readonly { readonly name: string; readonly terms: readonly string[] }[];
  }[];
  readonly countries: readonly {
    readonly code: string;
    readonly names: Readonly<Record<string, readonly string[]>>;
    readonly demonyms: Readonly<Record<string, readonly string[]>>;
  }[];
  /** Ideas of the field by the words for them in every language; see `directory/concepts.yaml`. */
  readonly concepts: readonly { readonly id: string; readonly terms: Readonly<Record<string, readonly string[]>> }[];
}

export interface MentionFinder {
  /** `languages`: those the message may be in; German and English terms always count. */
  find(folded: string, languages: readonly string[]): Mentions;
  /** Ids of the concepts that a message touches. */
  concepts(folded: string, languages: readonly string[]): string[];
  /** The folded text without the greetings at its beginning; the whole of it if there is nothing else. */
  withoutGreeting(folded: string): string;
}

/** The concept of `directory/concepts.yaml` that is not learned from. */
const GREETING = "greeting";

type CountryMatch = { readonly code: string; readonly isDemonym: boolean };

/** Languages whose words people use inside every other. */
const ALWAYS = ["de", "en"];
/** Words that are places and ordinary words: only after a preposition of place. */
const RISKY_PLACES = new Set([
  "essen",
  "halle",
  "hof",
  "worms",
  "gera",
  "plauen",
  "colonia",
  "monaco",
  "siegen",
  "hagen",
  "hamm",
  "furth",
  "bw",
]);
const PLACE_PREPOSITIONS = new Set(
  "in nach aus bei von um raum stadt to from near at en de desde cerca a ad da di vicino em no w we z do do v u к в во у из з до din spre في من الى ب در از به à dans vers".split(
    " ",
  ),
);

export function createMentionFinder(terms: MentionTerms): MentionFinder {
  const professions = byLanguage(
    terms.professions.flatMap(({ id, terms: own }) => entries(own, id).flatMap(withArabicPrefixes)),
  );
  const countries = byLanguage<CountryMatch>(
    terms.countries.flatMap(({ code, names, demonyms }) => [
      ...entries<CountryMatch>(withInflections(names), { code, isDemonym: false }),
      ...entries<CountryMatch>(demonyms, { code, isDemonym: true }).flatMap(withArabicPrefixes),
    ]),
  );
  const states = createTermIndex(
    terms.states.flatMap(({ code, names, terms: own, cities }) => [
      ...[...Object.values(names).flatMap(inflected), ...own].map((term) => [term, code] as const),
      ...cities.flatMap((city) => [city.name, ...city.terms].flatMap(inflected)).map((term) => [term, code] as const),
    ]),
  );
  const concepts = byLanguage(
    terms.concepts.filter(({ id }) => id !== GREETING).flatMap(({ id, terms: own }) => entries(own, id)),
  );
  const greetings = createTermIndex(
    terms.concepts
      .filter(({ id }) => id === GREETING)
      .flatMap(({ terms: own }) => Object.values(own).flat())
      .map((term) => [term, GREETING] as const),
  );
  return {
    withoutGreeting(folded) {
      let end = 0;
      for (const match of greetings.find(folded)) {
        if (match.start !== end + 1) break;
        end = match.end;
      }
      const rest = folded.slice(end);
      return rest.trim() === "" ? folded : rest;
    },
    concepts(folded, languages) {
      const found = new Set<string>();
      for (const language of new Set([...languages, ...ALWAYS])) {
        for (const id of concepts.get(language)?.findAll(folded) ?? []) found.add(id);
      }
      return [...found];
    },
    find(folded, languages) {
      const asked = [...new Set([...languages, ...ALWAYS])];
      const profession = best(asked.flatMap((language) => professions.get(language)?.find(folded) ?? []));
      const state = states.find(folded).find((match) => isPlace(folded, match, languages))?.value;
      const found = asked
        .flatMap((language) => countries.get(language)?.find(folded) ?? [])
        .sort((a, b) => a.start - b.start);
      const country = (found.find(({ value }) => !value.isDemonym) ?? found[0])?.value.code;
      return {
        ...(profession === undefined ? {} : { profession }),
        ...(state === undefined ? {} : { state }),
        ...(country === undefined ? {} : { country }),
      };
    },
  };
}

/** Class marks that let the models carry over from one profession, place or country to all. */
export function mentionMarks({ profession, state, country }: Mentions): string[] {
  return [
    ...(profession === undefined ? [] : ["#profession", `#profession:${profession}`]),
    ...(state === undefined ? [] : ["#state"]),
    ...(country === undefined ? [] : ["#country", `#country:${country}`]),
  ];
}

function entries<T>(terms: Readonly<Record<string, readonly string[]>>, value: T): (readonly [string, string, T])[] {
  return Object.entries(terms).flatMap(([language, own]) => own.map((term) => [language, term, value] as const));
}

function byLanguage<T>(
  all: readonly (readonly [language: string, term: string, value: T])[],
): Map<string, TermIndex<T>> {
  const languages = new Set(all.map(([language]) => language));
  return new Map(
    [...languages].map((language) => [
      language,
      createTermIndex(all.filter(([own]) => own === language).map(([, term, value]) => [term, value] as const)),
    ]),
  );
}

/** The most specific term wins: "Zahnarzt" over "Arzt", "civil engineer" over "engineer"; among equals the first. */
function best(matches: readonly TermMatch<string>[]): string | undefined {
  return matches.toSorted((a, b) => b.length - a.length || a.start - b.start)[0]?.value;
}

function withArabicPrefixes<T>([language, term, value]: readonly [string, string, T]): (readonly [
  string,
  string,
  T,
])[] {
  return language === "ar"
    ? arabicForms(term).map((form) => [language, form, value] as const)
    : [[language, term, value]];
}

/** A name of six letters or more also matches with up to any ending: Stuttgart'ta, Stuttgarcie, Германії. */
function inflected(term: string): string[] {
  if (term.endsWith("*") || term.includes(" ")) return [term];
  if (/^[\p{Script=Cyrillic}-]{5,}$/u.test(term)) return [`${term.replace(/[аяійиыеєоь]$/u, "")}*`];
  if (/^[\p{Script=Latin}-]{6,}$/u.test(term)) return [term, `${term}*`];
  return arabicForms(term);
}

function withInflections(names: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(names).map(([language, own]) => [
      language,
      own.flatMap((name) => {
        if (["ru", "uk", "pl", "ro"].includes(language) && name.length >= 5 && !name.includes(" ")) {
          return [`${name.replace(/[аяійиыеєоьaăieyo]{1,2}$/u, "")}*`];
        }
        if (language === "ar") return arabicForms(name);
        return language === "tr" ? [name, `${name}*`] : [name];
      }),
    ]),
  );
}

function isPlace(folded: string, { start, end }: TermMatch<string>, languages: readonly string[]): boolean {
  const word = folded.slice(start, end);
  if (!RISKY_PLACES.has(word)) return true;
  const before = foldedWords(folded.slice(0, start)).at(-1);
  // "la" is a preposition of place in Romanian and an article elsewhere: "la colonia".
  return before !== undefined && (PLACE_PREPOSITIONS.has(before) || (before === "la" && languages.includes("ro")));
}
