/** How much Discord takes, and how fast. */
import type { AdapterLimits } from "../../src/adapter.ts";

/**
 * 1900 leaves room for list marks and escapes within Discord's 2000. Discord tells its limits per channel as it goes,
 * about five messages in five seconds; 50 requests a second in all.
 */
export const LIMITS: AdapterLimits = {
  textLength: 1900,
  perChatMs: 1100,
  perPlatformMs: 25,
  perGroupPerMinute: 50,
};
