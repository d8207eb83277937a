/** Phrasings, ignored lines and the lines of myths: form, and that none stands twice. */
import { fold } from "../../reading/fold.ts";
import { SLOTS } from "../../reading/slots.ts";
import { errorAt, warningAt, type Fault, type Line } from "../files.ts";
import type { LoadedBank } from "../load.ts";
import { BIDI_CONTROLS, hasForeignLettersInChat, placeholdersOf } from "./text.ts";

export function lintLines({ phrasings, ignored, mythLines }: LoadedBank): Fault[] {
  return [
    ...phrasings.flatMap(({ text, file, line }) =>
      placeholdersOf(text)
        .filter((placeholder) => !SLOTS.includes(placeholder))
        .map((placeholder) => errorAt(file, line, `has ${placeholder}; phrasings know ${SLOTS.join(", ")}`)),
    ),
    ...[...phrasings, ...ignored, ...mythLines].flatMap(({ text, file, line, language }) => [
      ...(BIDI_CONTROLS.test(text) ? [errorAt(file, line, "has direction marks: take them out")] : []),
      ...(hasForeignLettersInChat(text, language)
        ? [warningAt(file, line, "has letters of another language's alphabet")]
        : []),
    ]),
    ...lintTwice([...phrasings, ...ignored, ...mythLines]),
  ];
}

/** The same line in two places teaches two things at once. */
function lintTwice(lines: readonly (Line & { readonly language: string })[]): Fault[] {
  const first = new Map<string, Line>();
  return lines.flatMap((line) => {
    const key = `${line.language}:${fold(line.text)}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, line);
      return [];
    }
    return [errorAt(line.file, line.line, `stands already in ${before.file}:${before.line}: keep one`)];
  });
}
