/**
 * A Bot API server on 127.0.0.1 that speaks the real protocol, and the people who talk to the bot through it.
 * The bot under test may live in this process or in another one: it only needs `url` and `token`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { startServer } from "./telegram/server.ts";
import type { FakeServer } from "./telegram/server.ts";
import type { Fault, FakeChat, FakeEntity, FakeMessage, FakeUpdate, FakeUser } from "./telegram/types.ts";
import { createUpdates } from "./telegram/updates.ts";
import { createWorld, withoutReply } from "./telegram/world.ts";
import type { MemberStatus, World } from "./telegram/world.ts";

export type { FakeChat, FakeMessage, FakeUser, Fault };

export interface Said {
  readonly chat: FakeChat;
  readonly from: FakeUser;
  readonly text: string;
  /** @default mentions and commands found in the text */
  readonly entities?: readonly FakeEntity[];
  /** Id of the message that this one replies to. */
  readonly replyTo?: number;
  /** Id of a forum topic. */
  readonly thread?: number;
  /** Any other field of the message. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface FakeTelegram extends FakeServer {
  readonly token: string;
  readonly bot: FakeUser;
  readonly world: World;
  user(name: string, id?: number): FakeUser;
  /** A chat that the bot is a member of. */
  group(title: string, more?: Partial<FakeChat>): FakeChat;
  /** The private chat with a person who has started the bot. */
  privateChat(user: FakeUser): FakeChat;
  setMember(chat: FakeChat, user: FakeUser, status: MemberStatus): void;

  say(said: Said): FakeMessage;
  /** Presses a button; the result is the id of the query. */
  press(on: FakeMessage, action: string, from: FakeUser): string;
  addToGroup(chat: FakeChat, by: FakeUser): void;
  removeFromGroup(chat: FakeChat, by: FakeUser): void;
  /** Turns a group into a supergroup with a new id. */
  migrate(chat: FakeChat): FakeChat;
  deleteMessage(chat: FakeChat, messageId: number): void;
  /** Any other update, as it stands. */
  push(kind: string, content: unknown): void;

  /** What the bot has written there, as it reads after edits. */
  sentTo(chat: FakeChat): readonly FakeMessage[];
  /** Answers to presses, by the id of the query. */
  readonly answers: World["answers"];
  /** Updates that are not yet confirmed. */
  pending(): readonly FakeUpdate[];
  /** Status codes that the webhook answered. */
  readonly deliveries: readonly number[];
  /** The first truthy value of `predicate`; rejects after `timeoutMs`. */
  waitFor<T>(predicate: () => T, timeoutMs?: number): Promise<NonNullable<T>>;
}

const CHECK_EVERY_MS = 5;
const PATIENCE_MS = 3000;

export async function startFakeTelegram(token = "123456789:AAF-fake_token-for-tests"): Promise<FakeTelegram> {
  const bot: FakeUser = {
    id: 123_456_789,
    is_bot: true,
    first_name: "Lotse",
    username: "lotse_bot",
  };
  const world = createWorld(bot);
  const updates = createUpdates();
  const server = await startServer(token, world, updates);
  let people = 0;
  let groups = 0;
  let queries = 0;

  function setBotStatus(chat: FakeChat, by: FakeUser, status: MemberStatus): void {
    const place = world.chats.get(String(chat.id)) ?? world.open(chat, "left");
    const old = place.botStatus;
    place.botStatus = status;
    updates.push("my_chat_member", {
      chat,
      from: by,
      date: Math.floor(Date.now() / 1000),
      old_chat_member: { user: bot, status: old },
      new_chat_member: { user: bot, status },
    });
  }

  return {
    ...server,
    token,
    bot,
    world,
    answers: world.answers,
    deliveries: updates.deliveries,
    pending: () => updates.pending(),
    push: (kind, content) => updates.push(kind, content),

    user(name, id) {
      people += 1;
      return { id: id ?? 5_000_000_000 + people, is_bot: false, first_name: name };
    },
    group(title, more = {}) {
      groups += 1;
      const chat: FakeChat = {
        id: -1_001_000_000_000 - groups,
        type: "supergroup",
        title,
        ...more,
      };
      world.open(chat);
      return chat;
    },
    privateChat(user) {
      const chat: FakeChat = { id: user.id, type: "private", first_name: user.first_name };
      return world.state(chat).chat;
    },
    setMember: (chat, user, status) => void world.state(chat).members.set(user.id, status),

    say({ chat, from, text, entities = entitiesOf(text), replyTo, thread, extra = {} }) {
      const topic = thread === undefined ? undefined : world.openTopic(chat, thread, from);
      const replied = replyTo === undefined ? topic : world.state(chat).messages.get(replyTo);
      const message = world.add(chat, {
        from,
        text,
        ...(entities.length === 0 ? {} : { entities }),
        ...(replied === undefined ? {} : { reply_to_message: withoutReply(replied) }),
        ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
        ...extra,
      });
      updates.push("message", message);
      return message;
    },
    press(on, action, from) {
      queries += 1;
      const id = `44000000000${queries}`;
      world.openQueries.add(id);
      updates.push("callback_query", { id, from, message: on, chat_instance: "1", data: action });
      return id;
    },
    addToGroup: (chat, by) => setBotStatus(chat, by, "member"),
    removeFromGroup: (chat, by) => setBotStatus(chat, by, "kicked"),
    migrate(chat) {
      groups += 1;
      const target: FakeChat = { ...chat, id: -1_001_000_000_000 - groups, type: "supergroup" };
      world.open(target);
      const notice = world.add(chat, { migrate_to_chat_id: target.id });
      world.state(chat).migratedTo = target.id;
      updates.push("message", notice);
      return target;
    },
    deleteMessage: (chat, messageId) => void world.state(chat).messages.delete(messageId),

    sentTo: (chat) => [...world.state(chat).messages.values()].filter(({ from }) => from?.id === bot.id),
    waitFor,
    async close() {
      updates.close();
      await server.close();
    },
  };
}

async function waitFor<T>(predicate: () => T, timeoutMs = PATIENCE_MS): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = predicate();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Nothing came within ${timeoutMs} ms: ${String(predicate)}`);
    await delay(CHECK_EVERY_MS);
  }
}

/** What Telegram marks up in typed text. */
function entitiesOf(text: string): readonly FakeEntity[] {
  const found = (type: string, pattern: RegExp): FakeEntity[] =>
    [...text.matchAll(pattern)].map(({ index, 0: words }) => ({
      type,
      offset: index,
      length: words.length,
    }));
  const commands = found("bot_command", /(?<!\S)\/[a-z0-9_]{1,32}(?:@\w+)?/gi);
  return [...commands, ...found("mention", /(?<!\S)@\w{5,32}/g)].toSorted((a, b) => a.offset - b.offset);
}
