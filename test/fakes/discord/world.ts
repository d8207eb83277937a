/** Servers, channels and messages as Discord knows them. */
import type { FakeChannel, FakeGuild, FakeInteraction, FakeMessage, FakeUser } from "./types.ts";

export interface World {
  readonly bot: FakeUser;
  readonly application: string;
  readonly users: Map<string, FakeUser>;
  readonly guilds: Map<string, FakeGuild>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: Map<string, FakeMessage>;
  /** By their tokens. */
  readonly interactions: Map<string, FakeInteraction>;
  commands: unknown;
  /** An id like Discord's: later ones are greater, and the time is in it. */
  nextId(): string;
  add(channel: FakeChannel, author: FakeUser, content: Readonly<Record<string, unknown>>): FakeMessage;
  /** The message as an event tells it. */
  told(message: FakeMessage): Readonly<Record<string, unknown>>;
  /** A member as the API tells it. */
  member(guild: string, user: FakeUser): Readonly<Record<string, unknown>>;
  /** A server as GUILD_CREATE tells it. */
  toldGuild(guild: FakeGuild): Readonly<Record<string, unknown>>;
}

const DISCORD_EPOCH_MS = 1_420_070_400_000n;
const REPLY = 19;

export function createWorld(bot: FakeUser, application: string): World {
  let count = 0n;
  const channels = new Map<string, FakeChannel>();
  const messages = new Map<string, FakeMessage>();
  const guilds = new Map<string, FakeGuild>();

  const nextId = (): string => {
    count += 1n;
    return String(((BigInt(Date.now()) - DISCORD_EPOCH_MS) << 22n) + count);
  };

  const add: World["add"] = (channel, author, content) => {
    const message: FakeMessage = {
      id: nextId(),
      channel_id: channel.id,
      author,
      content: "",
      type: content["message_reference"] === undefined ? 0 : REPLY,
      timestamp: new Date().toISOString(),
      edited_timestamp: null,
      tts: false,
      pinned: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: [],
      embeds: [],
      flags: 0,
      components: [],
      ...content,
    };
    messages.set(message.id, message);
    if (channel.thread_metadata !== undefined) channel.thread_metadata.archived = false;
    return message;
  };

  const member: World["member"] = (guild, user) => ({
    roles: guilds.get(guild)?.members.get(user.id) ?? [],
    nick: null,
    joined_at: "2026-01-01T00:00:00.000000+00:00",
    deaf: false,
    mute: false,
    flags: 0,
  });

  return {
    bot,
    application,
    users: new Map([[bot.id, bot]]),
    guilds,
    channels,
    messages,
    interactions: new Map(),
    commands: undefined,
    nextId,
    add,
    member,
    told(message) {
      const guild = channels.get(message.channel_id)?.guild_id;
      return guild === undefined
        ? { ...message }
        : { ...message, guild_id: guild, member: member(guild, message.author) };
    },
    toldGuild({ members, ...guild }) {
      const own = [...channels.values()].filter(({ guild_id }) => guild_id === guild.id);
      const isThread = ({ type }: FakeChannel): boolean => type === 11;
      return {
        ...guild,
        unavailable: false,
        member_count: members.size,
        system_channel_id: null,
        channels: own.filter((channel) => !isThread(channel)),
        threads: own.filter(isThread),
        members: [],
        emojis: [],
        stickers: [],
        features: [],
        presences: [],
        voice_states: [],
        stage_instances: [],
        guild_scheduled_events: [],
        soundboard_sounds: [],
        preferred_locale: "en-US",
      };
    },
  };
}
