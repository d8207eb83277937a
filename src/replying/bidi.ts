/**
 * Keeps text of the other direction in its place. Left-to-right runs inside a right-to-left text are wrapped in isolates
 * (Unicode Bidirectional Algorithm, UAX #9: FSI U+2068 … PDI U+2069), so that "(Anerkennung)." keeps its full stop and brackets where they belong.
 */
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";
const RIGHT_TO_LEFT = new Set(["ar", "fa"]);
/**
 * A run of Latin words and numbers: `§ 16d`, `B2`, `100 bis 600 Euro`, `2026-11`, `+49 30 1815-1111`. Ends in a letter or digit, but for the
 * signs of anabin, `H+`, `H+/-` and `H-`.
 */
const LEFT_TO_RIGHT_RUN =
  /(?:§\s?|\+(?=\d))?[\p{Script=Latin}\d](?:[\p{Script=Latin}\d\s.,:;/+\-–&'’"„“”§%€@_]*[\p{Script=Latin}\d%€])?(?:\+(?:\/[-–])?|(?<=H)[-–](?![\p{L}\d]))?/gu;

export function isRightToLeft(language: string): boolean {
  return RIGHT_TO_LEFT.has(language);
}

/** Wraps the left-to-right runs of a right-to-left text; leaves other texts as they are. */
export function isolate(text: string, language: string): string {
  if (!isRightToLeft(language)) return text;
  return text.replace(LEFT_TO_RIGHT_RUN, (run) => FIRST_STRONG_ISOLATE + run + POP_ISOLATE);
}
