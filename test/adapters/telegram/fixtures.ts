/** Updates in the Bot API's shape, from `test/fixtures/telegram`. */
import { readFileSync } from "node:fs";
import type { BotIdentity } from "../../../adapters/telegram/words.ts";

export const BOT: BotIdentity = { id: 123_456_789, username: "lotse_bot" };

export function fixture(name: string): unknown {
  const file = new URL(`../../fixtures/telegram/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as unknown;
}
