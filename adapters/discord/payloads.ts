/**
 * The parts of Discord's gateway payloads that Lotse reads (https://discord.com/developers/docs/events/gateway-events).
 * Unknown fields pass; an optional part in an unknown shape counts as absent.
 */
import { z } from "zod";

/** Ids go into addresses of requests, so they are held to their form. */
const Snowflake = z.string().regex(/^\d{1,20}$/);

const User = z.object({
  id: Snowflake,
  username: z.string().catch(""),
  global_name: z.string().nullish().catch(undefined),
  bot: z.boolean().optional().catch(undefined),
  system: z.boolean().optional().catch(undefined),
});

const Member = z.object({
  nick: z.string().nullish().catch(undefined),
  /** Only in interactions: what the person may do in that channel, as a decimal number. */
  permissions: z.string().optional().catch(undefined),
});

/** A row of buttons, a button, or another part of a message that may hold some. */
export interface Component {
  readonly custom_id?: string | undefined;
  readonly components?: readonly Component[] | undefined;
}

const Component: z.ZodType<Component> = z.object({
  custom_id: z.string().optional().catch(undefined),
  get components(): z.ZodType<readonly Component[] | undefined> {
    return z.array(Component).optional().catch(undefined);
  },
});

const Referenced = z.object({
  id: Snowflake,
  author: z.object({ id: Snowflake }),
  components: z.array(Component).catch([]),
});

export const MessagePayload = z.object({
  id: Snowflake,
  channel_id: Snowflake,
  /** Absent in private chats. */
  guild_id: Snowflake.optional(),
  author: User,
  member: Member.optional().catch(undefined),
  content: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
  type: z.int(),
  webhook_id: Snowflake.nullish(),
  mentions: z.array(z.object({ id: Snowflake })).catch([]),
  referenced_message: Referenced.nullish().catch(undefined),
  message_reference: z.object({ message_id: Snowflake.optional() }).nullish().catch(undefined),
});

/** An argument of a slash command; a subcommand holds its own. */
const CommandOption = z.object({
  name: z.string(),
  type: z.int(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  get options() {
    return z.array(CommandOption).optional();
  },
});

export const InteractionPayload = z.object({
  id: Snowflake,
  application_id: Snowflake,
  type: z.int(),
  token: z.string().min(1),
  /** Language of the person's app, such as `de` or `pt-BR`. */
  locale: z.string().optional().catch(undefined),
  guild_id: Snowflake.optional(),
  channel_id: Snowflake.optional(),
  channel: z.object({ id: Snowflake }).optional().catch(undefined),
  /** In a guild. */
  member: Member.extend({ user: User }).optional(),
  /** In a private chat. */
  user: User.optional(),
  /** The message that bears the pressed button. */
  message: z.object({ id: Snowflake }).optional(),
  data: z
    .object({
      name: z.string().optional(),
      type: z.int().optional(),
      custom_id: z.string().optional(),
      options: z.array(CommandOption).optional(),
    })
    .optional(),
});

const Channel = z.object({
  id: Snowflake,
  type: z.int(),
  name: z.string().nullish().catch(undefined),
  position: z.number().catch(0),
  guild_id: Snowflake.optional(),
});

const Role = z.object({
  id: Snowflake,
  tags: z.object({ bot_id: Snowflake.optional() }).optional().catch(undefined),
});

export const ReadyPayload = z.object({
  user: z.object({ id: Snowflake }),
  application: z.object({ id: Snowflake }),
  guilds: z.array(z.object({ id: Snowflake })),
});

export const GuildPayload = z.object({
  id: Snowflake,
  name: z.string().catch(""),
  unavailable: z.boolean().optional().catch(undefined),
  joined_at: z.string().optional().catch(undefined),
  system_channel_id: Snowflake.nullish().catch(undefined),
  channels: z.array(Channel).catch([]),
  threads: z.array(Channel).catch([]),
  roles: z.array(Role).catch([]),
});

export const LostGuildPayload = z.object({ id: Snowflake, unavailable: z.boolean().optional() });

export const ChannelPayload = Channel.extend({ guild_id: Snowflake });

export type User = z.infer<typeof User>;
export type Member = z.infer<typeof Member>;
export type MessagePayload = z.infer<typeof MessagePayload>;
export type InteractionPayload = z.infer<typeof InteractionPayload>;
export type CommandOption = z.infer<typeof CommandOption>;
export type GuildPayload = z.infer<typeof GuildPayload>;

/** One dispatch of the gateway: the event's name and its data, not yet checked. */
export interface Packet {
  readonly t: string;
  readonly d: unknown;
}
