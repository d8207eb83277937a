/** Telegram, by the Bot API: long polling by default, a webhook where one is given. */
import { z } from "zod";
import type { Adapter, ChatEvent, Conversation, Edit, Post, SendResult } from "../../src/adapter.ts";
import { LotseError } from "../../src/errors.ts";
import type { Log } from "../../src/log.ts";
import { createCall, reasonOf } from "./api.ts";
import type { Method, Outcome } from "./api.ts";
import { announceCommands, identify, setWebhook } from "./connect.ts";
import { PLATFORM, decode } from "./decode.ts";
import { encodeEdit, encodePost, plainText } from "./encode.ts";
import type { EditParams, SendParams } from "./encode.ts";
import { createInOrder } from "../in-order.ts";
import { isReplyGone, isUnparsable, toEditResult, toSendResult } from "./outcome.ts";
import { pause } from "./pause.ts";
import { poll } from "./poll.ts";
import { faultOf } from "./update.ts";
import { createWebhook } from "./webhook.ts";
import type { Webhook, WebhookOptions } from "./webhook.ts";
import type { BotIdentity } from "./words.ts";
import { LIMITS } from "./limits.ts";

export interface TelegramOptions {
  /** From @BotFather. Never appears in an error or a log line. */
  readonly token: string;
  /** Base address of an own Bot API server. @default https://api.telegram.org */
  readonly apiRoot?: string;
  /** Let Telegram post the updates to us instead of asking for them. */
  readonly webhook?: WebhookOptions;
  readonly log: Log;
  /** @default Date.now */
  readonly now?: () => number;
}

/** After this nobody knows whether a message was sent. */
const SEND_TIMEOUT_MS = 30_000;
/** How long `stop` waits for requests in flight before it breaks them off. */
const GRACE_MS = 5000;
/** Characters of an answerCallbackQuery text. */
const TOAST_LENGTH = 200;
const ADMIN_STATUSES: ReadonlySet<string> = new Set(["creator", "administrator"]);

const ChatMember = z.object({ status: z.string() });

/** `send`, `edit`, `acknowledge` and `isAdmin` work without `start`, for processes that only send. */
export function createTelegramAdapter({ token, apiRoot, webhook, log, now = Date.now }: TelegramOptions): Adapter {
  const call = createCall(token, apiRoot);
  const receiving = new AbortController();
  const sending = new AbortController();
  const inFlight = new Set<Promise<unknown>>();
  const inOrder = createInOrder();
  let listener: Webhook | undefined;
  let stopped: Promise<void> | undefined;

  async function request(method: Method, params: object): Promise<Outcome> {
    return track(call(method, params, { timeoutMs: SEND_TIMEOUT_MS, signal: sending.signal }));
  }

  async function track<T>(work: Promise<T>): Promise<T> {
    inFlight.add(work);
    try {
      return await work;
    } finally {
      inFlight.delete(work);
    }
  }

  async function accept(
    update: unknown,
    bot: BotIdentity,
    onEvent: (event: ChatEvent) => Promise<void>,
  ): Promise<void> {
    const event = decode(update, bot, now());
    if (event !== undefined) return inOrder(event.conversation.chat, () => onEvent(event));
    const fault = faultOf(update);
    if (fault !== undefined) log.warn("telegram.update_skipped", { fault });
  }

  async function start(onEvent: (event: ChatEvent) => Promise<void>): Promise<void> {
    const connection = { call, log, signal: receiving.signal };
    const bot = await identify(connection);
    if (bot === undefined) return;
    void track(announceCommands(connection));

    const take = (update: unknown): Promise<void> => accept(update, bot, onEvent);
    if (webhook === undefined) {
      void track(poll({ ...connection, accept: take }));
      return;
    }
    listener = createWebhook(webhook, token, take, log);
    await listener.listen();
    try {
      await setWebhook(webhook, listener.secret, connection);
    } catch (error) {
      receiving.abort();
      throw error;
    } finally {
      if (receiving.signal.aborted) await listener.close(sending.signal);
    }
  }

  async function stop(): Promise<void> {
    receiving.abort();
    const settled = new AbortController();
    const finished = Promise.allSettled([...inFlight, listener?.close(sending.signal)]).finally(() => settled.abort());
    await pause(GRACE_MS, settled.signal);
    sending.abort();
    await finished;
  }

  async function send(post: Post): Promise<SendResult> {
    const params = encoded(() => encodePost(post));
    if ("kind" in params) return params;
    const outcome = await sendText("sendMessage", params, post);
    if (post.ifReplyGone === "drop" || !isReplyGone(outcome)) return toSendResult(outcome);
    const { reply_parameters: _gone, ...unthreaded } = params;
    return toSendResult(await sendText("sendMessage", unthreaded, post));
  }

  async function edit(changed: Edit): Promise<SendResult> {
    const params = encoded(() => encodeEdit(changed));
    if ("kind" in params) return params;
    return toEditResult(await sendText("editMessageText", params, changed), changed.messageId);
  }

  /** Better without bold letters than not at all. */
  async function sendText(method: Method, params: SendParams | EditParams, { blocks }: Edit | Post): Promise<Outcome> {
    const outcome = await request(method, params);
    if (!isUnparsable(outcome)) return outcome;
    log.error("telegram.markup_refused", { method });
    const { parse_mode: _refused, ...plain } = params;
    return request(method, { ...plain, text: plainText(blocks) });
  }

  async function acknowledge(receipt: string, toast: string | undefined): Promise<void> {
    const text = toast === undefined ? {} : { text: Array.from(toast).slice(0, TOAST_LENGTH).join("") };
    const outcome = await request("answerCallbackQuery", { callback_query_id: receipt, ...text });
    if (outcome.kind !== "done") log.warn("telegram.press_not_acknowledged", { reason: reasonOf(outcome) });
  }

  async function isAdmin({ chat }: Conversation, personId: string): Promise<boolean> {
    if (!isChatId(chat)) return true;
    // An anonymous admin speaks as the chat itself; whoever speaks as another chat is no admin that could be asked for.
    if (isChatId(personId)) return personId === chat;
    const outcome = await request("getChatMember", {
      chat_id: Number(chat),
      user_id: Number(personId),
    });
    if (outcome.kind !== "done") {
      log.warn("telegram.admin_unknown", { reason: reasonOf(outcome) });
      return false;
    }
    return ADMIN_STATUSES.has(ChatMember.safeParse(outcome.result).data?.status ?? "");
  }

  return {
    name: PLATFORM,
    limits: LIMITS,
    isDeduplicating: false,
    start,
    send,
    edit,
    acknowledge,
    isAdmin,
    stop: () => (stopped ??= stop()),
  };
}

/** Groups and channels have negative ids, people and their private chats positive ones. */
function isChatId(id: string): boolean {
  return id.startsWith("-");
}

/** What cannot be encoded is refused like what Telegram refuses, so that no queue tries it for ever. */
function encoded<T extends SendParams | EditParams>(encode: () => T): T | Extract<SendResult, { kind: "refused" }> {
  try {
    return encode();
  } catch (error) {
    if (!(error instanceof LotseError)) throw error;
    return { kind: "refused", reason: error.message };
  }
}
