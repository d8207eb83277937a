/** Pauses between the tries of something that failed. */
import { setTimeout as delay } from "node:timers/promises";

export interface Pauses {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** The pause after so many failures in a row: `firstMs`, then doubled up to `longestMs`. */
export function pauseMs(failures: number, { firstMs, longestMs }: Pauses): number {
  return Math.min(longestMs, firstMs * 2 ** (failures - 1));
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
