/** The smallest platform: one group chat in a terminal or a pipe. The one to copy for a new adapter. */
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Adapter, ChatEvent, Conversation, SendResult } from "../../src/adapter.ts";
import { decodeLine } from "./decode.ts";
import { encodePost, type Shown } from "./encode.ts";

export interface ConsoleOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** A person is typing: show a prompt. In a pipe each line is repeated instead, so that the output reads as a conversation. */
  readonly isTerminal: boolean;
  /** Resolves when all that follows from the lines so far has been printed. */
  readonly settled: () => Promise<void>;
  readonly now: () => number;
}

export interface ConsoleAdapter extends Adapter {
  /** Resolves when the input has ended and everything has been said; the number of lines read. */
  readonly ended: Promise<number>;
}

const PROMPT = "› ";
const NO_LIMIT = 1_000_000;

export function createConsoleAdapter({ input, output, isTerminal, settled, now }: ConsoleOptions): ConsoleAdapter {
  const lines = createInterface({ input, terminal: false });
  const shown = new Map<number, Shown>();
  const run = now().toString(36);
  let number = 0;
  let lineCount = 0;
  let isStopped = false;
  let onEnd: (lines: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    onEnd = resolve;
  });

  const write = (text: string) => output.write(text);
  const prompt = () => {
    if (isTerminal && !isStopped) write(PROMPT);
  };
  const print = (
    conversation: Conversation,
    blocks: Parameters<typeof encodePost>[2],
    buttons: Parameters<typeof encodePost>[3],
    known?: number,
  ): SendResult => {
    const own = known ?? ++number;
    shown.set(own, { conversation, actions: buttons.flat().map(({ action }) => action) });
    write(encodePost(own, conversation.chat === "advisors" ? "Lotse to the advisors" : "Lotse", blocks, buttons));
    return { kind: "sent", messageId: String(own) };
  };
  const readAll = async (onEvent: (event: ChatEvent) => Promise<void>) => {
    prompt();
    for await (const line of lines) {
      if (isStopped) break;
      if (!isTerminal && line.trim() !== "") write(`${PROMPT}${line.trim()}\n`);
      if (line.trim() !== "") lineCount++;
      const event = decodeLine(line, { run, number: number + 1, now: now(), shown: (n) => shown.get(n) });
      if (typeof event === "string") write(`${event}\n`);
      else if (event !== undefined) {
        number++;
        await onEvent(event);
        await settled();
      }
      prompt();
    }
    onEnd(lineCount);
  };

  return {
    name: "console",
    limits: { textLength: NO_LIMIT, perChatMs: 0, perPlatformMs: 0, perGroupPerMinute: NO_LIMIT },
    isDeduplicating: false,
    ended,
    start(onEvent) {
      readAll(onEvent).catch((error: unknown) => {
        write(`${error instanceof Error ? error.message : String(error)}\n`);
        onEnd(lineCount);
      });
      return Promise.resolve();
    },
    send: ({ conversation, blocks, buttons }) => Promise.resolve(print(conversation, blocks, buttons)),
    edit: ({ conversation, messageId, blocks, buttons }) =>
      Promise.resolve(print(conversation, blocks, buttons, Number(messageId))),
    acknowledge(_receipt, toast) {
      if (toast !== undefined) write(`(${toast})\n`);
      return Promise.resolve();
    },
    isAdmin: () => Promise.resolve(true),
    stop() {
      isStopped = true;
      lines.close();
      return Promise.resolve();
    },
  };
}
