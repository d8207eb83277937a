/** `lotse bank sources`: writes `answers/SOURCES.md` anew from the topics and the directory. */
import { writeFileSync } from "node:fs";
import { loadBank } from "../bank/load.ts";
import { renderSources, SOURCES_FILE } from "../bank/sources.ts";
import { readConfig } from "../config.ts";

export function writeSources(environment: NodeJS.ProcessEnv): void {
  const { bankDir } = readConfig(environment);
  const file = `${bankDir}/${SOURCES_FILE}`;
  writeFileSync(file, renderSources(loadBank(bankDir)));
  process.stdout.write(`${file} written.\n`);
}
