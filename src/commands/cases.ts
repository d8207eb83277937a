/** `lotse cases`: looks into the store of a bot that may be running; changes nothing. */
import { existsSync } from "node:fs";
import { CASES } from "../cases/case.ts";
import type { Case } from "../cases/case.ts";
import { caseNumber } from "../cases/card.ts";
import { readConfig } from "../config.ts";
import { LotseError } from "../errors.ts";
import { DATABASE_FILE } from "../main.ts";
import { loadKeys } from "../privacy/keys.ts";
import { createCodec } from "../privacy/seal.ts";
import { openDatabase } from "../store/database.ts";
import { createSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";

const MAX_LIMIT = 10_000;
/** Characters of a question in the list. */
const EXCERPT = 60;

export async function listCases(
  environment: NodeJS.ProcessEnv,
  options: { state?: string; limit: string; after?: string; json?: boolean },
): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new LotseError("USAGE", `--limit takes a whole number from 1 to ${MAX_LIMIT}, not "${options.limit}".`);
  await withStore(environment, async ({ documents }) => {
    const found = await documents.list<Case>(CASES, {
      limit,
      ...(options.state === undefined ? {} : { tag: options.state }),
      ...(options.after === undefined ? {} : { after: options.after }),
    });
    const cases = found.map(({ value }) => value);
    if (options.json === true) {
      for (const item of cases) process.stdout.write(`${JSON.stringify(item)}\n`);
      return;
    }
    if (cases.length === 0) process.stdout.write("No cases.\n");
    for (const item of cases) {
      const day = new Date(item.createdAt).toISOString().slice(0, 16).replace("T", " ");
      const question = item.question.replaceAll(/\s+/gu, " ");
      const excerpt = question.length > EXCERPT ? `${question.slice(0, EXCERPT)}…` : question;
      process.stdout.write(
        `${caseNumber(item)}  ${day}  ${item.state.padEnd(8)}  ${item.language}  ${item.reason.padEnd(22)}  ${excerpt}\n`,
      );
    }
    if (cases.length === limit) process.stdout.write(`More: --after ${cases.at(-1)?.id}\n`);
  });
}

export async function showCase(environment: NodeJS.ProcessEnv, id: string, options: { json?: boolean }): Promise<void> {
  await withStore(environment, async ({ documents }) => {
    const wanted = id.replace(/^#/u, "");
    const [found] = await documents.list<Case>(CASES, { limit: 1, after: before(wanted) });
    const item = found?.value;
    if (item === undefined || !item.id.startsWith(wanted))
      throw new LotseError("USAGE", `There is no case ${id}.`, { hint: "`npm run lotse -- cases list` shows them." });
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify(item, undefined, 2)}\n`);
      return;
    }
    const lines = [
      `${caseNumber(item)} (${item.id})`,
      `state        ${item.state}${item.holder === undefined ? "" : `, ${item.holder.name}`}${item.failure === undefined ? "" : `, ${item.failure}`}`,
      `reason       ${item.reason}`,
      `language     ${item.language}`,
      `where        ${item.origin.conversation.platform}:${item.origin.conversation.chat} ${item.origin.title ?? ""} ${item.origin.link ?? ""}`.trimEnd(),
      `mentions     ${Object.values(item.mentions).join(", ") || "-"}`,
      `flags        ${item.flags.join(", ") || "-"}`,
      `question     ${item.question}`,
      ...item.suggestions.map(
        (suggestion, i) =>
          `suggestion ${i + 1} ${"myth" in suggestion ? `correction of ${suggestion.myth}` : suggestion.topic} (${Math.round(suggestion.confidence * 100)} %)`,
      ),
      ...item.why.map((why) => `why          ${why}`),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  });
}

async function withStore(environment: NodeJS.ProcessEnv, work: (store: Store) => Promise<void>): Promise<void> {
  const { dataDir, keyFile } = readConfig(environment);
  const path = `${dataDir}/${DATABASE_FILE}`;
  if (!existsSync(path))
    throw new LotseError("STORE_UNREADABLE", `There is no database in ${dataDir} yet.`, {
      hint: "It is made by `npm start`; set DATA_DIR if it lies elsewhere.",
    });
  const database = openDatabase({ path, isReadOnly: true, codec: createCodec(loadKeys(keyFile).seal) });
  try {
    await work(createSqliteStore(database));
  } finally {
    await database.close();
  }
}

/** The greatest id that sorts before every id that begins with this. */
function before(start: string): string {
  const last = start.charCodeAt(start.length - 1);
  return start === "" ? "" : `${start.slice(0, -1)}${String.fromCharCode(last - 1)}\uFFFF`;
}
