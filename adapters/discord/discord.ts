/** Discord, by discord.js: the gateway for what people write, the REST API for what the bot writes. */
import type { Adapter, ChatEvent, Edit, Post, SendResult } from "../../src/adapter.ts";
import { LotseError } from "../../src/errors.ts";
import type { Log } from "../../src/log.ts";
import { createAdmins } from "./admins.ts";
import { announceCommands } from "./commands.ts";
import { PLATFORM, decode, faultOf } from "./decode.ts";
import { encodeEdit, encodePost } from "./encode.ts";
import { connect } from "./gateway.ts";
import { createGuilds } from "./guilds.ts";
import { createInOrder } from "../in-order.ts";
import { createInteractions } from "./interactions.ts";
import { isArchived, toEditResult, toSendResult } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { pause, pauseMs } from "./pause.ts";
import type { Packet } from "./payloads.ts";
import { createCall } from "./rest.ts";
import type { Request } from "./rest.ts";
import { LIMITS } from "./limits.ts";

export interface DiscordOptions {
  /** From the Discord Developer Portal. Never appears in an error or a log line. */
  readonly token: string;
  /** Where another server speaks Discord's protocol; `/api/v10` is appended. @default https://discord.com */
  readonly apiRoot?: string;
  readonly log: Log;
  /** @default Date.now */
  readonly now?: () => number;
}

type OnEvent = (event: ChatEvent) => Promise<void>;

/** The gateway tells each event once, so one that is not accepted is offered again from here. */
const BETWEEN_OFFERS = { firstMs: 200, longestMs: 60_000 };
/** How long `stop` waits for requests and events in flight before it breaks them off. */
const GRACE_MS = 5000;

/** `send`, `edit`, `acknowledge` and `isAdmin` work without `start`, for processes that only send. */
export function createDiscordAdapter({ token, apiRoot, log, now = Date.now }: DiscordOptions): Adapter {
  const receiving = new AbortController();
  const sending = new AbortController();
  const call = createCall({ token, apiRoot, now, signal: sending.signal });
  const guilds = createGuilds();
  const admins = createAdmins({ call, log, now, signal: sending.signal, guildOf: guilds.guildOf });
  const interactions = createInteractions(call, log, sending.signal);
  const inOrder = createInOrder();
  const inFlight = new Set<Promise<unknown>>();
  let areCommandsAnnounced = false;
  let stopped: Promise<void> | undefined;

  async function start(onEvent: OnEvent): Promise<void> {
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new LotseError("CREDENTIALS_REFUSED", "The Discord token has characters none has.", {
        hint: "Copy the token anew from the Discord Developer Portal, without spaces.",
      });
    }
    const onPacket = (packet: Packet, shard: number): void => take(packet, shard, onEvent);
    const { signal } = receiving;
    const { closed } = await track(connect({ token, apiRoot, log, now, signal, onPacket }));
    void track(closed);
  }

  function take(packet: Packet, shard: number, onEvent: OnEvent): void {
    if (receiving.signal.aborted) return;
    const receivedAt = now();
    const changes = guilds.take(packet, shard, receivedAt);
    for (const change of changes) offer(change, onEvent);
    const { bot, application } = guilds;
    if (bot === undefined || application === undefined) return;
    if (packet.t === "READY" && !areCommandsAnnounced) {
      areCommandsAnnounced = true;
      void track(announceCommands(call, application, log));
    }

    const event = decode(packet, { bot, receivedAt, titles: guilds.titlesOf });
    if (event === undefined) {
      const fault = faultOf(packet);
      if (fault !== undefined) log.warn("discord.packet_skipped", { fault });
      return;
    }
    if (event.kind !== "message" && event.receipt !== undefined) {
      admins.noteInteraction(packet);
      void track(interactions.arrive(event.receipt));
    }
    offer(event, onEvent);
  }

  function offer(event: ChatEvent, onEvent: OnEvent): void {
    void track(inOrder(event.conversation.chat, () => offerUntilAccepted(event, onEvent)));
  }

  async function offerUntilAccepted(event: ChatEvent, onEvent: OnEvent): Promise<void> {
    for (let failures = 1; !sending.signal.aborted; failures += 1) {
      try {
        await onEvent(event);
        return;
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        log.warn("discord.event_not_accepted", { kind: event.kind, error: name, failures });
      }
      if (receiving.signal.aborted) break;
      await pause(pauseMs(failures, BETWEEN_OFFERS), receiving.signal);
    }
    log.error("discord.event_lost", { kind: event.kind });
  }

  async function track<T>(work: Promise<T>): Promise<T> {
    inFlight.add(work);
    try {
      return await work;
    } finally {
      inFlight.delete(work);
    }
  }

  async function stop(): Promise<void> {
    receiving.abort();
    const settled = new AbortController();
    void drain().finally(() => settled.abort());
    await pause(GRACE_MS, settled.signal);
    sending.abort();
  }

  async function drain(): Promise<void> {
    while (inFlight.size > 0) await Promise.allSettled(inFlight);
  }

  async function send(post: Post): Promise<SendResult> {
    const body = encoded(() => encodePost(post));
    if ("kind" in body) return body;
    const { chat } = post.conversation;
    const request = { method: "POST", route: `/channels/${chat}/messages`, body } as const;
    return toSendResult(await track(callInThread(chat, request)));
  }

  async function edit(changed: Edit): Promise<SendResult> {
    const body = encoded(() => encodeEdit(changed));
    if ("kind" in body) return body;
    const { chat } = changed.conversation;
    const route = `/channels/${chat}/messages/${changed.messageId}` as const;
    return toEditResult(await track(callInThread(chat, { method: "PATCH", route, body })));
  }

  /** Sending brings an archived thread back by itself; for an edit we must. */
  async function callInThread(chat: string, request: Request): Promise<Outcome> {
    const outcome = await call(request);
    if (!isArchived(outcome)) return outcome;
    const revived = await call({
      method: "PATCH",
      route: `/channels/${chat}`,
      body: { archived: false },
    });
    return revived.kind === "done" ? call(request) : revived;
  }

  return {
    name: PLATFORM,
    limits: LIMITS,
    isDeduplicating: true,
    start,
    send,
    edit,
    acknowledge: (receipt, toast) => track(interactions.finish(receipt, toast)),
    isAdmin: ({ chat }, person) => track(admins.isAdmin(chat, person)),
    stop: () => (stopped ??= stop()),
  };
}

/** What cannot be encoded is refused like what Discord refuses, so that no queue tries it for ever. */
function encoded<T extends object>(encode: () => T): T | Extract<SendResult, { kind: "refused" }> {
  try {
    return encode();
  } catch (error) {
    if (!(error instanceof LotseError)) throw error;
    return { kind: "refused", reason: error.message };
  }
}
