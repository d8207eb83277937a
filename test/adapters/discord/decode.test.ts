import { readdirSync } from "node:fs";
import { assert, bigInt, constantFrom, jsonValue, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, faultOf } from "../../../adapters/discord/decode.ts";
import type { ChannelTitles } from "../../../adapters/discord/decode.ts";
import type { ChatEvent } from "../../../src/adapter.ts";
import { BOT, fixture } from "./fixtures.ts";

const NOW = 1_795_350_002_000;
const CHANNEL = { platform: "discord", chat: "300000000000000001" };
const THREAD = { platform: "discord", chat: "300000000000000002" };
const PRIVATE = { platform: "discord", chat: "300000000000000004" };
const TITLES: Readonly<Record<string, ChannelTitles>> = {
  "300000000000000001": { chatTitle: "Nurses in Germany #questions", name: "questions" },
  "300000000000000003": {
    chatTitle: "Nurses in Germany #How long does it take in Bavaria?",
    name: "How long does it take in Bavaria?",
  },
};
const CONTEXT = { bot: BOT, receivedAt: NOW, titles: (id: string) => TITLES[id] };

function read(name: string): ChatEvent | undefined {
  return decode(fixture(name), CONTEXT);
}

describe("decode of messages", () => {
  it("reads a message in a channel", () => {
    expect(read("guild-text")).toEqual({
      kind: "message",
      id: "discord:300000000000000001:600000000000000001",
      conversation: CHANNEL,
      messageId: "600000000000000001",
      author: { id: "500000000000000001", name: "Amal Example" },
      text: "How long does the recognition take?",
      sentAt: Date.UTC(2026, 10, 22, 10, 20, 0, 123),
      receivedAt: NOW,
      isAddressed: false,
      isPrivate: false,
      chatTitle: "Nurses in Germany #questions",
      link: "https://discord.com/channels/200000000000000001/300000000000000001/600000000000000001",
    });
  });

  it.each([
    ["a mention at the start, with its comma", "mention", "where do I apply?"],
    ["the older form of a mention", "mention-with-exclamation", "where do I apply?"],
    [
      "a mention in the middle, hiding who else is mentioned",
      "mention-in-the-middle",
      "Hello where do I apply? @user knows",
    ],
    ["a mention of the role that the server has made for the bot", "mention-of-our-role", "where do I apply?"],
    ["a mention inside Arabic", "arabic-mention", "مرحبا، كم تستغرق معادلة الشهادة؟"],
  ])("takes out %s", (_title, name, text) => {
    expect(read(name)).toMatchObject({ kind: "message", text, isAddressed: true });
  });

  it.each([
    ["Arabic text", "arabic-text", "كم تستغرق معادلة شهادة التمريض في ألمانيا؟"],
    ["people, roles and channels without their ids", "mention-of-others", "@user and @role: see #channel"],
    ["emoji and commands by their names", "custom-emoji", ":nurse: How long? :wave: /help"],
    ["a path that is no command", "path-is-no-command", "/home/amal is full"],
    ["a message with fields of the future", "unknown-fields", "How long does it take?"],
    ["a message whose lesser parts are malformed", "malformed-parts", "How long does it take?"],
  ])("reads %s, unaddressed", (_title, name, text) => {
    expect(read(name)).toMatchObject({ kind: "message", text, isAddressed: false });
  });

  it("prefers the name that people know in that server", () => {
    expect(read("nickname")).toMatchObject({ author: { name: "Amal (Köln)" } });
    expect(read("malformed-parts")).toMatchObject({ author: { name: "amal_example" } });
  });

  it("takes a private message for addressed, and links to it", () => {
    expect(read("private-text")).toMatchObject({
      conversation: PRIVATE,
      isAddressed: true,
      isPrivate: true,
      link: "https://discord.com/channels/@me/300000000000000004/600000000000000001",
    });
  });

  it.each(["reply-to-us", "reply-to-us-without-ping"])("knows a reply to its own post: %s", (name) => {
    expect(read(name)).toMatchObject({
      isAddressed: true,
      replyTo: { messageId: "600000000000000000", isOurs: true, actions: ["v1:fb:a:1", "v1:fb:a:0"] },
    });
  });

  it.each(["reply-to-a-person", "reply-to-deleted"])("knows a reply that is not to it: %s", (name) => {
    expect(read(name)).toMatchObject({
      isAddressed: false,
      replyTo: { messageId: "600000000000000000", isOurs: false, actions: [] },
    });
  });

  it("takes a thread for a chat of its own", () => {
    expect(read("in-thread")).toMatchObject({
      id: "discord:300000000000000002:600000000000000001",
      conversation: THREAD,
      link: "https://discord.com/channels/200000000000000001/300000000000000002/600000000000000001",
    });
  });

  it("reads the headline of a forum post with its first message", () => {
    expect(read("forum-post")).toMatchObject({ text: "How long does it take in Bavaria?\nHas anybody done this?" });
  });

  it.each([
    ["a bot", "bot-author"],
    ["itself", "own-message"],
    ["a webhook", "webhook"],
    ["a webhook that does not say it is a bot", "webhook-not-marked-as-bot"],
    ["Discord", "system-author"],
    ["a notice that somebody joined", "member-joined"],
    ["a notice of a new thread", "thread-created"],
    ["the message that a thread began with", "thread-starter"],
    ["an image without words", "attachment-only"],
    ["a mention without words", "mention-alone"],
    ["a message without an author", "malformed-message"],
    ["a message from an unreadable time", "malformed-timestamp"],
  ])("hears nothing from %s", (_title, name) => {
    expect(read(name)).toBeUndefined();
  });
});

