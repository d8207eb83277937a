/** The installation's secret key. It lies apart from the database, so that one without the other says nothing. */
import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { LotseError } from "../errors.ts";

export interface Keys {
  /** AES-256 key for free text. */
  readonly seal: Buffer;
  /** HMAC key for the ids of people. */
  readonly pseudonym: Buffer;
}

const KEY_BYTES = 32;
/** 32 bytes as hex or base64. */
const HEX = /^[0-9a-f]{64}$/iu;

/** Reads the key file, or makes one that only its owner can read. */
export function loadKeys(file: string): Keys {
  let content: string;
  try {
    content = readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unreadable(file, error);
    content = randomBytes(KEY_BYTES).toString("hex");
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, `${content}\n`, { mode: 0o600, flag: "wx" });
    } catch (cause) {
      throw unreadable(file, cause);
    }
  }
  const secret = HEX.test(content) ? Buffer.from(content, "hex") : Buffer.from(content, "base64");
  if (secret.length !== KEY_BYTES) {
    throw new LotseError("CONFIG_INVALID", `The key file ${file} does not hold a key.`, {
      hint: "It holds 64 hex digits (openssl rand -hex 32). Without the old key, what is stored can no longer be read.",
    });
  }
  return deriveKeys(secret);
}

/** For conversations that are kept in memory only. */
export function createThrowawayKeys(): Keys {
  return deriveKeys(randomBytes(KEY_BYTES));
}

function deriveKeys(secret: Buffer): Keys {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", secret, createHash("sha256").update("lotse").digest(), purpose, KEY_BYTES));
  return { seal: derive("seal"), pseudonym: derive("pseudonym") };
}

function unreadable(file: string, cause: unknown): LotseError {
  return new LotseError("CONFIG_INVALID", `The key file ${file} can be neither read nor made.`, {
    hint: "Set KEY_FILE to a place that Lotse may write, outside of the data folder.",
    cause,
  });
}
