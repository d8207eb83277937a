/** `lotse check`: the faults of the bank, and how far each topic and language is. */
import { existsSync, readFileSync } from "node:fs";
import { PLATFORM_LIMITS } from "../../adapters/index.ts";
import type { Fault } from "../bank/files.ts";
import { FIRST_LANGUAGES } from "../bank/lint/counts.ts";
import { lintOnline } from "../bank/lint/links.ts";
import { lintBank } from "../bank/lint/lint.ts";
import { lintReadings } from "../bank/lint/readings.ts";
import { readBank, type LoadedBank } from "../bank/load.ts";
import { LANGUAGES } from "../bank/schema.ts";
import { lintSources, SOURCES_FILE } from "../bank/sources.ts";
import { readConfig, type Config } from "../config.ts";
import { decisionContext } from "../handle-event.ts";
import { createProgress, readerOf } from "./prepare.ts";

export interface CheckOptions {
  readonly json?: boolean;
  /** Also asks the web whether the links still work. */
  readonly online?: boolean;
  /** `false`: does not learn the bank to see what the reader makes of its lines. */
  readonly reading?: boolean;
}

interface Checked {
  readonly faults: readonly Fault[];
  /** Ignored lines that the reader would answer, if it was asked. */
  readonly answered: number | undefined;
}

/** What a cell of the table says. */
const MARK = { reviewed: "✓", draft: "d", outdated: "o", "phrasings only": "?", missing: "·" } as const;
type Status = keyof typeof MARK;
/** Warnings shown one by one; the rest are counted. */
const MAX_WARNINGS = 40;
/** A polite visitor: few hosts at a time, two seconds between two pages of one. */
const ONLINE = { concurrency: 4, pauseMs: 2_000, timeoutMs: 20_000 };

export async function check(environment: NodeJS.ProcessEnv, options: CheckOptions): Promise<void> {
  const config = readConfig(environment);
  const loaded = readBank(config.bankDir);
  const checked = await checkBank(config, loaded, options);
  process.exitCode = checked.faults.some(isError) ? 1 : 0;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ faults: checked.faults, summary: summaryOf(loaded), answered: checked.answered }, undefined, 2)}\n`
      : `${render(config.bankDir, loaded, checked)}\n`,
  );
}

async function checkBank(config: Config, loaded: LoadedBank, { online, reading }: CheckOptions): Promise<Checked> {
  const progress = createProgress();
  const sources = `${config.bankDir}/${SOURCES_FILE}`;
  const faults = [
    ...loaded.faults,
    ...lintBank(loaded, new Date().toISOString().slice(0, 10), PLATFORM_LIMITS),
    ...lintSources(loaded.bank, existsSync(sources) ? readFileSync(sources, "utf8") : undefined),
  ];
  // A reader can only be taught by a bank that is whole.
  const isWhole = !loaded.faults.some(isError);
  let answered: number | undefined;
  if (reading !== false && isWhole) {
    const reader = readerOf(loaded.bank, config);
    const report = lintReadings(loaded, reader, decisionContext(loaded.bank, false), (done, total) =>
      progress(`Reading the bank's own lines, ${Math.round((100 * done) / total)} %`),
    );
    faults.push(...report.faults);
    ({ answered } = report);
  }
  if (online === true) {
    const onProgress = (done: number, total: number) => progress(`Visiting links, ${done} of ${total}`);
    faults.push(...(await lintOnline(loaded, { ...ONLINE, onProgress })));
  }
  progress("");
  return { answered, faults: faults.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line) };
}

function isError({ severity }: Fault): boolean {
  return severity === "error";
}

function summaryOf({ bank, phrasings, ignored, mythLines, kinds }: LoadedBank) {
  return LANGUAGES.map((language) => {
    const versions = [...bank.topics.values()].flatMap(({ versions: own }) => own[language] ?? []);
    const asked = phrasings.filter((row) => row.language === language);
    const silent = ignored.filter((row) => row.language === language);
    const perTopic = [...Map.groupBy(asked, ({ topic }) => topic).values()].map(({ length }) => length);
    return {
      language,
      answers: versions.length,
      reviewed: versions.filter(({ status }) => status === "reviewed").length,
      outdated: versions.filter(({ isOutdated }) => isOutdated).length,
      phrasings: asked.length,
      fewestPhrasings: perTopic.length < bank.topics.size ? 0 : Math.min(...perTopic),
      ignored: silent.length,
      nearMisses: silent.filter(({ kind }) => kinds[kind]?.near === true).length,
      myths: [...bank.myths.values()].filter(({ corrections }) => corrections[language] !== undefined).length,
      claims: mythLines.filter((row) => row.language === language && !row.isTrue).length,
      truths: mythLines.filter((row) => row.language === language && row.isTrue).length,
    };
  });
}

function render(folder: string, loaded: LoadedBank, { faults, answered }: Checked): string {
  const { bank, phrasings, ignored } = loaded;
  const warnings = faults.filter((fault) => !isError(fault));
  const errors = faults.filter(isError);
  const asked = new Set(phrasings.map(({ topic, language }) => `${topic}:${language}`));
  const width = Math.max(...[...bank.topics.keys()].map(({ length }) => length), 16);
  const row = (name: string, cells: readonly (string | number)[]) =>
    `${name.padEnd(width)}  ${cells.map((cell) => String(cell).padStart(6)).join("")}`;
  const say = ({ file, line, severity, message }: Fault) => `${folder}/${file}:${line}: ${severity}: ${message}`;
  const summary = summaryOf(loaded);
  const count = (name: string, key: Exclude<keyof (typeof summary)[number], "language">) =>
    row(
      name,
      summary.map((language) => language[key]),
    );
  return [
    ...errors.map(say),
    ...warnings.slice(0, MAX_WARNINGS).map(say),
    ...(warnings.length > MAX_WARNINGS
      ? [`… and ${warnings.length - MAX_WARNINGS} more warnings (--json shows all)`]
      : []),
    "",
    row("", LANGUAGES),
    ...[...bank.topics.values()].map(({ id, versions }) =>
      row(
        id,
        LANGUAGES.map((language) => MARK[statusOf(versions[language], asked.has(`${id}:${language}`))]),
      ),
    ),
    count("answers", "answers"),
    count("phrasings", "phrasings"),
    count("  fewest a topic", "fewestPhrasings"),
    count("ignored", "ignored"),
    count("  near misses", "nearMisses"),
    count("myths", "myths"),
    count("  false claims", "claims"),
    count("  true lines", "truths"),
    Object.entries(MARK)
      .map(([status, mark]) => `${mark} ${status}`)
      .join("   "),
    "",
    ...(answered === undefined
      ? []
      : [`${answered} of ${ignored.length} ignored lines would be answered or corrected.`]),
    `${bank.topics.size} topics × ${LANGUAGES.length} languages (${FIRST_LANGUAGES.join(" ")} first), ${errors.length} errors, ${warnings.length} warnings`,
  ].join("\n");
}

function statusOf(
  version: { readonly isOutdated: boolean; readonly status: "draft" | "reviewed" } | undefined,
  isAsked: boolean,
): Status {
  if (version === undefined) return isAsked ? "phrasings only" : "missing";
  return version.isOutdated ? "outdated" : version.status;
}
