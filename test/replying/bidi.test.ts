import { describe, expect, it } from "vitest";
import { isolate } from "../../src/replying/bidi.ts";

/** Isolates shown as ⟨ ⟩. */
function shown(text: string, language = "ar"): string {
  return isolate(text, language).replaceAll("\u2068", "⟨").replaceAll("\u2069", "⟩");
}

describe("isolate", () => {
  it.each([
    ["a German term in brackets", "الاعتراف (Anerkennung).", "الاعتراف (⟨Anerkennung⟩)."],
    ["several words in a row", "من 100 bis 600 Euro فقط", "من ⟨100 bis 600 Euro⟩ فقط"],
    ["a paragraph sign", "حسب § 16d اليوم", "حسب ⟨§ 16d⟩ اليوم"],
    ["a phone number with its plus", "الرقم +49 30 1815-1111 للجميع", "الرقم ⟨+49 30 1815-1111⟩ للجميع"],
    ["the signs of anabin", "الجامعة H+ أو H+/- أو H-", "الجامعة ⟨H+⟩ أو ⟨H+/-⟩ أو ⟨H-⟩"],
  ])("wraps %s", (_what, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it("leaves left-to-right languages alone", () => {
    expect(shown("§ 16d +49 30", "de")).toBe("§ 16d +49 30");
  });
});
