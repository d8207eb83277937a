/** What each method of the Bot API checks, changes and answers. */
import { z } from "zod";
import { parseHtml } from "./html.ts";
import { ApiFault } from "./types.ts";
import type { FakeKeyboard, FakeMessage } from "./types.ts";
import type { Updates } from "./updates.ts";
import { withoutReply } from "./world.ts";
import type { World } from "./world.ts";

export interface MethodContext {
  readonly world: World;
  readonly updates: Updates;
  /** Aborts when the asker has hung up. */
  readonly gone: AbortSignal;
}

type Method = (params: unknown, context: MethodContext) => unknown;

const TEXT_LENGTH = 4096;
const ACTION_BYTES = 64;

const Id = z.coerce.number().int();
const ChatId = z.coerce.string();
const Keyboard = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string().min(1), callback_data: z.string().optional() }))),
});
const Content = z.object({
  chat_id: ChatId,
  text: z.string(),
  parse_mode: z.literal("HTML").optional(),
  reply_markup: Keyboard.optional(),
});
const Send = Content.extend({
  message_thread_id: Id.optional(),
  disable_notification: z.boolean().optional(),
  link_preview_options: z.object({ is_disabled: z.boolean().optional() }).optional(),
  reply_parameters: z.object({ message_id: Id, allow_sending_without_reply: z.boolean().optional() }).optional(),
});
const Edit = Content.extend({ message_id: Id });
const Answer = z.object({
  callback_query_id: z.string(),
  text: z.string().max(200).optional(),
  show_alert: z.boolean().optional(),
});
const Poll = z.object({
  offset: Id.optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  timeout: z.coerce.number().min(0).optional(),
  allowed_updates: z.array(z.string()).optional(),
});
const Webhook = z.object({
  url: z.string(),
  secret_token: z
    .string()
    .regex(/^[\w-]{1,256}$/)
    .optional(),
  allowed_updates: z.array(z.string()).optional(),
});
const Commands = z.object({
  commands: z.array(
    z.object({
      command: z.string().regex(/^[a-z0-9_]{1,32}$/),
      description: z.string().min(1).max(256),
    }),
  ),
});

export const METHODS: Readonly<Record<string, Method>> = {
  getme: (_, { world }) => ({
    ...world.bot,
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_inline_queries: false,
  }),
  getupdates: (params, { updates, gone }) => updates.poll(read(Poll, params), gone),
  setwebhook: (params, { updates }) => {
    const { url, secret_token, allowed_updates } = read(Webhook, params);
    updates.setWebhook(url === "" ? undefined : { url, secret: secret_token }, allowed_updates);
    return true;
  },
  deletewebhook: (_, { updates }) => {
    updates.setWebhook(undefined, undefined);
    return true;
  },
  getwebhookinfo: (_, { updates }) => ({
    url: updates.webhook?.url ?? "",
    has_custom_certificate: false,
    pending_update_count: updates.pending().length,
    allowed_updates: updates.allowed,
  }),
  setmycommands: (params, { world }) => {
    world.commands = read(Commands, params).commands;
    return true;
  },
  sendmessage: (params, { world }) => sendMessage(read(Send, params), world),
  editmessagetext: (params, { world }) => editMessageText(read(Edit, params), world),
  answercallbackquery: (params, { world }) => {
    const { callback_query_id: id, ...answer } = read(Answer, params);
    if (!world.openQueries.delete(id)) {
      throw badRequest("query is too old and response timeout expired or query ID is invalid");
    }
    world.answers.set(id, answer);
    return true;
  },
  getchat: (params, { world }) => place(read(z.object({ chat_id: ChatId }), params).chat_id, world).chat,
  getchatmember: (params, { world }) => {
    const { chat_id, user_id } = read(z.object({ chat_id: ChatId, user_id: Id }), params);
    const status = place(chat_id, world).members.get(user_id);
    if (status === undefined) throw badRequest("PARTICIPANT_ID_INVALID");
    return { status, user: { id: user_id, is_bot: false, first_name: "Member" } };
  },
  sendchataction: (params, { world }) => {
    place(read(z.object({ chat_id: ChatId }), params).chat_id, world);
    return true;
  },
};

