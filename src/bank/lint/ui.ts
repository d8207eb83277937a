/** Lotse's own words: what fits on a button, and the same values in every language. */
import { errorAt, warningAt, type Fault } from "../files.ts";
import { BIDI_CONTROLS } from "./text.ts";

const MAX_BUTTON = 20;

export function lintUi(
  ui: Readonly<Record<string, Readonly<Record<string, string>>>>,
  sourceLanguage: string,
): Fault[] {
  return Object.entries(ui).flatMap(([language, words]) =>
    Object.entries(words).flatMap(([key, text]) => {
      const file = `ui/${language}.json`;
      const source = ui[sourceLanguage]?.[key] ?? text;
      const shown = text.replaceAll(/\{\{.*?\}\}/gu, "1");
      return [
        ...(isButton(key) && shown.length > MAX_BUTTON
          ? [warningAt(file, 1, `${key} has ${shown.length} characters: at most ${MAX_BUTTON} fit on a button`)]
          : []),
        ...(variablesOf(text).join() === variablesOf(source).join()
          ? []
          : [errorAt(file, 1, `${key} has other {{values}} than ${sourceLanguage}.json`)]),
        ...(BIDI_CONTROLS.test(text) ? [errorAt(file, 1, `${key} has direction marks: take them out`)] : []),
      ];
    }),
  );
}

/** `buttonStale` is what the presser of an old button is told. */
function isButton(key: string): boolean {
  return key.startsWith("button") && key !== "buttonStale";
}

function variablesOf(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/gu)].map(([, name]) => name ?? "").sort();
}
