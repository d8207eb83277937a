/** A typed line as an event. Pure. */
import type { ChatEvent, Conversation } from "../../src/adapter.ts";
import type { Shown } from "./encode.ts";

export interface LineContext {
  /** Tells one run's messages from another's. */
  readonly run: string;
  /** Number of this line; also its message id. */
  readonly number: number;
  readonly now: number;
  /** What has been printed so far, by number. */
  shown(number: number): Shown | undefined;
}

/** The group chat that the console plays. */
export const ROOM: Conversation = { platform: "console", chat: "room" };
const PERSON = { id: "you", name: "You" };

/** An event, a sentence that says what is wrong with the line, or `undefined` for an empty line. */
export function decodeLine(line: string, context: LineContext): ChatEvent | string | undefined {
  const text = line.trim();
  if (text === "") return undefined;
  const { run, number, now } = context;
  const base = {
    conversation: ROOM,
    messageId: String(number),
    author: PERSON,
    sentAt: now,
    receivedAt: now,
    isAddressed: false,
    isPrivate: false,
  };
  const id = `console:${run}:${number}`;
  const press = /^\/press\s+(\d+)([a-z])$/iu.exec(text);
  if (press !== null) {
    const post = context.shown(Number(press[1]));
    const action = post?.actions[(press[2] ?? "a").toLowerCase().charCodeAt(0) - 97];
    if (post === undefined || action === undefined)
      return "There is no such button. Type its number and letter, such as /press 3a.";
    return {
      kind: "press",
      id: `press-${id}`,
      conversation: post.conversation,
      messageId: press[1] ?? "",
      author: PERSON,
      action,
      receipt: id,
      receivedAt: now,
    };
  }
  const reply = /^\/reply\s+(\d+)\s+(.+)$/isu.exec(text);
  if (reply !== null) {
    const post = context.shown(Number(reply[1]));
    if (post === undefined)
      return "There is no such message. Type its number and your text, such as /reply 3 Guten Tag!";
    return {
      ...base,
      kind: "message",
      id,
      conversation: post.conversation,
      text: reply[2] ?? "",
      isAddressed: true,
      replyTo: { messageId: reply[1] ?? "", isOurs: true, actions: post.actions },
    };
  }
  if (text.startsWith("/press") || text.startsWith("/reply"))
    return "Write /press 3a for button a of message 3, or /reply 3 followed by your text.";
  const command = /^\/([a-z]+)\s*(.*)$/isu.exec(text);
  if (command !== null)
    return {
      ...base,
      kind: "command",
      id,
      text,
      name: (command[1] ?? "").toLowerCase(),
      args: command[2] ?? "",
      isAddressed: true,
    };
  const mention = /^@lotse\b[\s,:]*(.+)$/isu.exec(text);
  if (mention !== null) return { ...base, kind: "message", id, text: mention[1] ?? "", isAddressed: true };
  return { ...base, kind: "message", id, text };
}
