/** How long to wait before a lost connection is tried again. */
import { setTimeout as delay } from "node:timers/promises";

const FIRST_PAUSE_MS = 500;
/** Long enough to spare a platform that is down, short enough that a recovery is noticed. */
const LONGEST_PAUSE_MS = 30_000;

/** 0.5 s after the first failure in a row, then doubled up to 30 s; never shorter than what the platform asked for. */
export function pauseMs(failures: number, retryAfterMs = 0): number {
  const own = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  return Math.max(own, retryAfterMs);
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
