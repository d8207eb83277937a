/** `lotse check`: the faults of the bank, and how far each topic and language is. */
import type { Fault } from "../bank/files.ts";
import { lintBank } from "../bank/lint.ts";
import { readBank, type LoadedBank } from "../bank/load.ts";
import { LANGUAGES } from "../bank/schema.ts";
import { readConfig } from "../config.ts";

/** What a cell of the table says. */
const MARK = { reviewed: "✓", draft: "d", outdated: "o", "phrasings only": "?", missing: "·" } as const;
type Status = keyof typeof MARK;
/** Warnings shown one by one; the rest are counted. */
const MAX_WARNINGS = 40;

export function check(environment: NodeJS.ProcessEnv, { json }: { json?: boolean }): Promise<void> {
  const { bankDir } = readConfig(environment);
  const loaded = readBank(bankDir);
  const faults = [...loaded.faults, ...lintBank(loaded, new Date().toISOString().slice(0, 10))].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line,
  );
  const errors = faults.filter(({ severity }) => severity === "error");
  process.exitCode = errors.length === 0 ? 0 : 1;
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ faults, summary: summaryOf(loaded) }, undefined, 2)}\n`
      : `${render(bankDir, loaded, faults)}\n`,
  );
  return Promise.resolve();
}

function summaryOf({ bank, phrasings, ignored }: LoadedBank) {
  return LANGUAGES.map((language) => {
    const versions = [...bank.topics.values()].flatMap(({ versions: own }) => own[language] ?? []);
    return {
      language,
      answers: versions.length,
      reviewed: versions.filter(({ status }) => status === "reviewed").length,
      outdated: versions.filter(({ isOutdated }) => isOutdated).length,
      phrasings: phrasings.filter((row) => row.language === language).length,
      ignored: ignored.filter((row) => row.language === language).length,
    };
  });
}

function render(folder: string, loaded: LoadedBank, faults: readonly Fault[]): string {
  const { bank, phrasings } = loaded;
  const warnings = faults.filter(({ severity }) => severity === "warning");
  const errors = faults.filter(({ severity }) => severity === "error");
  const asked = new Set(phrasings.map(({ topic, language }) => `${topic}:${language}`));
  const width = Math.max(...[...bank.topics.keys()].map(({ length }) => length), 10);
  const row = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.map((cell) => cell.padStart(5)).join("")}`;
  const summary = summaryOf(loaded);
  const say = ({ file, line, severity, message }: Fault) => `${folder}/${file}:${line}: ${severity}: ${message}`;
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
        LANGUAGES.map((language) => {
          const version = versions[language];
          const status: Status =
            version === undefined
              ? asked.has(`${id}:${language}`)
                ? "phrasings only"
                : "missing"
              : version.isOutdated
                ? "outdated"
                : version.status;
          return MARK[status];
        }),
      ),
    ),
    row(
      "answers",
      summary.map(({ answers }) => String(answers)),
    ),
    row(
      "phrasings",
      summary.map(({ phrasings: count }) => String(count)),
    ),
    row(
      "ignored",
      summary.map(({ ignored }) => String(ignored)),
    ),
    Object.entries(MARK)
      .map(([status, mark]) => `${mark} ${status}`)
      .join("   "),
    "",
    `${bank.topics.size} topics, ${errors.length} errors, ${warnings.length} warnings`,
  ].join("\n");
}
