import { describe, expect, it } from "vitest";
import type { SendResult } from "../../../src/adapter.ts";
import type { Fault } from "../../fakes/discord.ts";
import { setScene } from "./scene.ts";

const CREATE = "POST /channels/:id/messages";
const EDIT = "PATCH /channels/:id/messages/:id";

describe("send", () => {
  it.each<[string, Fault, SendResult, number]>([
    ["asked to wait", { kind: "rate-limited", retryAfterS: 30 }, { kind: "wait", ms: 30_000 }, 0],
    ["asked to wait for a moment", { kind: "rate-limited", retryAfterS: 0.2 }, { kind: "wait", ms: 1000 }, 0],
    ["the server failed", { kind: "error", status: 500 }, { kind: "failed", reason: "Discord answered 500" }, 0],
    ["a proxy answered", { kind: "html", status: 502 }, { kind: "failed", reason: "Discord answered 502" }, 0],
    ["a proxy refused", { kind: "html", status: 403 }, { kind: "failed", reason: "Discord answered 403" }, 0],
    ["access is gone", { kind: "error", status: 403, code: 50_001 }, { kind: "gone", what: "chat" }, 0],
    ["permissions are gone", { kind: "error", status: 403, code: 50_013 }, { kind: "gone", what: "chat" }, 0],
    ["the server is gone", { kind: "error", status: 404, code: 10_004 }, { kind: "gone", what: "chat" }, 0],
    ["the person takes no messages", { kind: "error", status: 403, code: 50_007 }, { kind: "gone", what: "chat" }, 0],
    [
      "the server's own filter blocks it",
      { kind: "error", status: 400, code: 200_000 },
      { kind: "refused", reason: "Discord answered 400 (200000)" },
      0,
    ],
    ["the connection broke before", { kind: "reset-before" }, { kind: "unsure", reason: "UND_ERR_SOCKET" }, 0],
    ["the connection broke afterwards", { kind: "reset-after" }, { kind: "unsure", reason: "UND_ERR_SOCKET" }, 1],
  ])("when %s", async (_title, fault, expected, sent) => {
    const { fake, adapter, channel, post } = await setScene();
    fake.fault(CREATE, fault);
    expect(rounded(await adapter.send(post("Hello")))).toEqual(expected);
    expect(fake.postsIn(channel)).toHaveLength(sent);
    expect(fake.log.filter(({ route }) => route === CREATE)).toHaveLength(1);
  });

  it("leaves one message where the first try was carried out unnoticed", async () => {
    const { fake, adapter, channel, post } = await setScene();
    fake.fault(CREATE, { kind: "reset-after" });
    expect(await adapter.send(post("Hello", { nonce: "case-1" }))).toMatchObject({ kind: "unsure" });
    const again = await adapter.send(post("Hello", { nonce: "case-1" }));
    const [only, ...others] = fake.postsIn(channel);
    expect(others).toEqual([]);
    expect(again).toEqual({ kind: "sent", messageId: only?.id });
    expect(await adapter.send(post("Hello", { nonce: "case-2" }))).toMatchObject({ kind: "sent" });
    expect(fake.postsIn(channel)).toHaveLength(2);
  });

  it("fails where nothing listens", async () => {
    const { adapter, post } = await setScene({ apiRoot: "http://127.0.0.1:9" });
    expect(await adapter.send(post("Hello"))).toEqual({ kind: "failed", reason: "ECONNREFUSED" });
  });

  it("fails after the stop, without a try", async () => {
    const { fake, adapter, post } = await setScene();
    await adapter.stop();
    expect(await adapter.send(post("Hello"))).toEqual({ kind: "failed", reason: "stopped" });
    expect(fake.log).toEqual([]);
  });

  it("spares Discord a token that it has refused, and tries it again later", async () => {
    let at = 1_000_000;
    const { fake, adapter, post } = await setScene({ now: () => at });
    fake.setTokenGood(false);
    const refused = { kind: "failed", reason: "Discord answered 401 (0)" };
    expect(await adapter.send(post("Hello"))).toEqual(refused);
    expect(await adapter.send(post("Hello"))).toEqual({ kind: "failed", reason: "Discord answered 401" });
    expect(fake.log).toHaveLength(1);
    fake.setTokenGood(true);
    at += 30_000;
    expect(await adapter.send(post("Hello"))).toMatchObject({ kind: "sent" });
  });

  it("finds an unknown channel gone, and one of a server that it was removed from", async () => {
    const { fake, adapter, guild, post } = await setScene();
    const elsewhere = { conversation: { platform: "discord", chat: "300000000000000099" } };
    expect(await adapter.send(post("Hello", elsewhere))).toEqual({ kind: "gone", what: "chat" });
    fake.removeBot(guild);
    expect(await adapter.send(post("Hello"))).toEqual({ kind: "gone", what: "chat" });
  });

  it("refuses what Discord will not take, and says which field", async () => {
    const { fake, adapter, post } = await setScene();
    expect(await adapter.send(post("a".repeat(2001)))).toMatchObject({ kind: "refused" });
    expect(fake.log).toEqual([]);
    expect(await adapter.send(post("", { blocks: [] }))).toMatchObject({ kind: "refused" });
    const buttons = [[{ label: "", action: "a" }]];
    expect(await adapter.send(post("Hello", { buttons }))).toEqual({
      kind: "refused",
      reason: "Discord answered 400 (50035, components)",
    });
  });

  it("brings an archived thread back, and finds a locked one gone", async () => {
    const { fake, adapter, channel, post } = await setScene();
    const thread = fake.thread(channel, "Bavaria");
    const there = { conversation: { platform: "discord", chat: thread.id } };
    thread.thread_metadata = { archived: true, locked: false };
    expect(await adapter.send(post("Hello", there))).toMatchObject({ kind: "sent" });
    thread.thread_metadata = { archived: true, locked: true };
    expect(await adapter.send(post("Hello", { ...there, nonce: "2" }))).toEqual({ kind: "gone", what: "chat" });
  });

  it("pings nobody and shows no preview", async () => {
    const { fake, adapter, channel, amal, post, say } = await setScene();
    const replyTo = say("How long?");
    await adapter.send(post(`<@${amal.id}> see https://example.org @everyone`, { replyTo, isSilent: true }));
    expect(fake.log.at(-1)?.body).toMatchObject({
      allowed_mentions: { parse: [], replied_user: false },
      enforce_nonce: true,
    });
    expect(fake.postsIn(channel)).toMatchObject([{ flags: 4 | 4096 }]);
  });
});

