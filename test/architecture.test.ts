import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

interface Import {
  readonly from: string;
  /** A path from the project's root, or the name of a package. */
  readonly to: string;
  readonly isType: boolean;
}

/** Who may import whom: a folder of the project, and what its files may reach. Types may be taken from anywhere. */
const RULES: readonly { readonly who: RegExp; readonly may: RegExp; readonly because: string }[] = [
  {
    who: /^src\/reading\//,
    may: /^(src\/reading\/|eld\/small$|libphonenumber-js$)/,
    because: "reading is pure: no node module, no clock, no store, no logger",
  },
  {
    who: /^src\/replying\//,
    may: /^(src\/replying\/|mdast-util-from-markdown$|i18next$)/,
    because: "replying is pure: no node module, no clock, no store, no logger",
  },
  {
    who: /^src\/(store|queue)\//,
    may: /^(src\/(store|queue)\/|src\/errors\.ts$|node:(sqlite|timers\/promises)$)/,
    because: "store and queue know nothing of platforms",
  },
  {
    who: /^src\/bank\/(?!lint\/)/,
    may: /^(src\/bank\/(?!lint\/)|src\/errors\.ts$|node:(fs|crypto)$|yaml$|zod$)/,
    because: "the bank knows nothing of platforms",
  },
  {
    who: /^src\/bank\/lint\//,
    may: /^(src\/bank\/|src\/(reading|replying)\/|bottleneck$)/,
    because: "the lint reads and composes as Lotse does, and knows platforms by their limits alone",
  },
  {
    who: /^adapters\/console\//,
    may: /^(adapters\/console\/|src\/(adapter|errors)\.ts$|node:readline$)/,
    because: "an adapter sees its own folder, the seam, errors and its SDK",
  },
  {
    who: /^adapters\/telegram\//,
    may: /^(adapters\/telegram\/|adapters\/[\w-]+\.ts$|src\/(adapter|errors)\.ts$|node:|telegraf|zod$)/,
    because: "an adapter sees its own folder, the seam, errors and its SDK",
  },
  {
    who: /^adapters\/discord\//,
    may: /^(adapters\/discord\/|adapters\/[\w-]+\.ts$|src\/(adapter|errors)\.ts$|node:|discord\.js$|zod$)/,
    because: "an adapter sees its own folder, the seam, errors and its SDK",
  },
  {
    who: /^src\/(?!main\.ts|commands\/)/,
    may: /^(?!adapters\/|src\/(main\.ts|commands\/(?!\w+\.ts$)))/,
    because: "only main and the commands know which platforms there are",
  },
  { who: /^src\/(?!commands\/)/, may: /^(?!src\/main\.ts$)/, because: "main is imported by the commands alone" },
];

const IMPORT = /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)";|^import\s+"([^"]+)";|\bimport\("([^"]+)"\)/gm;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  return [...readFileSync(file, "utf8").matchAll(IMPORT)].map(([, type, named, bare, dynamic]) => {
    const target = named ?? bare ?? dynamic ?? "";
    return {
      from: file,
      to: target.startsWith(".") ? normalize(join(dirname(file), target)) : target,
      isType: type !== undefined,
    };
  });
}

const files = [...filesOf("src"), ...filesOf("adapters")];
const imports = files.flatMap(importsOf);

describe("the architecture", () => {
  it("sees the imports that it judges", () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports.some(({ from, to }) => from === "src/reading/train.ts" && to === "src/reading/fold.ts")).toBe(true);
  });

  it.each(RULES)("$who may import only $may: $because", ({ who, may }) => {
    const broken = imports.filter(({ from, to, isType }) => who.test(from) && !isType && !may.test(to));
    expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it("reads the environment in one place", () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(file, "utf8")));

    expect(readers).toEqual(["src/cli.ts"]);
  });

  it("takes the clock as a parameter in what is pure", () => {
    const clocks = files.filter(
      (file) =>
        /^src\/(reading|replying)\//.test(file) &&
        /Date\.now|new Date\(\)|Math\.random/.test(readFileSync(file, "utf8")),
    );
    expect(clocks).toEqual([]);
  });

  it("keeps files short enough to read", () => {
    const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 340);
    expect(long).toEqual([]);
  });
});
