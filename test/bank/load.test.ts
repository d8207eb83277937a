import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lintBank } from "../../src/bank/lint/lint.ts";
import { loadBank, readBank } from "../../src/bank/load.ts";

const TODAY = "2026-11-24";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lotse-bank-"));
  cpSync("answers", folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the bank", () => {
  it("of this project has no errors, 60 topics, and nothing that claims a review", () => {
    const loaded = readBank("answers");
    const errors = [...loaded.faults, ...lintBank(loaded, TODAY)].filter(({ severity }) => severity === "error");
    expect(errors).toEqual([]);
    expect(loaded.bank.topics.size).toBe(60);
    const versions = [...loaded.bank.topics.values()].flatMap(({ versions: own }) => Object.values(own));
    expect(versions.every(({ status }) => status === "draft")).toBe(true);
    for (const language of ["de", "en", "es", "it", "ar"]) {
      expect(versions.filter((version) => version.language === language)).toHaveLength(60);
    }
  });

  it("reports all faults at once, each with file and line", () => {
    writeFileSync(join(folder, "topics/nurses/topic.yaml"), "group: health\nreview_by: soon\nsources: []\n");
    writeFileSync(join(folder, "topics/doctors/en.md"), "no front matter\n");
    writeFileSync(join(folder, "ignore/en.txt"), "# not-a-kind\nhello\n");
    writeFileSync(
      join(folder, "topics/translations/en.md"),
      "---\ntitle: T\nstatus: reviewed\nas_of: 2026-11\n---\nSee {nothing} and https://a.de https://b.de https://c.de.\n",
    );
    const loaded = readBank(folder);
    const said = [...loaded.faults, ...lintBank(loaded, TODAY)]
      .map(({ file, line, message }) => `${file}:${line}: ${message}`)
      .join("\n");
    expect(said).toContain("topics/nurses/topic.yaml:2: review_by");
    expect(said).toContain("topics/doctors/en.md:1: begins with front matter");
    expect(said).toContain('ignore/en.txt:1: "not-a-kind" is not a kind');
    expect(said).toContain("topics/translations/en.md:3: status: a reviewed version names reviewed_by");
    expect(() => loadBank(folder)).toThrow(/fault\(s\)/u);
  });
});
