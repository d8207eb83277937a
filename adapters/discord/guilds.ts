/** What the gateway tells about servers and channels: who we are there, titles, and where the bot came and went. */
import type { ChatChange } from "../../src/adapter.ts";
import { PLATFORM } from "./decode.ts";
import type { ChannelTitles } from "./decode.ts";
import { ChannelPayload, GuildPayload, LostGuildPayload, ReadyPayload } from "./payloads.ts";
import type { Packet } from "./payloads.ts";
import type { BotIdentity } from "./words.ts";

export interface Guilds {
  /** Takes in one packet; the result is what it means to the core. `shard` is the connection that it came by. */
  take(packet: Packet, shard: number, receivedAt: number): readonly ChatChange[];
  /** Undefined before the first READY. */
  readonly bot: BotIdentity | undefined;
  readonly application: string | undefined;
  readonly titlesOf: (channel: string) => ChannelTitles | undefined;
  readonly guildOf: (channel: string) => string | undefined;
}

interface KnownChannel {
  readonly guild: string;
  readonly name: string;
}

const TEXT_CHANNEL = 0;
/** Where people can write: text, voice, announcements, threads, stages. */
const CHAT_TYPES: ReadonlySet<number> = new Set([TEXT_CHANNEL, 2, 5, 10, 11, 12, 13]);

/**
 * Every server comes by a GUILD_CREATE of its own after READY. READY lists those that the bot is in already, so only one
 * that is not listed, or that an earlier READY did not list, has been joined. A READY that lists fewer tells of departures.
 */
export function createGuilds(): Guilds {
  const members = new Map<number, Set<string>>();
  const guildNames = new Map<string, string>();
  const channels = new Map<string, KnownChannel>();
  const roles = new Set<string>();
  let bot: BotIdentity | undefined;
  let application: string | undefined;

  function takeReady(data: unknown, shard: number, receivedAt: number): readonly ChatChange[] {
    const ready = ReadyPayload.safeParse(data).data;
    if (ready === undefined) return [];
    bot = { id: ready.user.id, roles };
    application = ready.application.id;
    const listed = new Set(ready.guilds.map(({ id }) => id));
    const before = members.get(shard);
    if (before === undefined) {
      members.set(shard, listed);
      return [];
    }
    return [...before].filter((guild) => !listed.has(guild)).flatMap((guild) => forget(guild, shard, receivedAt));
  }

  function takeGuild(data: unknown, shard: number, receivedAt: number): readonly ChatChange[] {
    const guild = GuildPayload.safeParse(data).data;
    if (guild === undefined || guild.unavailable === true) return [];
    guildNames.set(guild.id, guild.name);
    for (const channel of [...guild.channels, ...guild.threads]) remember(guild.id, channel);
    for (const { id, tags } of guild.roles) {
      if (tags?.bot_id !== undefined && tags.bot_id === bot?.id) roles.add(id);
    }

    const known = members.get(shard) ?? new Set();
    members.set(shard, known);
    if (known.has(guild.id)) return [];
    known.add(guild.id);
    const chat = greetingChannel(guild);
    if (chat === undefined) return [];
    const id = `${PLATFORM}:joined:${guild.id}:${guild.joined_at ?? receivedAt}`;
    return [{ kind: "joined", id, conversation: { platform: PLATFORM, chat }, receivedAt }];
  }

  function remember(
    guild: string,
    { id, type, name }: { id: string; type: number; name?: string | null | undefined },
  ): void {
    if (CHAT_TYPES.has(type)) channels.set(id, { guild, name: name ?? "" });
  }

  function forget(guild: string, shard: number, receivedAt: number): readonly ChatChange[] {
    members.get(shard)?.delete(guild);
    guildNames.delete(guild);
    const left = [...channels].filter(([, channel]) => channel.guild === guild).map(([id]) => id);
    return left.map((chat) => {
      channels.delete(chat);
      const id = `${PLATFORM}:left:${chat}:${receivedAt}`;
      return { kind: "left", id, conversation: { platform: PLATFORM, chat }, receivedAt };
    });
  }

  return {
    take({ t, d }, shard, receivedAt) {
      switch (t) {
        case "READY":
          return takeReady(d, shard, receivedAt);
        case "GUILD_CREATE":
          return takeGuild(d, shard, receivedAt);
        case "GUILD_DELETE": {
          const lost = LostGuildPayload.safeParse(d).data;
          // Unavailable: Discord has an outage, the bot is still a member.
          return lost === undefined || lost.unavailable === true ? [] : forget(lost.id, shard, receivedAt);
        }
        case "CHANNEL_CREATE":
        case "CHANNEL_UPDATE":
        case "THREAD_CREATE":
        case "THREAD_UPDATE": {
          const channel = ChannelPayload.safeParse(d).data;
          if (channel !== undefined) remember(channel.guild_id, channel);
          return [];
        }
        case "CHANNEL_DELETE":
        case "THREAD_DELETE": {
          const channel = ChannelPayload.safeParse(d).data;
          if (channel !== undefined) channels.delete(channel.id);
          return [];
        }
        default:
          return [];
      }
    },
    get bot() {
      return bot;
    },
    get application() {
      return application;
    },
    titlesOf(channel) {
      const known = channels.get(channel);
      if (known === undefined || known.name === "") return undefined;
      const guild = guildNames.get(known.guild) ?? "";
      return { chatTitle: `${guild} #${known.name}`.trim(), name: known.name };
    },
    guildOf: (channel) => channels.get(channel)?.guild,
  };
}

/** Where Discord itself welcomes people, else the uppermost text channel. */
function greetingChannel({ system_channel_id: system, channels }: GuildPayload): string | undefined {
  if (system) return system;
  return channels.filter(({ type }) => type === TEXT_CHANNEL).toSorted((a, b) => a.position - b.position)[0]?.id;
}
