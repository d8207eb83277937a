/** What became of a request, and what that means for the message that was sent or edited. Pure. */
import { z } from "zod";
import type { SendResult } from "../../src/adapter.ts";

export type Outcome =
  | { readonly kind: "done"; readonly body: unknown }
  /** Answered with an error; `code` is Discord's own, absent where something in between answered. */
  | {
      readonly kind: "denied";
      readonly status: number;
      readonly code?: number;
      /** Names of the body's fields that Discord complains of. */
      readonly fields: readonly string[];
    }
  /** Not carried out: Discord asks for a pause, or would. */
  | { readonly kind: "limited"; readonly ms: number }
  /** The request was never written. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** The connection broke after that: carried out, or not. */
  | { readonly kind: "broken"; readonly reason: string };

type Denied = Extract<Outcome, { kind: "denied" }>;

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
const UNKNOWN_MESSAGE = 10_008;
const INVALID_FORM = 50_035;
const THREAD_ARCHIVED = 50_083;
const CHAT_GONE: ReadonlySet<number> = new Set([
  10_003, // unknown channel
  10_004, // unknown guild
  50_001, // missing access
  50_007, // this person takes no messages from the bot
  50_008, // not a channel for text
  50_013, // missing permissions
  THREAD_ARCHIVED,
  160_002, // may not read the history, so may not reply
  160_005, // thread is locked
]);

const UNAUTHORIZED = 401;
const SERVER_FAULTS = 500;

const SentMessage = z.object({ id: z.string().min(1) });

/** Short, and without the request's content. */
export function reasonOf(outcome: Exclude<Outcome, { kind: "done" }>): string {
  switch (outcome.kind) {
    case "denied": {
      const { status, code, fields } = outcome;
      const details = [...(code === undefined ? [] : [code]), ...fields].join(", ");
      return details === "" ? `Discord answered ${status}` : `Discord answered ${status} (${details})`;
    }
    case "limited":
      return `Discord asks to wait ${outcome.ms} ms`;
    case "unreachable":
    case "broken":
      return outcome.reason;
  }
}

export function toSendResult(outcome: Outcome): SendResult {
  return toResult(outcome, "question");
}

/** A message that is not there any more cannot be edited. */
export function toEditResult(outcome: Outcome): SendResult {
  return toResult(outcome, "message");
}

/** The thread has been put away; whoever may write in it may also bring it back, unless it is locked. */
export function isArchived(outcome: Outcome): boolean {
  return outcome.kind === "denied" && outcome.code === THREAD_ARCHIVED;
}

function toResult(outcome: Outcome, missing: "question" | "message"): SendResult {
  switch (outcome.kind) {
    case "done": {
      const sent = SentMessage.safeParse(outcome.body).data;
      if (sent === undefined) return { kind: "unsure", reason: "the answer names no message" };
      return { kind: "sent", messageId: sent.id };
    }
    case "denied":
      return afterDenial(outcome, missing);
    case "limited":
      return { kind: "wait", ms: outcome.ms };
    case "unreachable":
      return { kind: "failed", reason: outcome.reason };
    case "broken":
      return { kind: "unsure", reason: outcome.reason };
  }
}

function afterDenial(denied: Denied, missing: "question" | "message"): SendResult {
  const { status, code, fields } = denied;
  const reason = reasonOf(denied);
  // A refused token is the operator's to mend, and an answer without a code is not Discord's own.
  if (status >= SERVER_FAULTS || status === UNAUTHORIZED || code === undefined) {
    return { kind: "failed", reason };
  }
  if (code === UNKNOWN_MESSAGE) return { kind: "gone", what: missing };
  if (code === INVALID_FORM && fields.includes("message_reference")) {
    return { kind: "gone", what: "question" };
  }
  if (CHAT_GONE.has(code)) return { kind: "gone", what: "chat" };
  return { kind: "refused", reason };
}
