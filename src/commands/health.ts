/** Whether the running bot still works: it touches a file every few seconds. */
import { statSync } from "node:fs";
import { readConfig } from "../config.ts";

export const ALIVE_EVERY_MS = 10_000;
/** Several beats missed, so that a slow disk is no alarm. */
const DEAD_AFTER_MS = 60_000;

export function aliveFile(dataDir: string): string {
  return `${dataDir}/alive`;
}

export function health(environment: NodeJS.ProcessEnv): void {
  const { dataDir } = readConfig(environment);
  const age = ageOf(aliveFile(dataDir));
  const isWell = age !== undefined && age < DEAD_AFTER_MS;
  process.stdout.write(
    isWell
      ? "well\n"
      : `not well: ${age === undefined ? "not started with this DATA_DIR" : `last sign of life ${Math.round(age / 1000)} s ago`}\n`,
  );
  process.exitCode = isWell ? 0 : 1;
}

function ageOf(file: string): number | undefined {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}
