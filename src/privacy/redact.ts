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

export function redact(text: string): string {
  let out = "";
  let at = 0;
  for (const { kind, start, end } of findPersonalData(text)) {
    out += text.slice(at, start) + STAND_IN[kind];
    at = end;
  }
  return out + text.slice(at);
}