describe("edit", () => {
  it("finds a deleted message gone", async () => {
    const { fake, adapter, channel, post } = await setScene();
    await adapter.send(post("Hello"));
    const [sent] = fake.postsIn(channel);
    const messageId = sent?.id ?? "";
    fake.deleteMessage({ id: messageId });
    expect(await adapter.edit({ ...post("Bye"), messageId })).toEqual({ kind: "gone", what: "message" });
  });

  it("brings the thread back that its message was archived with", async () => {
    const { fake, adapter, channel, post } = await setScene();
    const thread = fake.thread(channel, "Case 17");
    const there = { conversation: { platform: "discord", chat: thread.id } };
    await adapter.send(post("Open", there));
    const messageId = fake.postsIn(thread)[0]?.id ?? "";
    thread.thread_metadata = { archived: true, locked: false };
    expect(await adapter.edit({ ...post("Closed", there), messageId })).toEqual({ kind: "sent", messageId });
    expect(fake.postsIn(thread)).toMatchObject([{ content: "Closed" }]);
    thread.thread_metadata = { archived: true, locked: true };
    expect(await adapter.edit({ ...post("Open", there), messageId })).toEqual({ kind: "gone", what: "chat" });
  });

  it.each<[string, Fault, SendResult]>([
    ["asked to wait", { kind: "rate-limited", retryAfterS: 2, isGlobal: true }, { kind: "wait", ms: 2000 }],
    ["the server failed", { kind: "error", status: 503 }, { kind: "failed", reason: "Discord answered 503" }],
    [
      "the message is somebody else's",
      { kind: "error", status: 403, code: 50_005 },
      { kind: "refused", reason: "Discord answered 403 (50005)" },
    ],
  ])("when %s", async (_title, fault, expected) => {
    const { fake, adapter, post } = await setScene();
    fake.fault(EDIT, fault);
    const result = await adapter.edit({ ...post("Bye"), messageId: "600000000000000001" });
    expect(rounded(result)).toEqual(expected);
  });
});

/** discord.js adds a little to what Discord asks for, and tells of a global limit what is left of it. */
function rounded(result: SendResult): SendResult {
  return result.kind === "wait" ? { kind: "wait", ms: Math.round(result.ms / 500) * 500 } : result;
}
