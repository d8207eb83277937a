/** Files, codecs and owning processes for the tests of what lies in SQLite. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Codec, type Database, type DatabaseOptions, openDatabase } from "../../src/store/database.ts";

const SOURCES = new URL("../../src/", import.meta.url).href;

/** Stands in for encryption: unreadable on the disk, and refuses what was sealed with another `key`. */
export function maskingCodec(key = 0x5a): Codec {
  const mask = (bytes: Uint8Array) => bytes.map((byte) => byte ^ key);
  return {
    seal: (plain) => Buffer.concat([Uint8Array.of(key), mask(new TextEncoder().encode(plain))]),
    open(sealed) {
      if (sealed[0] !== key) throw new Error("wrong key");
      return new TextDecoder().decode(mask(sealed.subarray(1)));
    },
  };
}

/** A folder that vanishes after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lotse-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database that is closed after the test, in memory unless a path is given. */
export function temporaryDatabase(options: Partial<DatabaseOptions> = {}): Database {
  const database = openDatabase({ path: ":memory:", codec: maskingCodec(), ...options });
  onTestFinished(() => database.close());
  return database;
}

/** Everything that lies in a folder, journals included. */
export function bytesIn(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));
}

/**
 * A process that opens the database at `path` and runs `script` (JavaScript; sees `database`, `store`, `createSqliteQueue`
 * and `say`). Resolves when the script has said "ready"; the process then lives until it is killed.
 */
export async function startOwner(path: string, script: string): Promise<ChildProcess> {
  const program = `
    const { openDatabase } = await import("${SOURCES}store/database.ts");
    const { createSqliteStore } = await import("${SOURCES}store/sqlite.ts");
    const { createSqliteQueue } = await import("${SOURCES}queue/sqlite.ts");
    const key = 0x5a;
    const codec = (${maskingCodec.toString()})(key);
    const database = openDatabase({ path: ${JSON.stringify(path)}, codec });
    const store = createSqliteStore(database);
    const say = (word) => process.stdout.write(word);
    setInterval(() => {}, 60_000);
    ${script}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [word] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as [unknown];
  if (String(word) !== "ready") throw new Error(`The child process ended or said ${String(word)}.`);
  return child;
}

/** `kill -9`: the process has no chance to tidy up. Resolves when it is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
