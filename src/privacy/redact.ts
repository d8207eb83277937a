/** Takes personal data out of a text before it is stored or shown to anybody. */
import { findPersonalData, type PersonalData } from "../reading/personal.ts";

const STAND_IN: Readonly<Record<PersonalData["kind"], string>> = {
  phone: "[☎]",
  email: "[@]",
  iban: "[IBAN]",
  handle: "[@]",
  document: "[Nr.]",
  "birth-date": "[*]",
  name: "[Name]",
};

/** Marks that steer the direction of text: they could hide what follows, and a number in their midst. */
const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

export function redact(raw: string): string {
  const text = raw.replace(BIDI_CONTROLS, "");
  let out = "";
  let at = 0;
  for (const { kind, start, end } of findPersonalData(text)) {
    out += text.slice(at, start) + STAND_IN[kind];
    at = end;
  }
  return out + text.slice(at);
}
