/** Prepositions, "and" and the article, which Arabic writes together with the word that follows. */
const PREFIXES = ["ال", "ب", "بال", "ل", "لل", "و", "وال", "ف", "ك"];
/** A prefix leaves at least three letters of the word. */
const PREFIX = new RegExp(`^(?:${PREFIXES.toSorted((a, b) => b.length - a.length).join("|")})(?=\\p{L}{3})`, "u");

/** The word with each prefix and without; a word in another script as it is. */
export function arabicForms(word: string): string[] {
  if (!/^\p{Script=Arabic}/u.test(word)) return [word];
  const bare = word.replace(/^ال(?=\p{L}{3})/u, "");
  return [...new Set([word, bare, ...PREFIXES.map((prefix) => prefix + bare)])];
}

export function withoutArabicPrefix(word: string): string {
  return word.replace(PREFIX, "");
}
