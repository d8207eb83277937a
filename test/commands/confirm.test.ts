import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { confirm } from "../../src/commands/confirm.ts";
import { createSmallBank, type SmallBank } from "../bank/small-bank.ts";

let bank: SmallBank;
const outdated = () => bank.faults().filter((fault) => fault.includes("is outdated"));
const run = (id: string, ...languages: string[]) => confirm({ BANK_DIR: bank.folder }, id, languages);

beforeEach(() => {
  bank = createSmallBank();
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => bank.remove());

describe("bank confirm", () => {
  it("notes that a translation says the same as the German text of today", () => {
    bank.write("topics/fees/de.md", (text) => text.replace("Oft sind", "Meist sind"));
    expect(outdated()).toHaveLength(1);
    run("fees", "en");
    expect(outdated()).toEqual([]);
  });

  it("does so for a myth, and leaves the rest of the file as it was", () => {
    bank.write("myths/money-back.yaml", (text) =>
      text.replace(
        "claims:",
        '  en: { status: draft, as_of: 2026-11, text: "Good to know: the fee is for the check." }\nclaims:',
      ),
    );
    const before = readFileSync(join(bank.folder, "myths/money-back.yaml"), "utf8");
    expect(outdated()).toHaveLength(1);
    run("money-back");
    expect(outdated()).toEqual([]);
    const after = readFileSync(join(bank.folder, "myths/money-back.yaml"), "utf8");
    expect(after.replace(/, source_revision: \w{12}/u, "")).toBe(before);
  });

  it("says what it does not know", () => {
    expect(() => run("nothing")).toThrow(/no topic or myth "nothing"/u);
    expect(() => run("fees", "de")).toThrow(/Not a language of translations: de/u);
  });
});
