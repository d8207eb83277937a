/**
 * What a message looks like apart from its words: question marks, links, length, numbers. Personal data is masked before
 * anything else reads the text, so that no model ever learns or shows a phone number.
 */
const URL = /\b(?:https?:\/\/|www\.)\S+|\b[\w-]+\.(?:de|com|org|net|eu|info|me|io|ly)\b(?:\/\S*)?/giu;
const EMAIL = /[\w.+-]+@[\w-]+\.[\w.-]+/gu;
const HANDLE = /(^|[\s(])@[\p{L}\d_]{2,}/gu;
/** Seven digits or more with the separators people put into phone numbers, account numbers and dates of birth. */
const LONG_NUMBER = /[+(]?\p{Nd}(?:[\s\-/.()]{0,2}\p{Nd}){6,}/gu;
const QUESTION = /[?؟]/u;
const SENTENCE_END = /[.!?؟\n…]+/u;
const EMOJI = /\p{Extended_Pictographic}/gu;

/** The text with links, addresses, handles and long numbers replaced by `xurl`, `xmail`, `xname`, `xnum`. */
export function mask(text: string): string {
  return text
    .replace(EMAIL, " xmail ")
    .replace(URL, " xurl ")
    .replace(HANDLE, "$1 xname ")
    .replace(LONG_NUMBER, " xnum ");
}

/** Sentences and lines, trimmed, none empty. */
export function sentences(text: string): string[] {
  return text
    .split(SENTENCE_END)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export function hasQuestionMark(text: string): boolean {
  return QUESTION.test(text);
}

/** Names of the marks a message bears; learned from like words. */
export function shapeMarks(text: string, masked: string, wordCount: number): string[] {
  const marks: string[] = [`#length${lengthBucket(wordCount)}`];
  const trimmed = text.trimEnd();
  if (hasQuestionMark(trimmed)) marks.push("#question");
  if (/[?؟]["')\s\p{Extended_Pictographic}\uFE0F]*$/u.test(trimmed)) marks.push("#question-at-end");
  else if (hasQuestionMark(trimmed)) marks.push("#question-inside");
  if (trimmed.includes("!")) marks.push("#exclamation");
  if (masked.includes("xurl")) marks.push("#url");
  if (masked.includes("xmail")) marks.push("#mail");
  if (masked.includes("xnum")) marks.push("#number");
  if (/^\s*xname/u.test(masked)) marks.push("#to-name");
  if (/[€$£]|\b(?:eur|euro)\b/iu.test(text)) marks.push("#money");
  const emoji = text.match(EMOJI)?.length ?? 0;
  if (emoji > 0) marks.push(emoji > 2 ? "#emoji-many" : "#emoji");
  const parts = sentences(text).length;
  if (parts > 1) marks.push(parts > 3 ? "#sentences-many" : "#sentences");
  if (/\n/u.test(trimmed)) marks.push("#lines");
  return marks;
}

function lengthBucket(words: number): number {
  const bounds = [2, 4, 7, 12, 20, 35, 60];
  const index = bounds.findIndex((bound) => words <= bound);
  return index === -1 ? bounds.length : index;
}
