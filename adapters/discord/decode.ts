/** From a gateway packet to an event of the core. Pure. */
import type { Command, Message, Person, Press } from "../../src/adapter.ts";
import { InteractionPayload, MessagePayload } from "./payloads.ts";
import type { CommandOption, Component, Member, Packet, User } from "./payloads.ts";
import { formatReceipt } from "./receipt.ts";
import { readWords } from "./words.ts";
import type { BotIdentity } from "./words.ts";

export const PLATFORM = "discord";

export interface DecodeContext {
  readonly bot: BotIdentity;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** What is known of a channel beyond the packet. */
  readonly titles: (channel: string) => ChannelTitles | undefined;
}

export interface ChannelTitles {
  /** Server and channel, for people who are elsewhere. */
  readonly chatTitle: string;
  /** The channel's own name; for a forum post its headline. */
  readonly name: string;
}

/** Message types that people write: DEFAULT and REPLY. All others are notices of Discord. */
const WRITTEN_TYPES: ReadonlySet<number> = new Set([0, 19]);
const APPLICATION_COMMAND = 2;
const MESSAGE_COMPONENT = 3;
const CHAT_INPUT = 1;

/**
 * What the packet means to the core; undefined if it means nothing: bots, webhooks, notices, messages without words,
 * and whatever does not have the documented shape (`faultOf` tells which). Joins and departures are in `guilds.ts`.
 */
export function decode(packet: Packet, context: DecodeContext): Message | Command | Press | undefined {
  switch (packet.t) {
    case "MESSAGE_CREATE": {
      const message = MessagePayload.safeParse(packet.d).data;
      return message && decodeMessage(message, context);
    }
    case "INTERACTION_CREATE": {
      const interaction = InteractionPayload.safeParse(packet.d).data;
      return interaction && decodeInteraction(interaction, context);
    }
    default:
      return undefined;
  }
}

/** Where a packet departs from the documented shape, without its content; undefined if it does not. */
export function faultOf({ t, d }: Packet): string | undefined {
  const schema = t === "MESSAGE_CREATE" ? MessagePayload : t === "INTERACTION_CREATE" ? InteractionPayload : undefined;
  const issue = schema?.safeParse(d).error?.issues[0];
  return issue && `${t} ${issue.path.map(String).join(".") || "."}: ${issue.code}`;
}

function decodeMessage(
  message: MessagePayload,
  { bot, receivedAt, titles }: DecodeContext,
): Message | Command | undefined {
  const { author, webhook_id: webhook, type } = message;
  if (author.bot === true || author.system === true || author.id === bot.id) return undefined;
  if (typeof webhook === "string" || !WRITTEN_TYPES.has(type)) return undefined;

  const known = titles(message.channel_id);
  const { text: written, isMentioned, command } = readWords(message.content, bot);
  if (written === "") return undefined;

  const isPrivate = message.guild_id === undefined;
  const replyTo = decodeReply(message, bot);
  const isPinged = message.mentions.some(({ id }) => id === bot.id);
  const base = {
    id: `${PLATFORM}:${message.channel_id}:${message.id}`,
    conversation: { platform: PLATFORM, chat: message.channel_id },
    messageId: message.id,
    author: decodePerson(author, message.member),
    // The first message of a forum post has the post's own id; the question is often in the headline alone.
    text: message.id === message.channel_id && known ? `${known.name}\n${written}` : written,
    sentAt: Date.parse(message.timestamp),
    receivedAt,
    isAddressed: isPrivate || isMentioned || isPinged || replyTo?.isOurs === true,
    isPrivate,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(known === undefined ? {} : { chatTitle: known.chatTitle }),
    link: `https://discord.com/channels/${message.guild_id ?? "@me"}/${message.channel_id}/${message.id}`,
  };
  return command === undefined ? { ...base, kind: "message" } : { ...base, ...command, kind: "command" };
}

/** A deleted message leaves its id only. */
function decodeReply(message: MessagePayload, bot: BotIdentity): Message["replyTo"] {
  const { referenced_message: referenced, message_reference: reference } = message;
  if (referenced) {
    const isOurs = referenced.author.id === bot.id;
    const actions = isOurs ? actionsOf(referenced.components) : [];
    return { messageId: referenced.id, isOurs, actions };
  }
  const messageId = reference?.message_id;
  return messageId === undefined ? undefined : { messageId, isOurs: false, actions: [] };
}

function actionsOf(components: readonly Component[]): readonly string[] {
  return components.flatMap(({ custom_id: action, components: inner = [] }) => [
    ...(action === undefined ? [] : [action]),
    ...actionsOf(inner),
  ]);
}

function decodeInteraction(
  interaction: InteractionPayload,
  { receivedAt, titles }: DecodeContext,
): Command | Press | undefined {
  const { id, data, member, type } = interaction;
  const chat = interaction.channel_id ?? interaction.channel?.id;
  const user = member?.user ?? interaction.user;
  if (chat === undefined || user === undefined || user.bot === true) return undefined;

  const conversation = { platform: PLATFORM, chat };
  const language = /^[a-z]{2}\b/.exec(interaction.locale ?? "")?.[0];
  const author = { ...decodePerson(user, member), ...(language === undefined ? {} : { language }) };
  const receipt = (kind: "command" | "press"): string =>
    formatReceipt({
      kind,
      application: interaction.application_id,
      interaction: id,
      token: interaction.token,
    });

  if (type === MESSAGE_COMPONENT && data?.custom_id !== undefined && interaction.message) {
    return {
      kind: "press",
      id: `${PLATFORM}:press:${id}`,
      conversation,
      messageId: interaction.message.id,
      author,
      action: data.custom_id,
      receipt: receipt("press"),
      receivedAt,
    };
  }
  if (type !== APPLICATION_COMMAND || data?.type !== CHAT_INPUT) return undefined;
  if (data.name === undefined) return undefined;
  const args = wordsOf(data.options ?? []).join(" ");
  const known = titles(chat);
  return {
    kind: "command",
    id: `${PLATFORM}:${chat}:${interactionMessageId(id)}`,
    conversation,
    messageId: interactionMessageId(id),
    author,
    text: `/${data.name} ${args}`.trim(),
    sentAt: receivedAt,
    receivedAt,
    isAddressed: true,
    isPrivate: interaction.guild_id === undefined,
    ...(known === undefined ? {} : { chatTitle: known.chatTitle }),
    name: data.name,
    args,
    receipt: receipt("command"),
  };
}

/** A slash command leaves no message in the chat; no reply can refer to it, which its form tells `encode`. */
function interactionMessageId(id: string): string {
  return `interaction-${id}`;
}

/** What the person chose and typed, in order: subcommands by name, arguments by value. */
function wordsOf(options: readonly CommandOption[]): readonly string[] {
  return options.flatMap(({ name, value, options: inner }) =>
    value === undefined ? [name, ...wordsOf(inner ?? [])] : [String(value).trim()],
  );
}

function decodePerson(user: User, member: Member | undefined): Person {
  return { id: user.id, name: member?.nick || user.global_name || user.username };
}
