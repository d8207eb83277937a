/**
 * The door: decides in memory which events are worth keeping, and puts those into the durable inbox. Chatter dies here,
 * unstored. An event is accepted once it is in the queue; from then on it is not lost.
 */
import type { ChatEvent, Conversation } from "../adapter.ts";
import { isAdvisorsChat } from "../cases/cases.ts";
import { errorFacts, type Log } from "../log.ts";
import type { Queue } from "../queue/queue.ts";
import type { Reader } from "../reading/read.ts";
import type { Spaces } from "../spaces/settings.ts";

export interface InboxDeps {
  readonly queue: Queue<ChatEvent>;
  readonly reader: Reader;
  readonly spaces: Spaces;
  readonly advisors: Conversation | undefined;
}

/** Conversations that are read at the same time. */
const CONCURRENCY = 8;

/** For `Adapter.start`: resolves when the event is safe or has been found to be nobody's business. */
export function createDoor({ queue, reader, spaces, advisors }: InboxDeps): (event: ChatEvent) => Promise<void> {
  const isWanted = async (event: ChatEvent): Promise<boolean> => {
    if (event.kind !== "message") return true;
    // The advisors talk among themselves; only what replies to a card or speaks to the bot is meant for it.
    if (isAdvisorsChat(event.conversation, advisors)) return event.replyTo?.isOurs === true;
    if (event.isAddressed || event.isPrivate) return true;
    const { listen } = await spaces.get(event.conversation);
    return listen === "all" && reader.isWorthReading(event.text);
  };
  return async (event) => {
    if (!(await isWanted(event))) return;
    await queue.add({ id: event.id, orderKey: orderKeyOf(event), payload: event });
  };
}

/** Starts working through the inbox; returns how to stop. */
export function workInbox(
  queue: Queue<ChatEvent>,
  handle: (event: ChatEvent) => Promise<void>,
  log: Log,
): () => Promise<void> {
  return queue.process(
    async (job) => {
      try {
        await handle(job.payload);
        return { kind: "done" };
      } catch (error) {
        const facts = errorFacts(error);
        log.error("event.failed", { kind: job.payload.kind, attempt: job.attempt, ...facts });
        return { kind: "failed", reason: facts.error };
      }
    },
    { concurrency: CONCURRENCY },
  );
}

function orderKeyOf({ conversation }: ChatEvent): string {
  return `${conversation.platform}:${conversation.chat}`;
}
