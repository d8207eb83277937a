/** People as keyed hashes: the same person is recognised again, and nobody without the key can tell who it is. */
import { createHmac } from "node:crypto";

export type Pseudonym = (platform: string, personId: string) => string;

/** 32 hex digits of HMAC-SHA256. */
export function createPseudonym(key: Uint8Array): Pseudonym {
  return (platform, personId) => createHmac("sha256", key).update(`${platform}:${personId}`).digest("hex").slice(0, 32);
}
