/** Answers to interactions. Discord shows "did not respond" to the person unless it hears from us within 3 seconds. */
import type { Log } from "../../src/log.ts";
import { CONTENT_LENGTH, SUPPRESS_EMBEDS } from "./encode.ts";
import { toMarkdown } from "./markup.ts";
import { reasonOf } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { pause } from "./pause.ts";
import { parseReceipt } from "./receipt.ts";
import type { Receipt } from "./receipt.ts";
import type { Call, Request } from "./rest.ts";

export interface Interactions {
  /** Tells Discord that the press or command has arrived. Never rejects. */
  arrive(receipt: string): Promise<void>;
  /** See `Adapter.acknowledge`. Never rejects. */
  finish(receipt: string, toast: string | undefined): Promise<void>;
}

/** Types of a callback: a note "is thinking" that only the person sees, and nothing to be seen. */
const DEFERRED_MESSAGE = 5;
const DEFERRED_UPDATE = 6;
const EPHEMERAL = 1 << 6;

const ALREADY_ACKNOWLEDGED = 40_060;
/** The first answer of another process has not reached Discord yet. */
const UNKNOWN_WEBHOOK = 10_015;

const TRIES = 3;
const BETWEEN_TRIES_MS = 300;
/** Past this a toast comes too late to be understood. */
const LONGEST_WAIT_MS = 3000;
/** Characters of the text: a toast is read in passing, a command's note may be a whole page. */
const TOAST_LENGTH = 200;
const NOTE_LENGTH = 1900;

export function createInteractions(call: Call, log: Log, signal: AbortSignal): Interactions {
  const arriving = new Map<string, Promise<void>>();

  async function tell(event: string, request: Request): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await call({ ...request, isAuthorized: false });
      const waitMs = waitBeforeNext(outcome);
      if (waitMs === undefined || tries === TRIES || signal.aborted) {
        if (!isSettled(outcome)) log.warn(event, { reason: reasonOf(outcome), tries });
        return;
      }
      await pause(waitMs, signal);
    }
  }

  async function arrive(text: string): Promise<void> {
    const receipt = parseReceipt(text);
    if (receipt === undefined) return;
    const { interaction, token } = receipt;
    const body =
      receipt.kind === "command" ? { type: DEFERRED_MESSAGE, data: { flags: EPHEMERAL } } : { type: DEFERRED_UPDATE };
    const arrival = tell("discord.interaction_not_deferred", {
      method: "POST",
      route: `/interactions/${interaction}/${encodeURIComponent(token)}/callback`,
      body,
    });
    arriving.set(text, arrival);
    await arrival;
    arriving.delete(text);
  }

  async function finish(text: string, toast: string | undefined): Promise<void> {
    const receipt = parseReceipt(text);
    if (receipt === undefined) {
      log.warn("discord.unknown_receipt");
      return;
    }
    const request = lastWord(receipt, toast);
    if (request === undefined) return;
    await arriving.get(text);
    await tell("discord.interaction_not_answered", request);
  }

  return { arrive, finish };
}

/** A press needs none; a command shows "is thinking" until its note is filled or taken away. */
function lastWord({ kind, application, token }: Receipt, toast: string | undefined): Request | undefined {
  const webhook = `/webhooks/${application}/${encodeURIComponent(token)}` as const;
  const note = `${webhook}/messages/@original` as const;
  if (toast === undefined) {
    return kind === "press" ? undefined : { method: "DELETE", route: note };
  }
  const text = Array.from(toast)
    .slice(0, kind === "press" ? TOAST_LENGTH : NOTE_LENGTH)
    .join("");
  const content = toMarkdown([{ kind: "paragraph", children: [{ kind: "text", text }] }], CONTENT_LENGTH);
  const body = { content, allowed_mentions: { parse: [] }, flags: SUPPRESS_EMBEDS };
  return kind === "press"
    ? { method: "POST", route: webhook, body: { ...body, flags: SUPPRESS_EMBEDS | EPHEMERAL } }
    : { method: "PATCH", route: note, body };
}

function isSettled(outcome: Outcome): outcome is Extract<Outcome, { kind: "done" }> {
  return outcome.kind === "done" || (outcome.kind === "denied" && outcome.code === ALREADY_ACKNOWLEDGED);
}

/** Undefined if another try is of no use. */
function waitBeforeNext(outcome: Outcome): number | undefined {
  switch (outcome.kind) {
    case "done":
      return undefined;
    case "denied":
      return outcome.status >= 500 || outcome.code === UNKNOWN_WEBHOOK ? BETWEEN_TRIES_MS : undefined;
    case "limited":
      return outcome.ms <= LONGEST_WAIT_MS ? outcome.ms : undefined;
    case "unreachable":
    case "broken":
      return BETWEEN_TRIES_MS;
  }
}
