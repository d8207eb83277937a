/** The first calls: who we are, and what we are called by. */
import { z } from "zod";
import { LotseError } from "../../src/errors.ts";
import type { Log } from "../../src/log.ts";
import { reasonOf } from "./api.ts";
import type { Call, Outcome } from "./api.ts";
import { pause, pauseMs } from "./pause.ts";
import { ALLOWED_UPDATES } from "./update.ts";
import type { WebhookOptions } from "./webhook.ts";
import type { BotIdentity } from "./words.ts";

interface Connection {
  readonly call: Call;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 20_000;

/** What Telegram answers to a token it does not know, or that does not look like one. */
const TOKEN_REFUSALS: ReadonlySet<number> = new Set([401, 404]);
const BAD_REQUEST = 400;

/** Shown when somebody types a slash. */
const COMMANDS = [
  { command: "lotse", description: "Ask about recognition in Germany; settings for admins" },
  { command: "help", description: "What I can do" },
  { command: "privacy", description: "What is stored, and your rights" },
] as const;

const Me = z.object({
  id: z.int(),
  username: z.string(),
  can_read_all_group_messages: z.boolean().optional(),
});

/**
 * Asks until Telegram answers; undefined if `signal` aborts first.
 * Rejects with `CREDENTIALS_REFUSED` when the token is refused.
 */
export async function identify({ call, log, signal }: Connection): Promise<BotIdentity | undefined> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    const outcome = await call("getMe", {}, { timeoutMs: TIMEOUT_MS, signal });
    const me = outcome.kind === "done" ? Me.safeParse(outcome.result).data : undefined;
    if (me !== undefined) {
      log.info("telegram.connected", { readsAllGroupMessages: me.can_read_all_group_messages });
      return { id: me.id, username: me.username };
    }
    if (outcome.kind === "denied" && TOKEN_REFUSALS.has(outcome.code)) {
      throw new LotseError("CREDENTIALS_REFUSED", `Telegram refused the bot token (${outcome.code}).`, {
        hint: "Copy the token anew from @BotFather (/mybots, API Token); it looks like 123456:ABC-DEF.",
      });
    }
    await rest(failures, outcome, { call, log, signal }, "telegram.unreachable");
  }
  return undefined;
}

/** Rejects with `PLATFORM_REFUSED` if Telegram does not take the address. Tries again for as long as it is unreachable. */
export async function setWebhook(
  { url }: WebhookOptions,
  secret: string,
  { call, log, signal }: Connection,
): Promise<void> {
  const params = { url, secret_token: secret, allowed_updates: ALLOWED_UPDATES };
  for (let failures = 1; !signal.aborted; failures += 1) {
    const outcome = await call("setWebhook", params, { timeoutMs: TIMEOUT_MS, signal });
    if (outcome.kind === "done") return;
    if (outcome.kind === "denied" && outcome.code === BAD_REQUEST) {
      throw new LotseError("PLATFORM_REFUSED", `Telegram refused the webhook: ${outcome.description}`, {
        hint: "The address must be https, reachable from outside, on port 443, 80, 88 or 8443.",
      });
    }
    await rest(failures, outcome, { call, log, signal }, "telegram.webhook_not_set");
  }
}

/** Tells Telegram the commands to offer. Best effort: the bot understands them in any case. */
export async function announceCommands({ call, log, signal }: Connection): Promise<void> {
  const outcome = await call("setMyCommands", { commands: COMMANDS }, { timeoutMs: TIMEOUT_MS, signal });
  if (outcome.kind !== "done" && !signal.aborted) {
    log.warn("telegram.commands_not_set", { reason: reasonOf(outcome) });
  }
}

async function rest(failures: number, outcome: Outcome, { log, signal }: Connection, event: string): Promise<void> {
  if (signal.aborted) return;
  const ms = pauseMs(failures, outcome.kind === "denied" ? outcome.retryAfterMs : undefined);
  const reason = outcome.kind === "done" ? "the answer has an unknown shape" : reasonOf(outcome);
  log.warn(event, { reason, failures, pauseMs: ms });
  await pause(ms, signal);
}
