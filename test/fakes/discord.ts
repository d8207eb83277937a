/**
 * Discord on 127.0.0.1, with REST API and gateway in the real protocol, and the people who talk to the bot through it.
 * The bot under test may live in this process or in another one: it only needs `url` and `token`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { createGateway } from "./discord/gateway.ts";
import type { Gateway } from "./discord/gateway.ts";
import { startServer } from "./discord/server.ts";
import type { FakeServer } from "./discord/server.ts";
import type { FakeChannel, FakeGuild, FakeInteraction, FakeMessage, FakeUser, Fault } from "./discord/types.ts";
import { createWorld } from "./discord/world.ts";
import type { World } from "./discord/world.ts";

export type { FakeChannel, FakeGuild, FakeInteraction, FakeMessage, FakeUser, Fault };

export interface Said {
  readonly channel: FakeChannel;
  readonly author: FakeUser;
  readonly content: string;
  /** Id of the message that this one replies to, with a ping. */
  readonly replyTo?: string;
  /** Any other field of the message. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface Slashed {
  readonly channel: FakeChannel;
  readonly user: FakeUser;
  readonly name: string;
  /** The value of the command's one argument. */
  readonly text?: string;
  /** What the person may do there, in bits. @default none */
  readonly permissions?: bigint;
}

export interface FakeDiscord extends Omit<FakeServer, "server"> {
  readonly token: string;
  readonly bot: FakeUser;
  readonly world: World;
  readonly gateway: Gateway;
  user(name: string, more?: Partial<FakeUser>): FakeUser;
  /** A server that the bot is a member of. Before the bot connects, or else it is not told. */
  guild(name: string, owner: FakeUser): FakeGuild;
  channel(guild: FakeGuild, name: string, more?: Partial<FakeChannel>): FakeChannel;
  thread(parent: FakeChannel, name: string): FakeChannel;
  /** The private channel with a person. */
  privateChannel(user: FakeUser): FakeChannel;
  /** Gives the member a role with these permissions. */
  allow(guild: FakeGuild, user: FakeUser, permissions: bigint): void;

  say(said: Said): FakeMessage;
  press(on: FakeMessage, action: string, user: FakeUser): FakeInteraction;
  slash(slashed: Slashed): FakeInteraction;
  deleteMessage(message: { readonly id: string }): void;
  /** The bot becomes a member of the server while it is connected. */
  join(guild: FakeGuild): void;
  removeBot(guild: FakeGuild): void;
  dropSockets: Gateway["dropSockets"];
  /** From now on the token is refused, or good again. */
  setTokenGood(isGood: boolean): void;

  /** What the bot has written there, as it reads after edits. */
  postsIn(channel: FakeChannel): readonly FakeMessage[];
  /** The first truthy value of `predicate`; rejects after `timeoutMs`. */
  waitFor<T>(predicate: () => T, timeoutMs?: number): Promise<NonNullable<T>>;
}

export interface FakeDiscordOptions {
  readonly token?: string;
  /** Whether the Message Content Intent is switched on. @default true */
  readonly isContentAllowed?: boolean;
}

const CHECK_EVERY_MS = 5;
const PATIENCE_MS = 3000;
const TEXT_CHANNEL = 0;
const PRIVATE_CHANNEL = 1;
const THREAD = 11;
const MANAGED_ROLE = "0";

