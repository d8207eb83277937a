/** The words of a message: its text without Discord's tokens, and the command it may be. Pure. */

/** Who we are: the account, and the roles that servers have made for it and members mention instead. */
export interface BotIdentity {
  readonly id: string;
  readonly roles: ReadonlySet<string>;
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
  readonly args: string;
}

/** `<@id>`, `<@!id>`, `<@&role>`, `<#channel>`, `<:emoji:id>`, `<a:emoji:id>`, `</command:id>`. */
const TOKEN = /<(?:(@!?|@&|#)(\d+)|a?(:\w+:)\d+|(\/[^:>]+):\d+)>/g;
/** Stands where a mention of the bot stood, until the space around it is put in order. */
const GAP = "\uE000";
/** Commas and colons that set the name apart from what is said, also in Arabic. */
const LEADING_GAP = new RegExp(`^[\\s${GAP}]*${GAP}[\\s,:;،؛–-]*`, "u");
const COMMAND = /^\/([a-z][a-z0-9_-]{0,31})(?:\s+([\s\S]*))?$/i;

/** Other people, roles and channels keep a word each but lose their ids. */
export function readWords(content: string, bot: BotIdentity): Words {
  let isMentioned = false;
  const readable = content
    .replaceAll(GAP, "")
    .replace(TOKEN, (_token, sigil?: string, id?: string, emoji?: string, command?: string) => {
      if (emoji !== undefined) return emoji;
      if (command !== undefined) return command;
      if (sigil === "#") return "#channel";
      const isRole = sigil === "@&";
      const isOurs = id !== undefined && (isRole ? bot.roles.has(id) : id === bot.id);
      if (!isOurs) return isRole ? "@role" : "@user";
      isMentioned = true;
      return GAP;
    });
  const text = readable
    .replace(LEADING_GAP, "")
    .replaceAll(new RegExp(`[ \\t]*${GAP}`, "g"), "")
    .trim();
  return { text, isMentioned, command: readCommand(text) };
}

function readCommand(text: string): TypedCommand | undefined {
  const [, name, args = ""] = COMMAND.exec(text) ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), args: args.trim() };
}
