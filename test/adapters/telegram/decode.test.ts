import { readdirSync } from "node:fs";
import { assert, constantFrom, jsonValue, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../../adapters/telegram/decode.ts";
import { faultOf } from "../../../adapters/telegram/update.ts";
import type { ChatEvent } from "../../../src/adapter.ts";
import { BOT, fixture } from "./fixtures.ts";

const NOW = 1_795_350_002_000;
const GROUP = { platform: "telegram", chat: "-1001000000001" };
const FORUM_TOPIC = { platform: "telegram", chat: "-1001000000003", thread: "17" };

function read(name: string): ChatEvent | undefined {
  return decode(fixture(name), BOT, NOW);
}

describe("decode of messages", () => {
  it("reads a message in a group", () => {
    expect(read("group-text")).toEqual({
      kind: "message",
      id: "telegram:-1001000000001:101",
      conversation: GROUP,
      messageId: "101",
      author: { id: "5000000001", name: "Amal Example", language: "ar" },
      text: "How long does the recognition take?",
      sentAt: 1_795_350_000_000,
      receivedAt: NOW,
      isAddressed: false,
      isPrivate: false,
      chatTitle: "Nurses in Germany",
      link: "https://t.me/c/1000000001/101",
    });
  });

  it.each([
    ["a mention at the start, with its comma", "mention", "where do I apply?"],
    [
      "a mention in the middle, keeping that of others",
      "mention-in-the-middle",
      "Hello where do I apply? @ben_example knows",
    ],
    ["a mention by name, without a username", "text-mention", "where do I apply?"],
    ["a mention behind emoji that take several code units", "emoji-before-mention", "👩🏽‍⚕️👋 How long does it take? 🙏"],
    ["a mention inside Arabic", "arabic-mention", "مرحبا، كم تستغرق معادلة الشهادة؟"],
    ["two mentions", "mentioned-twice", "thanks. One more for you,: what about fees?"],
    ["a mention in a caption", "photo-with-caption", "which papers do I need?"],
  ])("takes out %s", (_title, name, text) => {
    expect(read(name)).toMatchObject({ kind: "message", text, isAddressed: true });
  });

  it.each([
    ["Arabic text", "arabic-text", "كم تستغرق معادلة شهادة التمريض في ألمانيا؟"],
    ["a mention of somebody else", "mention-of-another", "@other_bot where do I apply?"],
    ["the caption of a document", "document-with-caption", "Is this certificate enough?"],
    ["the captioned part of an album", "album-captioned", "Are these enough?"],
    ["a command that stands inside a sentence", "command-inside-text", "Type /help to see more"],
  ])("leaves %s as it is and unaddressed", (_title, name, text) => {
    expect(read(name)).toMatchObject({ kind: "message", text, isAddressed: false });
  });

  it("takes a private chat as addressed", () => {
    const event = read("private-text");
    expect(event).toMatchObject({
      isAddressed: true,
      isPrivate: true,
      conversation: { chat: "5000000001" },
    });
    expect(event).not.toHaveProperty("link");
    expect(event).not.toHaveProperty("chatTitle");
  });

  it("links to a public group by its name, and to a basic group not at all", () => {
    expect(read("public-group")).toMatchObject({
      link: expect.stringMatching(/^https:\/\/t\.me\/ingenieros_example\/\d+$/),
    });
    expect(read("basic-group")).not.toHaveProperty("link");
  });
});

describe("decode of replies and topics", () => {
  it("knows a reply to our post and the buttons under it", () => {
    expect(read("reply-to-us")).toMatchObject({
      isAddressed: true,
      replyTo: { messageId: "90", isOurs: true, actions: ["v1:fb:a1:1", "v1:fb:a1:0"] },
    });
  });

  it("knows a reply to a person", () => {
    expect(read("reply-to-a-person")).toMatchObject({
      isAddressed: false,
      replyTo: { messageId: "91", isOurs: false, actions: [] },
    });
  });

  it("keeps a chain of replies outside a forum in the chat itself", () => {
    expect(read("reply-chain-without-topic")).toMatchObject({
      conversation: GROUP,
      replyTo: { messageId: "92" },
    });
    expect(read("reply-chain-without-topic")?.conversation).not.toHaveProperty("thread");
  });

  it("knows the first reply of such a chain, whose thread bears the id of the message replied to", () => {
    expect(read("reply-chain-first")).toMatchObject({
      conversation: GROUP,
      replyTo: { messageId: "91", isOurs: false },
    });
  });

  it("puts a message in a topic into its thread, and does not take the topic we opened for a reply to us", () => {
    expect(read("forum-topic")).toMatchObject({ conversation: FORUM_TOPIC, isAddressed: false });
    expect(read("forum-topic")).not.toHaveProperty("replyTo");
  });

  it("knows a reply to a card in a topic", () => {
    expect(read("forum-topic-reply")).toMatchObject({
      conversation: FORUM_TOPIC,
      isAddressed: true,
      replyTo: { messageId: "18", isOurs: true, actions: ["v1:case:142:claim"] },
    });
  });
});

describe("decode of authors", () => {
  it("knows the language of the app without its region, and leaves out what has no code of two letters", () => {
    expect(read("public-group")).toMatchObject({ author: { name: "Ben", language: "es" } });
    expect(read("basic-group")).toMatchObject({ author: { id: "5000000002", name: "Ben" } });
    expect(read("basic-group")).not.toHaveProperty("author.language");
  });

  it("knows an anonymous admin by the group", () => {
    expect(read("anonymous-admin")).toMatchObject({
      author: { id: "-1001000000001", name: "Nurses in Germany" },
    });
  });

  it("knows a person who speaks as a channel by that channel", () => {
    expect(read("as-a-channel")).toMatchObject({
      author: { id: "-1001000000009", name: "News for nurses" },
    });
  });

  it.each([
    ["its own messages", "own-message"],
    ["other bots", "bot-author"],
    ["messages made by inline bots", "via-bot"],
    ["channel posts that are forwarded on their own", "channel-auto-forward"],
    ["channel posts", "channel-post"],
    ["forwarded words", "forwarded"],
    ["edits", "edited"],
    ["new members", "members-joined"],
    ["pins", "pinned"],
    ["a picture without words", "photo-without-caption"],
    ["the rest of an album", "album-rest"],
    ["voice", "voice"],
    ["a mention with nothing else", "mention-alone"],
    ["the notice in a migrated supergroup", "migrate-from"],
  ])("drops %s", (_title, name) => {
    expect(read(name)).toBeUndefined();
  });
});

describe("decode of commands", () => {
  it.each([
    ["in lower case", "command", { name: "privacy", args: "", isAddressed: false }],
    ["that names us", "command-for-us", { name: "lotse", args: "pause 2h", isAddressed: true }],
    ["with the payload of a deep link", "command-start-payload", { name: "start", args: "c_8fK2-x", isPrivate: true }],
    ["behind a mention", "command-after-mention", { name: "help", args: "", isAddressed: true, text: "/help" }],
  ])("reads a command %s", (_title, name, expected) => {
    expect(read(name)).toMatchObject({ kind: "command", ...expected });
  });

  it("drops a command for another bot", () => {
    expect(read("command-for-another")).toBeUndefined();
  });
});

describe("decode of presses", () => {
  it("reads a press", () => {
    expect(read("press")).toEqual({
      kind: "press",
      id: "telegram:press:4382bfdwdsb323b2d9",
      conversation: GROUP,
      messageId: "90",
      author: { id: "5000000002", name: "Ben", language: "es" },
      action: "v1:fb:a1:1",
      receipt: "4382bfdwdsb323b2d9",
      receivedAt: NOW,
    });
  });

  it("keeps the topic of the post", () => {
    expect(read("press-in-topic")).toMatchObject({ conversation: FORUM_TOPIC, messageId: "18" });
  });

  it("reads a press on a message that is no longer accessible", () => {
    expect(read("press-on-inaccessible")).toMatchObject({
      conversation: GROUP,
      messageId: "12",
      action: "v1:fb:a0:0",
    });
  });

  it("drops a press on a message outside any chat we know", () => {
    expect(read("press-on-inline-message")).toBeUndefined();
  });
});

describe("decode of chat changes", () => {
  it.each([
    ["bot-added", "joined", GROUP],
    ["bot-added-restricted", "joined", GROUP],
    ["bot-kicked", "left", GROUP],
    ["bot-blocked-in-private", "left", { platform: "telegram", chat: "5000000001" }],
  ])("reads %s as %s", (name, kind, conversation) => {
    expect(read(name)).toEqual({
      kind,
      id: expect.stringMatching(/^telegram:update:\d+$/),
      conversation,
      receivedAt: NOW,
    });
  });

  it.each(["bot-promoted", "bot-unblocked-in-private", "bot-added-to-channel"])("finds nothing new in %s", (name) => {
    expect(read(name)).toBeUndefined();
  });

  it("reads the new id of a group that became a supergroup", () => {
    expect(read("migrate-to")).toMatchObject({
      kind: "migrated",
      conversation: { platform: "telegram", chat: "-4000000001" },
      newChat: "-1001000000010",
    });
  });
});

describe("decode of what is not documented", () => {
  it.each([
    ["a number", 7],
    ["nothing", null],
    ["no id", { message: {} }],
    ["a message without a chat", { update_id: 1, message: { message_id: 1, date: 1, text: "secret words" } }],
    [
      "text that is no text",
      {
        update_id: 1,
        message: { message_id: 1, date: 1, chat: { id: 1, type: "private" }, text: 5 },
      },
    ],
    ["an entity without an offset", withEntities([{ type: "mention" }])],
  ])("gives up on %s and names the fault without its value", (_title, raw) => {
    expect(decode(raw, BOT, NOW)).toBeUndefined();
    expect(faultOf(raw)).toMatch(/^malformed/);
    expect(faultOf(raw)).not.toContain("secret");
  });

  it("survives entities that reach beyond the text", () => {
    const raw = withEntities([
      { type: "mention", offset: 90, length: 900 },
      { type: "bot_command", offset: -4, length: 0 },
    ]);
    expect(decode(raw, BOT, NOW)).toMatchObject({ kind: "message", text: "hello" });
  });

  it("names an update of a new kind", () => {
    expect(faultOf(fixture("poll-update"))).toBe("unknown poll");
    expect(faultOf(fixture("voice"))).toBeUndefined();
  });

  it("never throws, and never brings a message without words", () => {
    const names = readdirSync(new URL("../../fixtures/telegram/", import.meta.url)).filter((name) =>
      name.endsWith(".json"),
    );
    const updates = names.map((name) => fixture(name.replace(".json", "")));
    const isSound = (event: ChatEvent | undefined): boolean => event?.kind !== "message" || event.text.trim() !== "";
    const decodesSoundly = property(constantFrom(...updates), nat(), jsonValue(), (update, at, value) =>
      isSound(decode(spoil(update, at, value), BOT, NOW)),
    );
    expect(() => assert(decodesSoundly, { numRuns: 500 })).not.toThrow();
  });
});

function withEntities(entities: readonly object[]): unknown {
  const message = {
    message_id: 1,
    date: 1,
    chat: { id: 1, type: "private" },
    from: { id: 1, is_bot: false, first_name: "A" },
  };
  return { update_id: 1, message: { ...message, text: "hello", entities } };
}

/** The update with the value at one of its leaves or branches replaced. */
function spoil(update: unknown, at: number, value: unknown): unknown {
  const copy = structuredClone(update);
  const places: { readonly owner: Record<string, unknown>; readonly key: string }[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      places.push({ owner: node as Record<string, unknown>, key });
      walk(child);
    }
  };
  walk(copy);
  const place = places[at % places.length];
  if (place !== undefined) place.owner[place.key] = value;
  return copy;
}
