/** How much Telegram takes, and how fast. */
import type { AdapterLimits } from "../../src/adapter.ts";

/** https://core.telegram.org/bots/faq: one a second per chat, 20 a minute per group, 30 a second in all; a little below. */
export const LIMITS: AdapterLimits = {
  textLength: 4096,
  perChatMs: 1000,
  perPlatformMs: 40,
  perGroupPerMinute: 18,
};