export async function startFakeDiscord({
  token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GfakeA.token-for-tests_only",
  isContentAllowed = true,
}: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  let isTokenGood = true;
  const rules = {
    isTokenGood: (given: string) => isTokenGood && given === token,
    isContentAllowed: () => isContentAllowed,
  };
  const bot: FakeUser = person("100000000000000001", "Lotse", { bot: true });
  const world = createWorld(bot, "100000000000000002");
  const { server, ...http } = await startServer({ ...rules, context: () => context });
  const gateway = createGateway(server, world, { ...rules });
  const context = { world, gateway, gatewayUrl: http.url.replace("http", "ws") };

  const user: FakeDiscord["user"] = (name, more = {}) => {
    const made = person(world.nextId(), name, more);
    world.users.set(made.id, made);
    return made;
  };

  const channel: FakeDiscord["channel"] = (guild, name, more = {}) => {
    const position = world.channels.size;
    const made = { id: world.nextId(), type: TEXT_CHANNEL, guild_id: guild.id, name, position, ...more };
    world.channels.set(made.id, made);
    return made;
  };

  function interact(
    kind: FakeInteraction["kind"],
    { channel_id, by, permissions }: { channel_id: string; by: FakeUser; permissions: bigint },
    more: object,
  ): FakeInteraction {
    const id = world.nextId();
    const interaction: FakeInteraction = {
      id,
      token: `aW50ZXJhY3Rpb24-${id}.${"x".repeat(40)}`,
      kind,
      at: Date.now(),
      isOriginalDeleted: false,
      followUps: [],
    };
    world.interactions.set(interaction.token, interaction);
    const place = world.channels.get(channel_id);
    const guild = place?.guild_id;
    const who =
      guild === undefined
        ? { user: by }
        : {
            guild_id: guild,
            member: { ...world.member(guild, by), user: by, permissions: String(permissions) },
          };
    gateway.dispatch("INTERACTION_CREATE", {
      id,
      application_id: world.application,
      type: kind === "press" ? 3 : 2,
      token: interaction.token,
      version: 1,
      channel_id,
      channel: place,
      locale: "de",
      entitlements: [],
      authorizing_integration_owners: {},
      attachment_size_limit: 10_485_760,
      ...who,
      ...more,
    });
    return interaction;
  }

  return {
    ...http,
    token,
    bot,
    world,
    gateway,
    dropSockets: gateway.dropSockets,
    user,
    channel,
    guild(name, owner) {
      const id = world.nextId();
      const everyone = { id, name: "@everyone", permissions: String(1n << 11n) };
      const own = { id: world.nextId(), name: "Lotse", permissions: MANAGED_ROLE };
      const made: FakeGuild = {
        id,
        name,
        owner_id: owner.id,
        joined_at: new Date().toISOString(),
        roles: [everyone, { ...own, tags: { bot_id: bot.id } }],
        members: new Map([[owner.id, []]]),
      };
      world.guilds.set(id, made);
      return made;
    },
    thread(parent, name) {
      const made: FakeChannel = {
        id: world.nextId(),
        type: THREAD,
        ...(parent.guild_id === undefined ? {} : { guild_id: parent.guild_id }),
        name,
        position: 0,
        parent_id: parent.id,
        thread_metadata: { archived: false, locked: false },
      };
      world.channels.set(made.id, made);
      gateway.dispatch("THREAD_CREATE", { ...made, newly_created: true });
      return made;
    },
    privateChannel(recipient) {
      const id = world.nextId();
      const made = { id, type: PRIVATE_CHANNEL, position: 0, recipients: [recipient] };
      world.channels.set(id, made);
      return made;
    },
    allow(guild, member, permissions) {
      const role = { id: world.nextId(), name: "Team", permissions: String(permissions) };
      guild.roles.push(role);
      guild.members.set(member.id, [role.id]);
    },

    say({ channel: place, author, content, replyTo, extra = {} }) {
      const question = replyTo === undefined ? undefined : world.messages.get(replyTo);
      const guild = world.guilds.get(place.guild_id ?? "");
      if (guild?.members.has(author.id) === false) guild.members.set(author.id, []);
      const pinged = [...content.matchAll(/<@!?(\d+)>/g)].flatMap(([, id = ""]) => world.users.get(id) ?? []);
      const message = world.add(place, author, {
        content,
        mentions: question === undefined ? pinged : [...pinged, question.author],
        ...(replyTo === undefined
          ? {}
          : {
              message_reference: { message_id: replyTo, channel_id: place.id },
              referenced_message: question ?? null,
            }),
        ...extra,
      });
      gateway.dispatch("MESSAGE_CREATE", world.told(message));
      return message;
    },
    press: (on, action, by) =>
      interact(
        "press",
        { channel_id: on.channel_id, by, permissions: 0n },
        { message: on, data: { custom_id: action, component_type: 2 } },
      ),
    slash({ channel: place, user: by, name, text, permissions = 0n }) {
      const options = text === undefined ? [] : [{ name: "text", type: 3, value: text }];
      return interact(
        "command",
        { channel_id: place.id, by, permissions },
        { data: { id: world.nextId(), name, type: 1, options } },
      );
    },
    deleteMessage({ id }) {
      const message = world.messages.get(id);
      world.messages.delete(id);
      gateway.dispatch("MESSAGE_DELETE", { id, channel_id: message?.channel_id });
    },
    join(guild) {
      world.guilds.set(guild.id, guild);
      gateway.dispatch("GUILD_CREATE", world.toldGuild(guild));
    },
    removeBot(guild) {
      world.guilds.delete(guild.id);
      gateway.dispatch("GUILD_DELETE", { id: guild.id });
    },
    setTokenGood(isGood) {
      isTokenGood = isGood;
    },

    postsIn: ({ id }) =>
      [...world.messages.values()].filter(({ channel_id, author }) => channel_id === id && author.id === bot.id),
    waitFor,
    async close() {
      gateway.close();
      await http.close();
    },
  };
}

function person(id: string, name: string, more: Partial<FakeUser>): FakeUser {
  const username = name.toLowerCase().replaceAll(" ", "_");
  return { id, username, global_name: name, discriminator: "0", avatar: null, ...more };
}

async function waitFor<T>(predicate: () => T, timeoutMs = PATIENCE_MS): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = predicate();
    if (value) return value;
    if (Date.now() > end) {
      throw new Error(`Nothing came within ${timeoutMs} ms: ${String(predicate)}`);
    }
    await delay(CHECK_EVERY_MS);
  }
}
