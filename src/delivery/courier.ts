/** Takes what is in the outbox to the platforms, paced, and keeps each delivery's promise through failures and crashes. */
import type { Adapter, Conversation, SendResult } from "../adapter.ts";
import type { Log } from "../log.ts";
import type { Job, JobOutcome, Queue } from "../queue/queue.ts";
import type { OutboxJob } from "./outbox.ts";
import type { Pacing } from "./pacing.ts";

export interface CourierDeps {
  readonly queue: Queue<OutboxJob>;
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly pacing: Pacing;
  readonly cards: Cards;
  readonly onMigrated: (conversation: Conversation, newChat: string) => Promise<void>;
  readonly log: Log;
}

/** What the courier asks of the cases. */
export interface Cards {
  /** Posts or edits the card of a case as the case stands now. */
  deliver(caseId: string, send: CardSend): Promise<SendResult | undefined>;
  /** A reply of a case can never arrive. */
  undeliverable(caseId: string, reason: string): Promise<void>;
}

export interface CardSend {
  adapter(platform: string): Adapter | undefined;
  paced(conversation: Conversation, send: () => Promise<SendResult>): Promise<SendResult>;
}

/** Chats that are served at the same time. */
const CONCURRENCY = 16;
const MAX_ATTEMPTS = 10;
/** Note on a job: the request may have left, its answer was not seen. */
const SENDING = "sending";

/** Starts delivering; returns how to stop. */
export function startCourier(deps: CourierDeps): () => Promise<void> {
  const { queue, adapters, pacing, cards, onMigrated, log } = deps;

  const outcomeOf = async (
    job: Job<OutboxJob>,
    result: SendResult,
    conversation: Conversation,
  ): Promise<JobOutcome> => {
    const { payload } = job;
    const isPost = payload.kind === "post";
    switch (result.kind) {
      case "sent":
        return { kind: "done" };
      case "wait":
        if (isPost) await job.note(SENDING, "");
        return { kind: "later", delayMs: result.ms };
      case "failed":
        if (isPost) await job.note(SENDING, "");
        return { kind: "failed", reason: result.reason };
      case "unsure":
        if (isPost && isLostRatherThanDoubled(payload, adapters.get(conversation.platform))) {
          log.warn("post.unsure", { platform: conversation.platform });
          return { kind: "done" };
        }
        return { kind: "failed", reason: result.reason };
      case "migrated":
        await onMigrated(conversation, result.newChat);
        if (isPost) await job.note(SENDING, "");
        await job.note("chat", result.newChat);
        return { kind: "later", delayMs: 0 };
      case "gone":
      case "refused": {
        const reason = result.kind === "gone" ? result.what : result.reason;
        log.warn("post.undeliverable", { platform: conversation.platform, reason });
        if (isPost && payload.caseId !== undefined) await cards.undeliverable(payload.caseId, reason);
        return result.kind === "gone" ? { kind: "done" } : { kind: "dead", reason };
      }
    }
  };

  const handle = async (job: Job<OutboxJob>): Promise<JobOutcome> => {
    const { payload } = job;
    if (payload.kind === "card") {
      let conversation: Conversation | undefined;
      const result = await cards.deliver(payload.caseId, {
        adapter: (platform) => adapters.get(platform),
        paced: (where, send) => {
          conversation = where;
          return pacing.schedule(where, send);
        },
      });
      return result === undefined || conversation === undefined
        ? { kind: "done" }
        : outcomeOf(job, result, conversation);
    }
    const addressed = payload.kind === "post" ? payload.post.conversation : payload.conversation;
    const conversation = { ...addressed, chat: job.notes["chat"] ?? addressed.chat };
    const adapter = adapters.get(conversation.platform);
    if (adapter === undefined) return { kind: "dead", reason: `not connected to ${conversation.platform}` };
    if (payload.kind === "edit") {
      const { messageId, blocks, buttons } = payload;
      return outcomeOf(
        job,
        await pacing.schedule(conversation, () => adapter.edit({ conversation, messageId, blocks, buttons })),
        conversation,
      );
    }
    const result = await pacing.schedule(conversation, async (): Promise<SendResult> => {
      if (isLostRatherThanDoubled(payload, adapter)) {
        if ((job.notes[SENDING] ?? "") !== "") return { kind: "unsure", reason: "stopped while sending" };
        await job.note(SENDING, "yes");
      }
      return adapter.send({ ...payload.post, conversation });
    });
    return outcomeOf(job, result, conversation);
  };

  return queue.process(
    async (job) => {
      const outcome = await handle(job);
      if (outcome.kind === "dead" || (outcome.kind === "failed" && job.attempt >= MAX_ATTEMPTS)) {
        if (job.payload.kind === "post" && job.payload.caseId !== undefined)
          await cards.undeliverable(job.payload.caseId, outcome.reason);
      }
      return outcome;
    },
    { concurrency: CONCURRENCY, maxAttempts: MAX_ATTEMPTS },
  );
}

function isLostRatherThanDoubled(job: OutboxJob, adapter: Adapter | undefined): boolean {
  return job.kind === "post" && job.promise === "at-most-once" && adapter?.isDeduplicating !== true;
}
