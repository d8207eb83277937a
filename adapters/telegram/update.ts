/** What we read of a Bot API update (https://core.telegram.org/bots/api#update). Fields that are not named are ignored. */
import { z } from "zod";

/** The kinds of update we ask for; anything else stays at Telegram. */
export const ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"] as const;

const User = z.object({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: z.string().optional(),
  language_code: z.string().optional(),
});

const Chat = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string().optional(),
  username: z.string().optional(),
});

/** Offsets count UTF-16 code units, as JavaScript does. */
const Entity = z.object({
  type: z.string(),
  offset: z.int(),
  length: z.int(),
  user: z.object({ id: z.int() }).optional(),
});

const Keyboard = z.object({
  inline_keyboard: z.array(z.array(z.object({ callback_data: z.string().optional() }))),
});

const Replied = z.object({
  message_id: z.int(),
  from: User.optional(),
  reply_markup: Keyboard.optional(),
});

const TelegramMessage = z.object({
  message_id: z.int(),
  date: z.int(),
  chat: Chat,
  from: User.optional(),
  sender_chat: Chat.optional(),
  text: z.string().optional(),
  entities: z.array(Entity).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(Entity).optional(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  reply_to_message: Replied.optional(),
  is_automatic_forward: z.boolean().optional(),
  via_bot: z.unknown().optional(),
  forward_origin: z.unknown().optional(),
  /** How forwards were marked before Bot API 7.0; own API servers may be old. */
  forward_date: z.unknown().optional(),
  migrate_to_chat_id: z.int().optional(),
});

const CallbackQuery = z.object({
  id: z.string(),
  from: User,
  data: z.string().optional(),
  /** Also what is left of a message that is no longer accessible: its chat and id. */
  message: z
    .object({
      message_id: z.int(),
      chat: Chat,
      message_thread_id: z.int().optional(),
      is_topic_message: z.boolean().optional(),
    })
    .optional(),
});

const Membership = z.object({ status: z.string(), is_member: z.boolean().optional() });

const Update = z.object({
  update_id: z.int(),
  message: TelegramMessage.optional(),
  callback_query: CallbackQuery.optional(),
  my_chat_member: z.object({ chat: Chat, old_chat_member: Membership, new_chat_member: Membership }).optional(),
});

export type User = z.infer<typeof User>;
export type Chat = z.infer<typeof Chat>;
export type Entity = z.infer<typeof Entity>;
export type TelegramMessage = z.infer<typeof TelegramMessage>;
export type CallbackQuery = z.infer<typeof CallbackQuery>;
export type Membership = z.infer<typeof Membership>;
export type Update = z.infer<typeof Update>;

/** The update, or undefined if it does not have the documented shape. */
export function parseUpdate(raw: unknown): Update | undefined {
  return Update.safeParse(raw).data;
}

/** What is unexpected about an update: its kind, or the path to a malformed field. Undefined if nothing is. No values. */
export function faultOf(raw: unknown): string | undefined {
  const parsed = Update.safeParse(raw);
  if (!parsed.success) return `malformed ${parsed.error.issues[0]?.path.join(".") ?? ""}`.trim();
  if (ALLOWED_UPDATES.some((kind) => parsed.data[kind] !== undefined)) return undefined;
  const kind = Object.keys(raw as object).find((key) => key !== "update_id");
  return `unknown ${kind ?? "update"}`;
}
