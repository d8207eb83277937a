import { describe, expect, it } from "vitest";
import type { SendResult } from "../../../src/adapter.ts";
import type { Fault } from "../../fakes/telegram.ts";
import { setScene } from "./scene.ts";

const ASKED_TO_WAIT: Fault = {
  kind: "error",
  code: 429,
  description: "Too Many Requests: retry after 3",
  retryAfter: 3,
};
const UNREADABLE: Fault = {
  kind: "error",
  code: 400,
  description: 'Bad Request: can\'t parse entities: Unsupported start tag "secret"',
};

describe("send", () => {
  it.each<[string, Fault, SendResult, number]>([
    ["asked to wait", ASKED_TO_WAIT, { kind: "wait", ms: 3000 }, 0],
    [
      "the server failed",
      { kind: "error", code: 500, description: "x" },
      { kind: "failed", reason: "500 Internal Server Error" },
      0,
    ],
    ["a proxy answered", { kind: "html", code: 502 }, { kind: "failed", reason: "502 Bad Gateway" }, 0],
    ["the connection broke before", { kind: "reset-before" }, { kind: "unsure", reason: "ECONNRESET" }, 0],
    ["the connection broke afterwards", { kind: "reset-after" }, { kind: "unsure", reason: "ECONNRESET" }, 1],
  ])("when %s", async (_title, fault, expected, sent) => {
    const { fake, adapter, group, post } = await setScene();
    fake.fault("sendMessage", fault);
    expect(await adapter.send(post("Hello"))).toEqual(expected);
    expect(fake.sentTo(group)).toHaveLength(sent);
  });

  it("fails where nothing listens, and is unsure where the answer cannot be read", async () => {
    const offline = await setScene({ apiRoot: "http://127.0.0.1:9" });
    expect(await offline.adapter.send(offline.post("Hello"))).toEqual({
      kind: "failed",
      reason: "ECONNREFUSED",
    });
    const { fake, adapter, post } = await setScene();
    fake.fault("sendMessage", { kind: "html", code: 400 });
    expect(await adapter.send(post("Hello"))).toEqual({ kind: "unsure", reason: "invalid-json" });
  });

  it.each<[string, string, SendResult]>([
    ["an unknown chat", "-1001999999999", { kind: "gone", what: "chat" }],
    ["a person who never wrote", "5999999999", { kind: "gone", what: "chat" }],
  ])("finds %s gone", async (_title, chat, expected) => {
    const { adapter, post } = await setScene();
    expect(await adapter.send(post("Hello", { conversation: { platform: "telegram", chat } }))).toEqual(expected);
  });

  it("finds the chat gone after it was removed, and moved after a migration", async () => {
    const { fake, adapter, group, amal, post } = await setScene();
    fake.removeFromGroup(group, amal);
    expect(await adapter.send(post("Hello"))).toEqual({ kind: "gone", what: "chat" });
    fake.addToGroup(group, amal);
    const { id } = fake.migrate(group);
    expect(await adapter.send(post("Hello"))).toEqual({ kind: "migrated", newChat: String(id) });
  });

  it("replies inside a topic", async () => {
    const { fake, adapter, amal, post } = await setScene();
    const chat = fake.group("Forum", { is_forum: true });
    const question = fake.say({ chat, from: amal, text: "Here?", thread: 17 });
    const conversation = { platform: "telegram", chat: String(chat.id), thread: "17" };
    await adapter.send(post("Here.", { conversation, replyTo: String(question.message_id) }));
    expect(fake.sentTo(chat)).toMatchObject([
      {
        text: "Here.",
        message_thread_id: 17,
        reply_to_message: { message_id: question.message_id },
      },
    ]);
    const gone = { ...conversation, thread: "99" };
    expect(await adapter.send(post("Where?", { conversation: gone }))).toEqual({
      kind: "gone",
      what: "question",
    });
  });

  it("sends without the question if Telegram does not forgive that it is elsewhere", async () => {
    const { fake, adapter, group, post } = await setScene();
    fake.fault("sendMessage", {
      kind: "error",
      code: 400,
      description: "Bad Request: message to be replied not found",
    });
    const result = await adapter.send(post("Hello", { replyTo: "5", ifReplyGone: "send" }));
    expect(result).toMatchObject({ kind: "sent" });
    expect(fake.sentTo(group)[0]).not.toHaveProperty("reply_to_message");
  });

  it("sends plain text if the markup is not understood", async () => {
    const { fake, adapter, group, post, lines } = await setScene();
    fake.fault("sendMessage", UNREADABLE);
    const blocks = [{ kind: "small", children: [{ kind: "text", text: "1 < 2" }] }] as const;
    expect(await adapter.send(post("", { blocks }))).toMatchObject({ kind: "sent" });
    expect(fake.sentTo(group)).toMatchObject([{ text: "1 < 2" }]);
    expect(lines.join("")).toContain("telegram.markup_refused");
    expect(lines.join("")).not.toContain("secret");
  });

  it("repeats no words of the message in a reason", async () => {
    const { fake, adapter, post } = await setScene();
    fake.fault("sendMessage", { kind: "error", code: 400, description: 'Bad Request: unsupported "secret"' });
    expect(await adapter.send(post("Hello"))).toEqual({ kind: "refused", reason: '400 Bad Request: unsupported ""' });
  });

  it("is held to the length of the visible text, not of the markup", async () => {
    const { fake, adapter, group, post } = await setScene();
    const { textLength } = adapter.limits;
    expect(await adapter.send(post("<".repeat(textLength)))).toMatchObject({ kind: "sent" });
    expect(fake.sentTo(group)[0]?.text).toHaveLength(textLength);
    expect(await adapter.send(post("<".repeat(textLength + 1)))).toEqual({
      kind: "refused",
      reason: "400 Bad Request: message is too long",
    });
  });

  it("refuses an action that is too long without asking Telegram", async () => {
    const { fake, adapter, post } = await setScene();
    const buttons = [[{ label: "A", action: "x".repeat(65) }]];
    expect(await adapter.send(post("Hello", { buttons }))).toMatchObject({ kind: "refused" });
    expect(fake.log).toEqual([]);
  });
});

