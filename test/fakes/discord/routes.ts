/** What each route of the REST API checks, changes and answers. */
import { z } from "zod";
import type { Gateway } from "./gateway.ts";
import { ApiFault, invalidForm } from "./types.ts";
import type { FakeChannel, FakeComponent, FakeInteraction, FakeMessage } from "./types.ts";
import type { World } from "./world.ts";

export interface RouteContext {
  readonly world: World;
  readonly gateway: Gateway;
  /** Address of the gateway. */
  readonly gatewayUrl: string;
}

/** `ids` are those of the address, in order. The result is the body of the answer; undefined answers 204. */
type Route = (ids: readonly string[], body: unknown, context: RouteContext) => unknown;

const CONTENT_LENGTH = 2000;
const ACKNOWLEDGE_WITHIN_MS = 3000;
/** "Within the past few minutes". */
const NONCE_LIFE_MS = 180_000;
const CREATED_BY_COMMAND = 5;

const Component: z.ZodType<FakeComponent> = z.object({
  type: z.int(),
  style: z.int().optional(),
  label: z.string().min(1).max(80).optional(),
  custom_id: z.string().min(1).max(100).optional(),
  get components(): z.ZodType<readonly FakeComponent[] | undefined> {
    return z.array(Component).max(5).optional();
  },
});
const Mentions = z.object({ parse: z.array(z.string()), replied_user: z.boolean().optional() });
const Content = z.object({
  content: z.string().optional(),
  flags: z.int().optional(),
  components: z.array(Component).max(5).optional(),
  allowed_mentions: Mentions.optional(),
});
const Create = Content.extend({
  nonce: z.union([z.string().max(25), z.int()]).optional(),
  enforce_nonce: z.boolean().optional(),
  message_reference: z.object({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() }).optional(),
});
const Callback = z.object({
  type: z.int(),
  data: z.object({ flags: z.int().optional() }).optional(),
});
const Archive = z.object({ archived: z.boolean() });

export const ROUTES: Readonly<Record<string, Route>> = {
  "GET /gateway/bot": (_ids, _body, { gatewayUrl }) => ({
    url: gatewayUrl,
    shards: 1,
    session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 },
  }),
  "PUT /applications/:id/commands": (_ids, body, { world }) => {
    world.commands = body;
    return [];
  },
  "GET /channels/:id": ([id = ""], _body, { world }) => channelOf(world, id),
  "PATCH /channels/:id": ([id = ""], body, { world }) => {
    const channel = channelOf(world, id);
    if (channel.thread_metadata?.locked === true) throw missingPermissions();
    if (channel.thread_metadata) channel.thread_metadata.archived = read(Archive, body).archived;
    return channel;
  },
  "POST /channels/:id/messages": ([id = ""], body, { world, gateway }) => {
    const channel = channelOf(world, id);
    if (channel.thread_metadata?.locked === true) {
      throw new ApiFault(400, 160_005, "This thread is locked");
    }
    return createMessage(channel, read(Create, body), world, gateway);
  },
  "PATCH /channels/:id/messages/:id": ([id = "", messageId = ""], body, { world }) => {
    const channel = channelOf(world, id);
    const message = messageOf(world, id, messageId);
    if (message.author.id !== world.bot.id) {
      throw new ApiFault(403, 50_005, "Cannot edit a message authored by another user");
    }
    if (channel.thread_metadata?.archived === true) {
      throw new ApiFault(400, 50_083, "Thread is archived");
    }
    const edit = read(Content, body);
    checkContent(edit.content ?? message.content);
    message.content = edit.content ?? message.content;
    message.components = edit.components ?? message.components;
    message.edited_timestamp = new Date().toISOString();
    return message;
  },
  "DELETE /channels/:id/messages/:id": ([id = "", messageId = ""], _body, { world, gateway }) => {
    messageOf(world, id, messageId);
    world.messages.delete(messageId);
    gateway.dispatch("MESSAGE_DELETE", { id: messageId, channel_id: id });
  },
  "GET /guilds/:id": ([id = ""], _body, { world }) => {
    const guild = guildOf(world, id);
    const { members: _members, ...told } = guild;
    return told;
  },
  "GET /guilds/:id/roles": ([id = ""], _body, { world }) => guildOf(world, id).roles,
  "GET /guilds/:id/members/:id": ([id = "", userId = ""], _body, { world }) => {
    const user = world.users.get(userId);
    if (user === undefined || !guildOf(world, id).members.has(userId)) {
      throw new ApiFault(404, 10_007, "Unknown Member");
    }
    return { ...world.member(id, user), user };
  },
  "POST /interactions/:id/:token/callback": ([, token = ""], body, { world }) => {
    const interaction = world.interactions.get(token);
    const ageMs = Date.now() - (interaction?.at ?? 0);
    if (interaction === undefined) throw new ApiFault(404, 10_062, "Unknown interaction");
    if (interaction.callback !== undefined) {
      throw new ApiFault(400, 40_060, "Interaction has already been acknowledged.");
    }
    if (ageMs > ACKNOWLEDGE_WITHIN_MS) throw new ApiFault(404, 10_062, "Unknown interaction");
    interaction.callback = read(Callback, body).type;
    interaction.acknowledgedAfterMs = ageMs;
  },
  "POST /webhooks/:id/:token": ([, token = ""], body, { world }) => {
    const { content = "" } = read(Content, body);
    checkContent(content);
    acknowledged(world, token).followUps.push(content);
    return { id: world.nextId(), content };
  },
  "PATCH /webhooks/:id/:token/messages/@original": ([, token = ""], body, { world }) => {
    const interaction = acknowledged(world, token);
    const { content = "" } = read(Content, body);
    checkContent(content);
    interaction.original = content;
    return { id: world.nextId(), content };
  },
  "DELETE /webhooks/:id/:token/messages/@original": ([, token = ""], _body, { world }) => {
    const interaction = acknowledged(world, token);
    if (interaction.callback !== CREATED_BY_COMMAND || interaction.isOriginalDeleted) {
      throw unknownMessage();
    }
    interaction.isOriginalDeleted = true;
  },
};

