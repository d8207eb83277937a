/**
 * Long polling. An update is confirmed by the `offset` of a later getUpdates, so it is confirmed only after `accept` has
 * resolved for it; when `accept` rejects, the same update is fetched again after a pause. telegraf's own loop confirms
 * a batch whatever became of it and ends at the first 409, which is why this one exists.
 */
import { z } from "zod";
import type { Log } from "../../src/log.ts";
import type { Call, Outcome } from "./api.ts";
import { reasonOf } from "./api.ts";
import { pause, pauseMs } from "./pause.ts";
import { ALLOWED_UPDATES } from "./update.ts";

export interface Polling {
  readonly call: Call;
  /** Takes one update. Rejects if it could not be taken. */
  readonly accept: (update: unknown) => Promise<void>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Seconds that Telegram may hold an empty answer back. */
const HOLD_S = 30;
/** After this the connection is taken for dead. */
const POLL_TIMEOUT_MS = (HOLD_S + 10) * 1000;
const CALL_TIMEOUT_MS = 20_000;
/** The last confirmation must not hold up the stop; without it the updates only come twice. */
const FAREWELL_TIMEOUT_MS = 1500;

/** Another poller, or a webhook that came back. */
const CONFLICT = 409;

const Updates = z.array(z.looseObject({ update_id: z.int() }));

/** Polls until `signal` aborts. Never rejects: lost connections are re-made with growing pauses. */
export async function poll({ call, accept, log, signal }: Polling): Promise<void> {
  let failures = 0;
  let isWebhookSet = true;
  /** The first update that is not yet accepted. Ids start anew after a silent week, so an empty answer clears it. */
  let next: number | undefined;
  let confirmed: number | undefined;

  const fail = async (event: string, facts: { reason?: string }, retryAfterMs?: number): Promise<void> => {
    failures += 1;
    const ms = pauseMs(failures, retryAfterMs);
    log.warn(event, { ...facts, failures, pauseMs: ms });
    await pause(ms, signal);
  };

  while (!signal.aborted) {
    if (isWebhookSet) {
      const removed = await call("deleteWebhook", {}, { timeoutMs: CALL_TIMEOUT_MS, signal });
      if (signal.aborted) break;
      if (removed.kind !== "done") {
        await fail("telegram.webhook_not_removed", { reason: reasonOf(removed) }, retryAfter(removed));
        continue;
      }
      isWebhookSet = false;
    }

    confirmed = next;
    const answer = await call("getUpdates", request(next, HOLD_S), {
      timeoutMs: POLL_TIMEOUT_MS,
      signal,
    });
    if (answer.kind !== "done") {
      if (signal.aborted) break;
      isWebhookSet = answer.kind === "denied" && answer.code === CONFLICT;
      await fail("telegram.poll_failed", { reason: reasonOf(answer) }, retryAfter(answer));
      continue;
    }
    const updates = Updates.safeParse(answer.result).data;
    if (updates === undefined) {
      await fail("telegram.poll_failed", { reason: "the answer is no list of updates" });
      continue;
    }
    if (updates.length === 0) next = undefined;

    const accepted = await acceptAll(updates);
    if (accepted) failures = 0;
    else await fail("telegram.event_not_accepted", {});
  }

  if (next !== undefined && next !== confirmed) {
    const unhurried = new AbortController().signal;
    await call("getUpdates", { ...request(next, 0), limit: 1 }, { timeoutMs: FAREWELL_TIMEOUT_MS, signal: unhurried });
  }

  async function acceptAll(updates: z.infer<typeof Updates>): Promise<boolean> {
    for (const update of updates) {
      if (signal.aborted) return true;
      try {
        await accept(update);
      } catch {
        next = update.update_id;
        return false;
      }
      next = update.update_id + 1;
    }
    return true;
  }
}

function request(offset: number | undefined, timeout: number): object {
  return { timeout, allowed_updates: ALLOWED_UPDATES, ...(offset === undefined ? {} : { offset }) };
}

function retryAfter(outcome: Outcome): number | undefined {
  return outcome.kind === "denied" ? outcome.retryAfterMs : undefined;
}
