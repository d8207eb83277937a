/** Corrections: short, without links, and the same in every language. */
import type { Myth } from "../bank.ts";
import { errorAt, warningAt, type Fault } from "../files.ts";
import { SOURCE_LANGUAGE } from "../schema.ts";
import { BIDI_CONTROLS, difference, figuresOf, hasForeignLetters, linksOf, undatedFigures } from "./text.ts";

/** A correction is read in passing. */
const MAX_CORRECTION = 390;

export function lintMyths(myths: readonly Myth[]): Fault[] {
  return myths.flatMap(({ id, corrections }) => {
    const file = `myths/${id}.yaml`;
    const source = corrections[SOURCE_LANGUAGE];
    return Object.values(corrections).flatMap(({ language, text, isOutdated }) => {
      const error = (message: string) => errorAt(file, 1, `${language}: ${message}`);
      const warning = (message: string) => warningAt(file, 1, `${language}: ${message}`);
      const figures = source === undefined ? [] : figuresOf(source.text);
      return [
        ...(text.length > MAX_CORRECTION
          ? [error(`the correction has ${text.length} characters: at most ${MAX_CORRECTION}`)]
          : []),
        ...(linksOf(text).length > 0 ? [error("the correction has a link: Lotse adds the source")] : []),
        ...(BIDI_CONTROLS.test(text) ? [error("has direction marks: take them out")] : []),
        ...(hasForeignLetters(text, language) ? [warning("has letters of another language's alphabet")] : []),
        ...(isOutdated
          ? [warning(`is outdated: translate the change, then "npm run lotse -- bank confirm ${id} ${language}"`)]
          : []),
        ...(difference(figures, figuresOf(text)).length + difference(figuresOf(text), figures).length > 0
          ? [error(`has other figures than ${SOURCE_LANGUAGE}`)]
          : []),
        ...(language === SOURCE_LANGUAGE
          ? undatedFigures(text).map((amount) => error(`gives "${amount}" without a date`))
          : []),
      ];
    });
  });
}
