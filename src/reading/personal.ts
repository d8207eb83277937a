/** Finds personal data in free text: what must not be shown, stored or learned. Offsets are UTF-16 code units. */
import { findPhoneNumbersInText } from "libphonenumber-js";

export interface PersonalData {
  readonly kind: "phone" | "email" | "iban" | "handle" | "document" | "birth-date" | "name";
  readonly start: number;
  readonly end: number;
}

const PATTERNS: readonly (readonly [PersonalData["kind"], RegExp])[] = [
  ["email", /[\w.+-]+@[\w-]+\.[\w.-]*\w/giu],
  ["iban", /\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,4})?\b/gu],
  ["handle", /(?<![\p{L}\p{N}_.])@[\p{L}\p{N}_]{3,}/gu],
  // German passports, identity cards and residence permits: nine or ten of these characters, at least three digits.
  ["document", /\b(?=(?:[A-Z]*\d){3})[CFGHJKLMNPRTVWXYZ0-9]{9,10}\b/gu],
  // A file number after its name, in the languages people use for it.
  [
    "document",
    /(?:aktenzeichen|az\.|geschäftszeichen|file (?:no|number)|expediente|pratica n|رقم الملف|номер справи|номер дела)\s*[:.#]?\s*[\p{L}\d][\p{L}\d\-/.]{3,}/giu,
  ],
  [
    "birth-date",
    /(?:geb(?:oren)?\.?(?: am)?|born(?: on)?|nacid[oa](?: el)?|nat[oa] il|né(?:e)? le|doğum|مواليد|род(?:ился|илась|\.)|народ(?:ився|илася)|ur\.|născut(?:ă)?)\s*:?\s*\p{Nd}{1,4}[./-]\p{Nd}{1,2}[./-]\p{Nd}{1,4}/giu,
  ],
  // One or two capitalised words after "my name is".
  [
    "name",
    /(?:mein name ist|ich heiße|ich heisse|my name is|me llamo|mi nombre es|mi chiamo|je m'appelle|mă numesc|nazywam się|меня зовут|мене звати|meu nome é)\s+\p{Lu}[\p{L}'-]+(?:\s+\p{Lu}[\p{L}'-]+)?/gu,
  ],
  ["name", /(?:اسمي|أنا اسمي|نام من|اسم من)\s+\p{L}+(?:\s+\p{L}+)?/gu],
];

/** Below this many digits there is no phone number to look for. */
const MIN_PHONE_DIGITS = 7;

/** In order of position, without overlaps. */
export function findPersonalData(text: string): PersonalData[] {
  const found: PersonalData[] = PATTERNS.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map((match) => ({ kind, start: match.index, end: match.index + match[0].length })),
  );
  if ((text.match(/\p{Nd}/gu)?.length ?? 0) >= MIN_PHONE_DIGITS) {
    for (const { startsAt, endsAt } of findPhoneNumbersInText(text, "DE")) {
      found.push({ kind: "phone", start: startsAt, end: endsAt });
    }
  }
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((item, i, all) => all.slice(0, i).every(({ end }) => end <= item.start));
}
