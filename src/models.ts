/** The trained models, kept in the data folder under a hash of what they were trained from. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { ENGINE_VERSION, train, type Models, type TrainingBank, type TrainingProgress } from "./reading/train.ts";

export interface LoadedModels {
  readonly models: Models;
  readonly isFromCache: boolean;
}

/**
 * Loads the models of this bank, or trains and keeps them. A cache that cannot be read or written costs time, never the
 * start. `folder` undefined: no cache.
 */
export function loadModels(
  bank: TrainingBank,
  folder: string | undefined,
  onProgress: (progress: TrainingProgress) => void,
): LoadedModels {
  const name = `${hashOf(bank)}.bin`;
  const cached = folder === undefined ? undefined : readCache(`${folder}/${name}`);
  if (cached !== undefined) return { models: cached, isFromCache: true };
  const models = train(bank, onProgress);
  if (folder !== undefined) writeCache(folder, name, models);
  return { models, isFromCache: false };
}

function hashOf(bank: TrainingBank): string {
  return createHash("sha256").update(`${ENGINE_VERSION}\n`).update(JSON.stringify(bank)).digest("hex").slice(0, 32);
}

/** Layout: SHA-256 of the rest, then the models as V8's structured clone. */
function readCache(file: string): Models | undefined {
  try {
    const bytes = readFileSync(file);
    const body = bytes.subarray(32);
    if (!createHash("sha256").update(body).digest().equals(bytes.subarray(0, 32))) return undefined;
    return deserialize(body) as Models;
  } catch {
    return undefined;
  }
}

function writeCache(folder: string, name: string, models: Models): void {
  try {
    mkdirSync(folder, { recursive: true });
    const body = serialize(models);
    const temporary = `${folder}/${name}.${process.pid}.tmp`;
    writeFileSync(temporary, Buffer.concat([createHash("sha256").update(body).digest(), body]));
    renameSync(temporary, `${folder}/${name}`);
    for (const other of readdirSync(folder))
      if (other.endsWith(".bin") && other !== name) rmSync(`${folder}/${other}`, { force: true });
  } catch {
    // A full or read-only disk: the next start trains again.
  }
}
