/** From a Bot API update to an event of the core. Pure. */
import type { ChatEvent, Command, Conversation, Message, Person, Press } from "../../src/adapter.ts";
import { parseUpdate } from "./update.ts";
import type { CallbackQuery, Chat, Membership, TelegramMessage, Update, User } from "./update.ts";
import { readWords } from "./words.ts";
import type { BotIdentity } from "./words.ts";

export const PLATFORM = "telegram";

/** Users that Telegram puts into `from` where a chat speaks: GroupAnonymousBot, Channel_Bot, Telegram. */
const STAND_INS: ReadonlySet<number> = new Set([1_087_968_824, 136_817_688, 777_000]);
const ANONYMOUS_ADMIN = 1_087_968_824;

const MEMBER_STATUSES: ReadonlySet<string> = new Set(["creator", "administrator", "member"]);

/** How the id of a supergroup begins; what follows is the number in its `t.me/c/` links. */
const SUPERGROUP_PREFIX = "-100";

/**
 * What the update means to the core; undefined if it means nothing: bots, channels, forwards, service messages,
 * messages without words, commands for other bots, and whatever does not have the documented shape.
 */
export function decode(raw: unknown, bot: BotIdentity, receivedAt: number): ChatEvent | undefined {
  const update = parseUpdate(raw);
  if (update?.message !== undefined) return decodeMessage(update.message, bot, receivedAt);
  if (update?.callback_query !== undefined) return decodePress(update.callback_query, receivedAt);
  if (update?.my_chat_member !== undefined) return decodeMembership(update, update.my_chat_member, receivedAt);
  return undefined;
}

function decodeMessage(message: TelegramMessage, bot: BotIdentity, receivedAt: number): ChatEvent | undefined {
  const { chat, migrate_to_chat_id: newChat } = message;
  if (newChat !== undefined) {
    const id = messageKey(message);
    return {
      kind: "migrated",
      id,
      conversation: conversationOf(message),
      newChat: String(newChat),
      receivedAt,
    };
  }

  const author = chat.type === "channel" || isSecondHand(message) ? undefined : authorOf(message);
  const words = readWords(message, bot);
  if (author === undefined || words === undefined || words.text === "") return undefined;

  const isPrivate = chat.type === "private";
  const replyTo = replyOf(message, bot);
  const link = linkTo(message);
  const { command } = words;
  const said: Omit<Message, "kind"> = {
    id: messageKey(message),
    conversation: conversationOf(message),
    messageId: String(message.message_id),
    author,
    text: words.text,
    sentAt: message.date * 1000,
    receivedAt,
    isAddressed: isPrivate || words.isMentioned || replyTo?.isOurs === true || command?.bot !== undefined,
    isPrivate,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(chat.title === undefined ? {} : { chatTitle: chat.title }),
    ...(link === undefined ? {} : { link }),
  };
  if (command === undefined) return { kind: "message", ...said };
  if (command.bot !== undefined && command.bot !== bot.username.toLowerCase()) return undefined;
  return { kind: "command", ...said, name: command.name, args: command.args } satisfies Command;
}

function decodePress(query: CallbackQuery, receivedAt: number): Press | undefined {
  const { id, from, data, message } = query;
  if (message === undefined || data === undefined) return undefined;
  const isAnonymous = from.id === ANONYMOUS_ADMIN;
  if (from.is_bot && !isAnonymous) return undefined;
  return {
    kind: "press",
    id: `${PLATFORM}:press:${id}`,
    conversation: conversationOf(message),
    messageId: String(message.message_id),
    author: isAnonymous ? asChat(message.chat) : asPerson(from),
    action: data,
    receipt: id,
    receivedAt,
  };
}

/** In a private chat only the end is told: it begins with the person's first message. */
function decodeMembership(
  update: Update,
  { chat, old_chat_member, new_chat_member }: NonNullable<Update["my_chat_member"]>,
  receivedAt: number,
): ChatEvent | undefined {
  const isIn = isMember(new_chat_member);
  if (chat.type === "channel" || isIn === isMember(old_chat_member) || (isIn && chat.type === "private")) {
    return undefined;
  }
  const id = `${PLATFORM}:update:${update.update_id}`;
  return { kind: isIn ? "joined" : "left", id, conversation: conversationOf({ chat }), receivedAt };
}

function isMember({ status, is_member }: Membership): boolean {
  return MEMBER_STATUSES.has(status) || (status === "restricted" && is_member === true);
}

/** Words that the sender did not write here and now. */
function isSecondHand({ is_automatic_forward, via_bot, forward_origin, forward_date }: TelegramMessage): boolean {
  const marks = [via_bot, forward_origin, forward_date];
  return is_automatic_forward === true || marks.some((mark) => mark !== undefined);
}

/** Anonymous admins and people who speak as a channel are known by that chat; bots are nobody. */
function authorOf({ from, sender_chat }: TelegramMessage): Person | undefined {
  const isStandIn = from === undefined || STAND_INS.has(from.id);
  if (sender_chat !== undefined && isStandIn) return asChat(sender_chat);
  return isStandIn || from.is_bot ? undefined : asPerson(from);
}

function asPerson({ id, first_name, last_name, language_code }: User): Person {
  // An IETF tag such as `pt-br`; the core wants the language alone.
  const language = /^[a-z]{2}(?![a-z])/i.exec(language_code ?? "")?.[0].toLowerCase();
  return {
    id: String(id),
    name: last_name === undefined ? first_name : `${first_name} ${last_name}`,
    ...(language === undefined ? {} : { language }),
  };
}

function asChat({ id, title, username }: Chat): Person {
  return { id: String(id), name: title ?? username ?? "" };
}

function replyOf(message: TelegramMessage, bot: BotIdentity): Message["replyTo"] {
  const replied = message.reply_to_message;
  if (replied === undefined) return undefined;
  // In a forum each message "replies" to the service message that opened its topic, which may even be by us.
  if (message.is_topic_message === true && replied.message_id === message.message_thread_id) return undefined;

  const isOurs = replied.from?.id === bot.id;
  const buttons = isOurs ? (replied.reply_markup?.inline_keyboard.flat() ?? []) : [];
  return {
    messageId: String(replied.message_id),
    isOurs,
    actions: buttons.flatMap(({ callback_data }) => callback_data ?? []),
  };
}

/** A `message_thread_id` alone is only a chain of replies; a topic says that it is one. */
function conversationOf(
  place: Pick<TelegramMessage, "chat"> & Partial<Pick<TelegramMessage, "message_thread_id" | "is_topic_message">>,
): Conversation {
  const chat = { platform: PLATFORM, chat: String(place.chat.id) };
  if (place.is_topic_message !== true || place.message_thread_id === undefined) return chat;
  return { ...chat, thread: String(place.message_thread_id) };
}

function messageKey({ chat, message_id }: TelegramMessage): string {
  return `${PLATFORM}:${chat.id}:${message_id}`;
}

/** Public chats by their name; other supergroups by their number, which opens for members only. */
function linkTo({ chat, message_id }: TelegramMessage): string | undefined {
  if (chat.type === "private") return undefined;
  if (chat.username !== undefined) return `https://t.me/${chat.username}/${message_id}`;
  const id = String(chat.id);
  return id.startsWith(SUPERGROUP_PREFIX) && chat.type === "supergroup"
    ? `https://t.me/c/${id.slice(SUPERGROUP_PREFIX.length)}/${message_id}`
    : undefined;
}