describe("decode of commands", () => {
  it("reads a typed command", () => {
    expect(read("typed-command")).toMatchObject({
      kind: "command",
      name: "privacy",
      args: "",
      text: "/privacy",
      messageId: "600000000000000001",
    });
    expect(read("typed-command-with-arguments")).toMatchObject({
      kind: "command",
      name: "lotse",
      args: "mode  auto",
      isAddressed: true,
    });
    expect(read("typed-command")).not.toHaveProperty("receipt");
  });

  it("reads a slash command, which is no message that a reply could refer to", () => {
    expect(read("slash")).toEqual({
      kind: "command",
      id: "discord:300000000000000001:interaction-610000000000000001",
      conversation: CHANNEL,
      messageId: "interaction-610000000000000001",
      author: { id: "500000000000000001", name: "Amal Example", language: "pt" },
      text: "/privacy",
      sentAt: NOW,
      receivedAt: NOW,
      isAddressed: true,
      isPrivate: false,
      chatTitle: "Nurses in Germany #questions",
      name: "privacy",
      args: "",
      receipt: "command:100000000000000002:610000000000000001:aW50ZXJhY3Rpb246ZXhhbXBsZQ:part.two",
    });
  });

  it("reads what was chosen and typed, also in private", () => {
    expect(read("slash-with-arguments")).toMatchObject({ name: "lotse", args: "mode auto 0" });
    expect(read("slash-in-private")).toMatchObject({
      name: "help",
      conversation: PRIVATE,
      isPrivate: true,
      author: { language: "de" },
    });
  });
});

describe("decode of presses", () => {
  it.each([
    ["in a channel", "press", CHANNEL],
    ["in private", "press-in-private", PRIVATE],
    ["with parts that are null", "press-on-null-thread", CHANNEL],
  ])("reads a press %s", (_title, name, conversation) => {
    expect(read(name)).toEqual({
      kind: "press",
      id: "discord:press:610000000000000001",
      conversation,
      messageId: "600000000000000000",
      author: { id: "500000000000000001", name: "Amal Example", language: "pt" },
      action: "v1:fb:a:1",
      receipt: "press:100000000000000002:610000000000000001:aW50ZXJhY3Rpb246ZXhhbXBsZQ:part.two",
      receivedAt: NOW,
    });
  });

  it.each(["autocomplete", "modal", "message-command", "malformed-interaction", "guild-create", "ready"])(
    "makes nothing of: %s",
    (name) => {
      expect(read(name)).toBeUndefined();
    },
  );
});

describe("faultOf", () => {
  it("tells where a packet departs from its shape, but nothing of its content", () => {
    expect(faultOf(fixture("malformed-message"))).toBe("MESSAGE_CREATE author: invalid_type");
    expect(faultOf(fixture("malformed-timestamp"))).toBe("MESSAGE_CREATE timestamp: invalid_format");
    expect(faultOf(fixture("malformed-interaction"))).toBe("INTERACTION_CREATE data.custom_id: invalid_type");
  });

  it("finds none in the other fixtures", () => {
    const folder = new URL("../../fixtures/discord/", import.meta.url);
    const names = readdirSync(folder).filter((file) => file.endsWith(".json") && !file.startsWith("malformed-"));
    expect(names.length).toBeGreaterThan(30);
    const faulty = names.filter((name) => faultOf(fixture(name.replace(".json", ""))) !== undefined);
    expect(faulty).toEqual([]);
  });
});

describe("decode", () => {
  it("never throws, whatever comes", () => {
    const types = constantFrom("MESSAGE_CREATE", "INTERACTION_CREATE", "READY");
    assert(
      property(types, jsonValue(), (t, d) => {
        expect(() => [decode({ t, d }, CONTEXT), faultOf({ t, d })]).not.toThrow();
      }),
    );
  });

  it("leaves no id of a mentioned person in the text", () => {
    const id = bigInt({ min: 10n ** 16n, max: 10n ** 18n }).map(String);
    const around = string({ maxLength: 10 });
    const packet = fixture("guild-text");
    assert(
      property(id, around, around, (person, before, after) => {
        const d = { ...(packet.d as object), content: `${before}<@${person}>${after} end` };
        expect(decode({ t: "MESSAGE_CREATE", d }, CONTEXT)).not.toMatchObject({
          text: expect.stringContaining(person),
        });
      }),
    );
  });
});