describe("edit", () => {
  it("changes text and buttons, and finds a deleted post gone", async () => {
    const { fake, adapter, group, post } = await setScene();
    const { conversation, blocks } = post("New");
    await adapter.send(post("Old", { buttons: [[{ label: "A", action: "a" }]] }));
    const messageId = String(fake.sentTo(group)[0]?.message_id);
    expect(await adapter.edit({ conversation, messageId, blocks, buttons: [] })).toEqual({
      kind: "sent",
      messageId,
    });
    expect(fake.sentTo(group)[0]).toMatchObject({ text: "New" });
    expect(fake.sentTo(group)[0]).not.toHaveProperty("reply_markup");

    fake.deleteMessage(group, Number(messageId));
    expect(await adapter.edit({ conversation, messageId, blocks, buttons: [] })).toEqual({
      kind: "gone",
      what: "message",
    });
  });
});

describe("acknowledge", () => {
  it("cuts the toast to what Telegram takes, and only logs that a press is too old", async () => {
    const { fake, adapter, group, amal, post, lines } = await setScene();
    await adapter.send(post("Helpful?", { buttons: [[{ label: "Yes", action: "y" }]] }));
    const [sent] = fake.sentTo(group);
    const query = sent === undefined ? "" : fake.press(sent, "y", amal);
    await adapter.acknowledge(query, "ش".repeat(300));
    expect(fake.answers.get(query)?.text).toHaveLength(200);
    await adapter.acknowledge(query, undefined);
    expect(lines.join("")).toContain("telegram.press_not_acknowledged");
  });
});

describe("isAdmin", () => {
  it("asks Telegram about people in groups", async () => {
    const { fake, adapter, group, amal, post } = await setScene();
    const { conversation } = post("");
    const isAdmin = (): Promise<boolean> => adapter.isAdmin(conversation, String(amal.id));
    expect(await isAdmin()).toBe(false);
    for (const [status, expected] of [
      ["creator", true],
      ["administrator", true],
      ["member", false],
      ["left", false],
    ] as const) {
      fake.setMember(group, amal, status);
      expect(await isAdmin()).toBe(expected);
    }
    fake.fault("getChatMember", { kind: "reset-before" });
    expect(await isAdmin()).toBe(false);
  });

  it("knows private chats, anonymous admins and channels without asking", async () => {
    const { fake, adapter, group, amal, post } = await setScene();
    const own = { platform: "telegram", chat: String(amal.id) };
    expect(await adapter.isAdmin(own, String(amal.id))).toBe(true);
    expect(await adapter.isAdmin(post("").conversation, String(group.id))).toBe(true);
    expect(await adapter.isAdmin(post("").conversation, "-1001000000777")).toBe(false);
    expect(fake.log).toEqual([]);
  });
});

describe("adapter", () => {
  it("keeps within Telegram's limits", async () => {
    const { adapter } = await setScene();
    expect(adapter.limits).toEqual({
      textLength: 4096,
      perChatMs: 1000,
      perGroupPerMinute: 18,
      perPlatformMs: 40,
    });
    expect(adapter.isDeduplicating).toBe(false);
  });
});