function createMessage(
  channel: FakeChannel,
  { content = "", nonce, enforce_nonce, message_reference, flags = 0, components = [] }: z.infer<typeof Create>,
  world: World,
  gateway: Gateway,
): FakeMessage {
  checkContent(content);
  const twin = [...world.messages.values()].find(
    (other) =>
      other.nonce === nonce &&
      other.channel_id === channel.id &&
      other.author.id === world.bot.id &&
      Date.now() - Date.parse(other.timestamp) < NONCE_LIFE_MS,
  );
  if (nonce !== undefined && enforce_nonce === true && twin !== undefined) return twin;

  const { message_id: replyTo = "", fail_if_not_exists: isStrict = true } = message_reference ?? {};
  const question = world.messages.get(replyTo);
  const isThere = question?.channel_id === channel.id;
  if (message_reference !== undefined && !isThere && isStrict) {
    throw invalidForm("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message");
  }
  const message = world.add(channel, world.bot, {
    content,
    flags,
    components,
    ...(nonce === undefined ? {} : { nonce }),
    ...(isThere
      ? {
          message_reference: { message_id: replyTo, channel_id: channel.id },
          referenced_message: question,
        }
      : {}),
  });
  gateway.dispatch("MESSAGE_CREATE", world.told(message));
  return message;
}

function checkContent(content: string): void {
  if (content === "") throw new ApiFault(400, 50_006, "Cannot send an empty message");
  if (content.length > CONTENT_LENGTH) {
    const rule = `Must be ${CONTENT_LENGTH} or fewer in length.`;
    throw invalidForm("content", "BASE_TYPE_MAX_LENGTH", rule);
  }
}

function channelOf(world: World, id: string): FakeChannel {
  const channel = world.channels.get(id);
  if (channel === undefined) throw new ApiFault(404, 10_003, "Unknown Channel");
  if (channel.guild_id !== undefined && !world.guilds.has(channel.guild_id)) {
    throw new ApiFault(403, 50_001, "Missing Access");
  }
  return channel;
}

function guildOf(world: World, id: string): NonNullable<ReturnType<World["guilds"]["get"]>> {
  const guild = world.guilds.get(id);
  if (guild === undefined) throw new ApiFault(404, 10_004, "Unknown Guild");
  return guild;
}

function messageOf(world: World, channel: string, id: string): FakeMessage {
  const message = world.messages.get(id);
  if (message?.channel_id !== channel) throw unknownMessage();
  return message;
}

function unknownMessage(): ApiFault {
  return new ApiFault(404, 10_008, "Unknown Message");
}

function missingPermissions(): ApiFault {
  return new ApiFault(403, 50_013, "Missing Permissions");
}

/** Before its callback an interaction has no webhook. */
function acknowledged(world: World, token: string): FakeInteraction {
  const interaction = world.interactions.get(token);
  if (interaction?.callback === undefined) throw new ApiFault(404, 10_015, "Unknown Webhook");
  return interaction;
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, error } = schema.safeParse(body);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw invalidForm(String(issue?.path[0] ?? "body"), issue?.code ?? "", issue?.message ?? "");
}
