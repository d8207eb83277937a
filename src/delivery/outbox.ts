/** What is to be sent, durably. A reply enters here as content; the invitation and the small print are added on the way in. */
import { createHash } from "node:crypto";
import type { Block, Button, Conversation, Post } from "../adapter.ts";
import { splitBlocks } from "../replying/split.ts";
import type { Queue } from "../queue/queue.ts";

/**
 * `at-least-once`: a second copy is better than none (an advisor's reply, an answer to who spoke to the bot).
 * `at-most-once`: none is better than a second copy (an unprompted answer). Where the platform drops second copies both are exactly once.
 */
export type DeliveryPromise = "at-least-once" | "at-most-once";

export type OutboxJob =
  | {
      readonly kind: "post";
      readonly post: Post;
      readonly promise: DeliveryPromise;
      /** The case that this reply belongs to: its card shows if it cannot be delivered. */
      readonly caseId?: string;
      readonly isLastPart: boolean;
    }
  /** Bring the card of a case up to date in the advisors' chat: post it, or edit it. */
  | { readonly kind: "card"; readonly caseId: string }
  | {
      readonly kind: "edit";
      readonly conversation: Conversation;
      readonly messageId: string;
      readonly blocks: readonly Block[];
      readonly buttons: readonly (readonly Button[])[];
    };

export interface Reply {
  /** The same reply always has the same id: adding it twice sends it once. */
  readonly id: string;
  readonly conversation: Conversation;
  readonly replyTo?: string;
  readonly ifReplyGone: Post["ifReplyGone"];
  readonly blocks: readonly Block[];
  readonly buttons?: readonly (readonly Button[])[];
  readonly promise: DeliveryPromise;
  readonly isSilent: boolean;
  readonly caseId?: string;
}

export interface Outbox {
  /** "duplicate" if this reply was added before. */
  reply(reply: Reply): Promise<"added" | "duplicate">;
  /** `revision` tells one update of a card from the next. */
  card(caseId: string, revision: number, advisors: Conversation): Promise<void>;
  edit(
    id: string,
    edit: {
      conversation: Conversation;
      messageId: string;
      blocks: readonly Block[];
      buttons: readonly (readonly Button[])[];
    },
  ): Promise<void>;
}

/** Discord's limit for a nonce. */
const NONCE_LENGTH = 25;

export function createOutbox(queue: Queue<OutboxJob>, textLength: (platform: string) => number): Outbox {
  return {
    async reply({ id, conversation, replyTo, ifReplyGone, blocks, buttons = [], promise, isSilent, caseId }) {
      const parts = splitBlocks(blocks, textLength(conversation.platform));
      let result: "added" | "duplicate" = "duplicate";
      for (const [i, part] of parts.entries()) {
        const isLastPart = i === parts.length - 1;
        const partId = `${id}-${i}`;
        const added = await queue.add({
          id: partId,
          orderKey: orderKey(conversation),
          payload: {
            kind: "post",
            promise,
            isLastPart,
            ...(caseId === undefined ? {} : { caseId }),
            post: {
              conversation,
              ...(replyTo === undefined ? {} : { replyTo }),
              ifReplyGone,
              blocks: part,
              buttons: isLastPart ? buttons : [],
              isSilent,
              nonce: createHash("sha256").update(partId).digest("hex").slice(0, NONCE_LENGTH),
            },
          },
        });
        if (added === "added") result = "added";
      }
      return result;
    },
    async card(caseId, revision, advisors) {
      await queue.add({
        id: `card-${caseId}-${revision}`,
        orderKey: orderKey(advisors),
        payload: { kind: "card", caseId },
      });
    },
    async edit(id, { conversation, messageId, blocks, buttons }) {
      await queue.add({
        id,
        orderKey: orderKey(conversation),
        payload: { kind: "edit", conversation, messageId, blocks, buttons },
      });
    },
  };
}

/** Platforms limit and order by chat, whatever the topic within it. */
function orderKey({ platform, chat }: Conversation): string {
  return `${platform}:${chat}`;
}
