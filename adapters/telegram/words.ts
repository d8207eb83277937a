/** The words of a message: its text without mentions of the bot, and the command it may be. */
import type { Entity, TelegramMessage } from "./update.ts";

/** Who we are, as getMe tells. */
export interface BotIdentity {
  readonly id: number;
  readonly username: string;
}

export interface Words {
  /** Trimmed; empty if nothing but mentions of the bot was written. */
  readonly text: string;
  readonly isMentioned: boolean;
  readonly command: TypedCommand | undefined;
}

export interface TypedCommand {
  /** Lower case, without the slash. */
  readonly name: string;
  /** The bot named behind the `@`, in lower case. */
  readonly bot: string | undefined;
  readonly args: string;
}

/** Commas and colons that set the name apart from what is said, also in Arabic. */
const AFTER_NAME = /^[\s,:;،؛–-]+/u;
const COMMAND = /^\/([a-z0-9_]{1,32})(?:@([a-z0-9_]+))?(?:\s+([\s\S]*))?$/i;

/** Reads text or caption; undefined if the message has neither. */
export function readWords(message: TelegramMessage, bot: BotIdentity): Words | undefined {
  const written = message.text ?? message.caption;
  if (written === undefined) return undefined;

  const entities = (message.text === undefined ? message.caption_entities : message.entities) ?? [];
  const mentions = entities.filter((entity) => isMentionOf(bot, entity, written));
  const text = without(mentions, written);
  return {
    text,
    isMentioned: mentions.length > 0,
    command: entities.some(({ type }) => type === "bot_command") ? readCommand(text) : undefined,
  };
}

function isMentionOf(bot: BotIdentity, entity: Entity, text: string): boolean {
  if (entity.type === "text_mention") return entity.user?.id === bot.id;
  if (entity.type !== "mention") return false;
  return text.slice(entity.offset, entity.offset + entity.length).toLowerCase() === `@${bot.username.toLowerCase()}`;
}

function without(mentions: readonly Entity[], text: string): string {
  let rest = text;
  for (const { offset, length } of mentions.toSorted((a, b) => b.offset - a.offset)) {
    const before = rest.slice(0, offset).trimEnd();
    const after = rest.slice(offset + length);
    rest = before === "" ? after.replace(AFTER_NAME, "") : join(before, after);
  }
  return rest.trim();
}

/** Keeps one space, or a line break, where the mention stood between two words. */
function join(before: string, after: string): string {
  return /^[ \t]+\S/.test(after) ? `${before} ${after.trimStart()}` : before + after;
}

function readCommand(text: string): TypedCommand | undefined {
  const [, name, bot, args = ""] = COMMAND.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { name: name.toLowerCase(), bot: bot?.toLowerCase(), args: args.trim() };
}
