/** Chats, members and messages as Telegram knows them. */
import type { FakeChat, FakeMessage, FakeUser } from "./types.ts";

export type MemberStatus = "creator" | "administrator" | "member" | "left" | "kicked";

interface ChatState {
  readonly chat: FakeChat;
  /** Whether the bot may write here. */
  botStatus: MemberStatus;
  readonly members: Map<number, MemberStatus>;
  readonly messages: Map<number, FakeMessage>;
  readonly topics: Set<number>;
  lastMessageId: number;
  migratedTo: number | undefined;
}

export interface World {
  readonly bot: FakeUser;
  readonly chats: Map<string, ChatState>;
  /** Callback queries that wait for their answer, and the answers. */
  readonly openQueries: Set<string>;
  readonly answers: Map<string, { readonly text?: string | undefined; readonly show_alert?: boolean | undefined }>;
  commands: unknown;
  open(chat: FakeChat, botStatus?: MemberStatus): ChatState;
  state(chat: FakeChat): ChatState;
  /** Puts a message into its chat under the next id. */
  add(chat: FakeChat, content: Readonly<Record<string, unknown>>): FakeMessage;
  /** Opens the topic of that id, by its service message, if it is not yet open. */
  openTopic(chat: FakeChat, id: number, by: FakeUser): FakeMessage;
}

export function createWorld(bot: FakeUser): World {
  const chats = new Map<string, ChatState>();

  const open: World["open"] = (chat, botStatus = "member") => {
    const state: ChatState = {
      chat,
      botStatus,
      members: new Map(),
      messages: new Map(),
      topics: new Set(),
      lastMessageId: 0,
      migratedTo: undefined,
    };
    chats.set(String(chat.id), state);
    return state;
  };
  const state: World["state"] = (chat) => chats.get(String(chat.id)) ?? open(chat);

  const add: World["add"] = (chat, content) => {
    const place = state(chat);
    const own = typeof content["message_id"] === "number" ? content["message_id"] : place.lastMessageId + 1;
    place.lastMessageId = Math.max(place.lastMessageId, own);
    const message: FakeMessage = {
      date: Math.floor(Date.now() / 1000),
      chat,
      ...content,
      message_id: own,
    };
    place.messages.set(own, message);
    return message;
  };

  const openTopic: World["openTopic"] = (chat, id, by) => {
    const place = state(chat);
    place.topics.add(id);
    const opened = place.messages.get(id);
    if (opened !== undefined) return opened;
    const name = `Topic ${id}`;
    const topic = {
      message_thread_id: id,
      is_topic_message: true,
      forum_topic_created: { name, icon_color: 7322096 },
    };
    return add(chat, { message_id: id, from: by, ...topic });
  };

  return {
    bot,
    chats,
    openQueries: new Set(),
    answers: new Map(),
    commands: undefined,
    open,
    state,
    add,
    openTopic,
  };
}

/** A message as it stands inside another: one level of replies, no more. */
export function withoutReply({ reply_to_message: _inner, ...message }: FakeMessage): FakeMessage {
  return message;
}
