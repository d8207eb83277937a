/** What the outcome of a call means for the message that was sent or edited. Pure. */
import { z } from "zod";
import type { SendResult } from "../../src/adapter.ts";
import { reasonOf } from "./api.ts";
import type { Outcome } from "./api.ts";

type Denied = Extract<Outcome, { kind: "denied" }>;

/** Where Telegram asks for a pause without saying how long. */
const DEFAULT_WAIT_MS = 5000;

const TOO_MANY_REQUESTS = 429;
const FORBIDDEN = 403;
const UNAUTHORIZED = 401;
const SERVER_FAULTS = 500;

/** The wording differs by version of the API server. */
const REPLY_GONE = /(message to be replied|replied message|reply message) not found/i;
/** A topic takes its messages with it. */
const TOPIC_GONE = /message thread not found|topic_deleted/i;
const MESSAGE_GONE = /message to edit not found|message_id_invalid/i;
const CHAT_GONE = /chat not found|peer_id_invalid|chat was deactivated|user is deactivated/i;

const SentMessage = z.object({ message_id: z.int() });

export function toSendResult(outcome: Outcome): SendResult {
  switch (outcome.kind) {
    case "done": {
      const sent = SentMessage.safeParse(outcome.result).data;
      if (sent === undefined) return { kind: "unsure", reason: "the answer names no message" };
      return { kind: "sent", messageId: String(sent.message_id) };
    }
    case "denied":
      return afterDenial(outcome);
    case "unreachable":
      return { kind: "failed", reason: outcome.reason };
    case "broken":
      return { kind: "unsure", reason: outcome.reason };
  }
}

/** Like `toSendResult`; text that was already there counts as sent. */
export function toEditResult(outcome: Outcome, messageId: string): SendResult {
  const isThere = outcome.kind === "done" || isDeniedFor(outcome, /message is not modified/i);
  return isThere ? { kind: "sent", messageId } : toSendResult(outcome);
}

/** The markup was not understood. */
export function isUnparsable(outcome: Outcome): boolean {
  return isDeniedFor(outcome, /can't parse entities/i);
}

/** The question has been deleted, or stands in another topic, which Telegram does not forgive even if asked to. */
export function isReplyGone(outcome: Outcome): boolean {
  return isDeniedFor(outcome, REPLY_GONE);
}

function isDeniedFor(outcome: Outcome, words: RegExp): boolean {
  return outcome.kind === "denied" && words.test(outcome.description);
}

function afterDenial(denied: Denied): SendResult {
  const { code, description, newChat, retryAfterMs } = denied;
  if (newChat !== undefined) return { kind: "migrated", newChat };
  if (code === TOO_MANY_REQUESTS) return { kind: "wait", ms: retryAfterMs ?? DEFAULT_WAIT_MS };
  // A refused token is the operator's to mend; the message itself is sound.
  if (code >= SERVER_FAULTS || code === UNAUTHORIZED) return { kind: "failed", reason: reasonOf(denied) };
  if (REPLY_GONE.test(description) || TOPIC_GONE.test(description)) return { kind: "gone", what: "question" };
  if (MESSAGE_GONE.test(description)) return { kind: "gone", what: "message" };
  if (code === FORBIDDEN || CHAT_GONE.test(description)) return { kind: "gone", what: "chat" };
  return { kind: "refused", reason: reasonOf(denied) };
}