function sendMessage(params: z.infer<typeof Send>, world: World): FakeMessage {
  const { chat, topics, messages } = place(params.chat_id, world);
  const content = contentOf(params);
  const thread = params.message_thread_id;
  if (thread !== undefined && !topics.has(thread)) throw badRequest("message thread not found");

  const wanted = params.reply_parameters;
  const question = wanted === undefined ? undefined : messages.get(wanted.message_id);
  if (wanted !== undefined && question === undefined && wanted.allow_sending_without_reply !== true) {
    throw badRequest("message to be replied not found");
  }
  return world.add(chat, {
    from: world.bot,
    ...content,
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(question === undefined ? {} : { reply_to_message: withoutReply(question) }),
  });
}

function editMessageText(params: z.infer<typeof Edit>, world: World): FakeMessage {
  const message = place(params.chat_id, world).messages.get(params.message_id);
  if (message === undefined) throw badRequest("message to edit not found");
  if (message.from?.id !== world.bot.id) throw badRequest("message can't be edited");
  const content = contentOf(params);
  const facets = ({ text, entities, reply_markup }: typeof content): string =>
    JSON.stringify([text, entities ?? [], reply_markup ?? null]);
  if (facets(content) === facets(message)) {
    const what = "specified new message content and reply markup are exactly the same";
    throw badRequest(`message is not modified: ${what} as a current content and reply markup of the message`);
  }
  delete message.reply_markup;
  return Object.assign(message, content, { edit_date: Math.floor(Date.now() / 1000) });
}

/** The chat, if the bot may write there. */
function place(id: string, world: World): ReturnType<World["state"]> {
  const state = world.chats.get(id);
  if (state === undefined) throw badRequest("chat not found");
  if (state.migratedTo !== undefined) {
    const parameters = { migrate_to_chat_id: state.migratedTo };
    throw new ApiFault(400, "Bad Request: group chat was upgraded to a supergroup chat", parameters);
  }
  if (state.botStatus === "kicked" || state.botStatus === "left") {
    const isPrivate = state.chat.type === "private";
    const what = isPrivate ? "bot was blocked by the user" : `bot was kicked from the ${state.chat.type} chat`;
    throw new ApiFault(403, `Forbidden: ${what}`);
  }
  return state;
}

function contentOf(params: z.infer<typeof Content>): Pick<FakeMessage, "text" | "entities" | "reply_markup"> {
  const parsed =
    params.parse_mode === "HTML"
      ? parseHtml(params.text)
      : ({ kind: "parsed", text: params.text.trim(), entities: [] } as const);
  if (parsed.kind === "unparsable") throw badRequest(parsed.reason);
  if (parsed.text === "") throw badRequest("message text is empty");
  if (parsed.text.length > TEXT_LENGTH) throw badRequest("message is too long");
  const keyboard: FakeKeyboard | undefined = params.reply_markup;
  const actions = keyboard?.inline_keyboard.flat().map(({ callback_data }) => callback_data ?? "") ?? [];
  if (actions.some((action) => action === "" || Buffer.byteLength(action) > ACTION_BYTES)) {
    throw badRequest("BUTTON_DATA_INVALID");
  }
  return {
    text: parsed.text,
    ...(parsed.entities.length === 0 ? {} : { entities: parsed.entities }),
    ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
  };
}

function read<T>(schema: z.ZodType<T>, params: unknown): T {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw badRequest(`can't use the parameter ${parsed.error.issues[0]?.path.join(".") ?? ""}`);
}

function badRequest(description: string): ApiFault {
  return new ApiFault(400, `Bad Request: ${description}`);
}
