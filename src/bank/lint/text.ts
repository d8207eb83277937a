/** What the rules look for in a text of the bank. */
import { textWithLinks } from "../../replying/markdown.ts";
import { SOURCE_LANGUAGE } from "../schema.ts";

export const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const PLACEHOLDER = /\{[a-z]+\}/gu;

/** Letters that no text of the language has. Latin is everywhere, for German terms and transliteration. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  ar: /[\p{Script=Cyrillic}پچژگکی]/u,
  fa: /\p{Script=Cyrillic}/u,
  ru: /[\p{Script=Arabic}іїєґ]/u,
  uk: /[\p{Script=Arabic}ыэъё]/u,
};
const OTHER_SCRIPTS = /[\p{Script=Cyrillic}\p{Script=Arabic}]/u;

export function hasForeignLetters(text: string, language: string): boolean {
  return (FOREIGN[language] ?? OTHER_SCRIPTS).test(text);
}

/** As `hasForeignLetters`, for lines as people type them: Iraqi and Maghrebi Arabic write گ, چ and پ. */
export function hasForeignLettersInChat(text: string, language: string): boolean {
  return hasForeignLetters(language === "ar" ? text.replaceAll(/[گچپ]/gu, "") : text, language);
}

export function linksOf(body: string): string[] {
  return textWithLinks(body, SOURCE_LANGUAGE).flatMap((part) => (part.kind === "link" ? [part.url] : []));
}

export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([placeholder]) => placeholder).sort();
}

/** Numbers of the text without links and list numbers; separators of thousands do not count. */
export function figuresOf(body: string): string[] {
  return [...figureText(body).matchAll(/\d+/gu)].map(([figure]) => figure);
}

/** Paragraphs and list items of a German text that give an amount and no year, neither themselves nor in the line before their list. */
export function undatedFigures(body: string): string[] {
  let introduction = "";
  return body.split(/\n{2,}|\n(?=\d+\. )/u).flatMap((block) => {
    const isItem = /^\d+\. /u.test(block);
    const dated = isItem ? introduction + block : block;
    if (!isItem) introduction = block;
    if (/\b20\d\d\b/u.test(dated)) return [];
    return [...figureText(block).matchAll(AMOUNT)].map(([amount]) => amount);
  });
}

/** A number with a unit, in German: what changes over time and needs its date. */
const AMOUNT = /\d+ (?:Euro|Cent|Prozent|Tag|Woche|Monat|Jahr|Stunde)\p{L}*|\d+ ?[€%]/gu;

function figureText(body: string): string {
  return body
    .replaceAll(/https?:\/\/\S+/gu, "")
    .replaceAll(/^\s*\d+\.\s/gmu, "")
    .replaceAll(/(\d)[.,\s\u00A0\u202F](?=\d{3}(?!\d))/gu, "$1");
}

/** Items of the first that the second lacks, counted. */
export function difference(from: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return from.filter((figure) => {
    const at = rest.indexOf(figure);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}
