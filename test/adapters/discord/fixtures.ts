/** Dispatches in the gateway's shape, from `test/fixtures/discord`. */
import { readFileSync } from "node:fs";
import type { Packet } from "../../../adapters/discord/payloads.ts";
import type { BotIdentity } from "../../../adapters/discord/words.ts";

export const BOT: BotIdentity = { id: "100000000000000001", roles: new Set(["400000000000000001"]) };

export function fixture(name: string): Packet {
  const file = new URL(`../../fixtures/discord/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Packet;
}
