/** Lotse as its users run it: a process of its own, that can be killed and started again on the same data. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { MODELS_FOLDER } from "../setup/models.ts";

export interface LotseProcess {
  /** Resolves when all platforms are connected. */
  start(): Promise<void>;
  /** As the kernel does it when memory runs out: no warning, nothing is tidied up. */
  kill(): Promise<void>;
  /** A polite end, as `docker stop` does it; the exit code. */
  stop(): Promise<number | null>;
  /** Everything it has written to standard error. */
  readonly log: () => string;
  readonly dataDir: string;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

const START_TIMEOUT_MS = 25_000;

export function createLotseProcess(environment: Readonly<Record<string, string>>): LotseProcess {
  const folder = mkdtempSync(join(tmpdir(), "lotse-test-"));
  const dataDir = join(folder, "data");
  cpSync(MODELS_FOLDER, join(dataDir, "models"), { recursive: true });
  let child: ChildProcess | undefined;
  let log = "";

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null)
      return running?.exitCode ?? null;
    const exited = once(running, "exit");
    running.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  };

  return {
    dataDir,
    log: () => log,
    async start() {
      const running = spawn(
        process.execPath,
        ["--import", resolve("test/setup/loopback-only.ts"), "src/lotse.mjs", "start"],
        {
          env: {
            PATH: process.env["PATH"],
            DATA_DIR: dataDir,
            KEY_FILE: join(folder, "keys", "lotse.key"),
            ...environment,
          },
          stdio: ["ignore", "ignore", "pipe"],
        },
      );
      child = running;
      const before = log.length;
      const ready = new Promise<void>((resolveReady, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`Lotse did not start:\n${log.slice(before)}`)),
          START_TIMEOUT_MS,
        );
        running.stderr?.on("data", (chunk: Buffer) => {
          log += chunk.toString();
          if (!log.slice(before).includes('"event":"started"')) return;
          clearTimeout(timer);
          resolveReady();
        });
        running.once("exit", (code) => {
          clearTimeout(timer);
          reject(new Error(`Lotse ended with ${code}:\n${log.slice(before)}`));
        });
      });
      await ready;
    },
    async kill() {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
    async dispose() {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
