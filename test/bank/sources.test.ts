import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBank } from "../../src/bank/load.ts";
import { lintSources, renderSources } from "../../src/bank/sources.ts";
import { createSmallBank, type SmallBank } from "./small-bank.ts";

let small: SmallBank;
beforeEach(() => {
  small = createSmallBank();
});
afterEach(() => small.remove());

describe("SOURCES.md", () => {
  it("lists each topic's pages with their dates", () => {
    const text = renderSources(readBank(small.folder).bank);
    expect(text).toContain("## fees de");
    expect(text).toContain("| <https://www.anerkennung-in-deutschland.de> | undated | 2026-11-22 | read on the page |");
  });

  it("is out of date once a topic has another source", () => {
    const before = renderSources(readBank(small.folder).bank);
    expect(lintSources(readBank(small.folder).bank, before)).toEqual([]);
    small.write("topics/fees/topic.yaml", (text) => text.replace("as_of: undated", "as_of: 2026-07-05"));
    expect(lintSources(readBank(small.folder).bank, before)).toMatchObject([{ severity: "error", file: "SOURCES.md" }]);
    expect(lintSources(readBank(small.folder).bank, undefined)).toHaveLength(1);
  });
});
