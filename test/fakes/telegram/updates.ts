/** The queue of updates, and the two ways out of it: long polling and the webhook. */
import { ApiFault } from "./types.ts";
import type { FakeUpdate } from "./types.ts";

export interface PollRequest {
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly allowed_updates?: readonly string[] | undefined;
}

export interface WebhookState {
  readonly url: string;
  readonly secret: string | undefined;
}

export interface Updates {
  /** Queues an update, unless its kind is not allowed. */
  push(kind: string, content: unknown): void;
  /** Answers now or when something arrives; `gone` aborts when the asker has hung up. */
  poll(request: PollRequest, gone: AbortSignal): Promise<readonly FakeUpdate[]>;
  setWebhook(webhook: WebhookState | undefined, allowed: readonly string[] | undefined): void;
  readonly webhook: WebhookState | undefined;
  readonly allowed: readonly string[];
  pending(): readonly FakeUpdate[];
  /** Status codes that the webhook answered, in order. */
  readonly deliveries: readonly number[];
  close(): void;
}

const NOT_BY_DEFAULT: ReadonlySet<string> = new Set(["chat_member", "message_reaction", "message_reaction_count"]);
/** Telegram waits longer; tests need not. */
const RETRY_PAUSE_MS = 40;
const FIRST_UPDATE_ID = 700_000_001;

export function createUpdates(): Updates {
  let queue: readonly FakeUpdate[] = [];
  let allowed: readonly string[] = [];
  let webhook: WebhookState | undefined;
  let nextId = FIRST_UPDATE_ID;
  let isDelivering = false;
  let isClosed = false;
  const deliveries: number[] = [];
  /** Ends the poll that waits: with what is there, or with 409 in favour of another. */
  let waiting: { readonly wake: () => void; readonly refuse: (fault: ApiFault) => void } | undefined;

  function push(kind: string, content: unknown): void {
    const isAllowed = allowed.length === 0 ? !NOT_BY_DEFAULT.has(kind) : allowed.includes(kind);
    if (!isAllowed) return;
    queue = [...queue, { update_id: nextId, [kind]: content }];
    nextId += 1;
    waiting?.wake();
    void deliver();
  }

  async function poll(request: PollRequest, gone: AbortSignal): Promise<readonly FakeUpdate[]> {
    if (webhook !== undefined) {
      const how = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
      throw new ApiFault(409, `Conflict: ${how}`);
    }
    const other = "terminated by other getUpdates request; make sure that only one bot instance is running";
    waiting?.refuse(new ApiFault(409, `Conflict: ${other}`));
    const { offset = 0, limit = 100, timeout = 0 } = request;
    allowed = request.allowed_updates ?? allowed;
    queue = queue.filter(({ update_id }) => update_id >= offset);
    if (queue.length === 0 && timeout > 0) await arrival(timeout * 1000, gone);
    return queue.slice(0, limit);
  }

  function arrival(ms: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        if (waiting === own) waiting = undefined;
        settle();
      };
      const own = {
        wake: () => end(resolve),
        refuse: (fault: ApiFault) => end(() => reject(fault)),
      };
      const timer = setTimeout(own.wake, ms);
      gone.addEventListener("abort", own.wake, { once: true });
      waiting = own;
    });
  }

  /** Posts one update at a time; only a 2xx takes it out of the queue. */
  async function deliver(): Promise<void> {
    if (isDelivering) return;
    isDelivering = true;
    for (let next = nextDelivery(); next !== undefined; next = nextDelivery()) {
      const { target, update } = next;
      const status = await postTo(target, update);
      deliveries.push(status);
      if (status >= 200 && status < 300) queue = queue.filter((other) => other !== update);
      else await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
    }
    isDelivering = false;
  }

  function nextDelivery(): { readonly target: WebhookState; readonly update: FakeUpdate } | undefined {
    const [update] = queue;
    return isClosed || webhook === undefined || update === undefined ? undefined : { target: webhook, update };
  }

  return {
    push,
    poll,
    setWebhook(next, allowedNext) {
      webhook = next;
      allowed = allowedNext ?? allowed;
      void deliver();
    },
    get webhook() {
      return webhook;
    },
    get allowed() {
      return allowed;
    },
    pending: () => queue,
    deliveries,
    close() {
      isClosed = true;
      waiting?.wake();
    },
  };
}

/** The status answered; 0 if there was no answer. */
async function postTo({ url, secret }: WebhookState, update: FakeUpdate): Promise<number> {
  const headers = {
    "content-type": "application/json",
    ...(secret === undefined ? {} : { "x-telegram-bot-api-secret-token": secret }),
  };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(update) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status ?? 0;
}
