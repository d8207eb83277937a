import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import type { Fault } from "../../fakes/telegram.ts";
import { setScene } from "./scene.ts";

const LONG_POLL_S = 30;

describe("long polling", () => {
  it("asks for its kinds of update, holds the line, and confirms with the next request", async () => {
    const { fake, adapter, group, amal, collect, texts } = await setScene();
    await adapter.start(collect);
    const said = fake.say({ chat: group, from: amal, text: "How long?" });
    await vi.waitFor(() => expect(fake.pending()).toEqual([]));
    expect(texts()).toEqual(["How long?"]);
    expect(said.message_id).toBe(1);

    const polls = fake.log.filter(({ method }) => method === "getUpdates");
    const allowed_updates = ["message", "callback_query", "my_chat_member"];
    expect(polls.map(({ params }) => params)).toEqual([
      { timeout: LONG_POLL_S, allowed_updates },
      { timeout: LONG_POLL_S, allowed_updates, offset: 700_000_002 },
    ]);
  });

  it("offers its commands, and starts even if that fails", async () => {
    const { fake, adapter, collect, lines } = await setScene();
    fake.fault("setMyCommands", { kind: "error", code: 400, description: "Bad Request: no" });
    await adapter.start(collect);
    await vi.waitFor(() => expect(lines.join("")).toContain("telegram.commands_not_set"));

    const other = await setScene();
    await other.adapter.start(other.collect);
    const names = (): unknown =>
      (other.fake.world.commands as { command: string }[] | undefined)?.map((c) => c.command);
    await vi.waitFor(() => expect(names()).toEqual(["lotse", "help", "privacy"]));
  });

  it("brings what was written while it was away, with nothing dropped", async () => {
    const { fake, adapter, group, amal, collect, texts } = await setScene();
    fake.say({ chat: group, from: amal, text: "earlier" });
    await adapter.start(collect);
    await vi.waitFor(() => expect(texts()).toEqual(["earlier"]));
  });

  it("removes a webhook, and leaves the updates that wait", async () => {
    const { fake, adapter, group, amal, collect, texts } = await setScene();
    await fetch(`${fake.url}/bot${fake.token}/setWebhook?url=http://127.0.0.1:9/none`);
    fake.say({ chat: group, from: amal, text: "earlier" });
    await adapter.start(collect);
    await vi.waitFor(() => expect(texts()).toEqual(["earlier"]));
  });

  it.concurrent.for<[string, Fault]>([
    ["another poller", { kind: "error", code: 409, description: "Conflict: terminated by other getUpdates request" }],
    ["a fault of the server", { kind: "error", code: 500, description: "Internal Server Error" }],
    ["a web page of a proxy", { kind: "html", code: 502 }],
    ["a reset", { kind: "reset-before" }],
    ["a reset after the request was carried out", { kind: "reset-after" }],
  ])("goes on after %s", async ([, fault], { onTestFinished }) => {
    const { fake, adapter, group, amal, collect, texts, lines } = await setScene({}, onTestFinished);
    fake.fault("getUpdates", fault);
    fake.say({ chat: group, from: amal, text: "still there?" });
    await adapter.start(collect);
    await vi.waitFor(() => expect(texts()).toEqual(["still there?"]), 3000);
    expect(lines.join("")).toMatch(/telegram\.poll_failed.*"pauseMs":500/);
  });

  it("takes the line back from another instance that has ended", async () => {
    const { fake, adapter, group, amal, collect, texts, lines } = await setScene();
    await adapter.start(collect);
    await vi.waitFor(() => expect(fake.log.some(({ method }) => method === "getUpdates")).toBe(true));
    await fetch(`${fake.url}/bot${fake.token}/getUpdates`);
    fake.say({ chat: group, from: amal, text: "still there?" });
    await vi.waitFor(() => expect(texts()).toEqual(["still there?"]), 3000);
    expect(lines.join("")).toMatch(/telegram\.poll_failed.*409 Conflict/);
  });

  it("waits as long as it is told to", async () => {
    const { fake, adapter, collect, lines } = await setScene();
    fake.fault("getUpdates", {
      kind: "error",
      code: 429,
      description: "Too Many Requests: retry after 7",
      retryAfter: 7,
    });
    await adapter.start(collect);
    await vi.waitFor(() => expect(lines.join("")).toMatch(/telegram\.poll_failed.*"pauseMs":7000/));
  });

  it("confirms what came before an event that was not taken, and fetches the rest again", async () => {
    const { fake, adapter, group, amal, collect, texts } = await setScene();
    for (const text of ["one", "two", "three"]) fake.say({ chat: group, from: amal, text });
    let refusals = 0;
    await adapter.start(async (event) => {
      if (event.kind === "message" && event.text === "two" && refusals++ === 0) throw new Error("store full");
      await collect(event);
    });
    await vi.waitFor(() => expect(texts()).toEqual(["one", "two", "three"]), 3000);
    expect(refusals).toBe(2);
  });

  it("skips and confirms what it does not understand, and logs no words", async () => {
    const { fake, adapter, group, amal, collect, texts, lines } = await setScene();
    await adapter.start(collect);
    fake.push("message", { message_id: "x", text: "secret words", chat: group });
    fake.push("message", { text: "secret words" });
    fake.say({ chat: group, from: amal, text: "sound" });
    await vi.waitFor(() => expect(texts()).toEqual(["sound"]));
    await vi.waitFor(() => expect(fake.pending()).toEqual([]));
    expect(lines.filter((line) => line.includes("telegram.update_skipped"))).toHaveLength(2);
    expect(lines.join("")).not.toMatch(/secret|sound|Amal|Nurses/);
  });

  it("brings joining, leaving and a new id of a group", async () => {
    const { fake, adapter, amal, collect, events } = await setScene();
    await adapter.start(collect);
    const chat = { id: -4_000_000_007, type: "group", title: "Small" } as const;
    fake.addToGroup(chat, amal);
    const { id } = fake.migrate(chat);
    fake.removeFromGroup(chat, amal);
    await vi.waitFor(() =>
      expect(events).toMatchObject([{ kind: "joined" }, { kind: "migrated", newChat: String(id) }, { kind: "left" }]),
    );
  });
});

describe("stop", () => {
  it("ends a long poll at once", async () => {
    const { fake, adapter, collect } = await setScene();
    await adapter.start(collect);
    await vi.waitFor(() => expect(fake.log.some(({ method }) => method === "getUpdates")).toBe(true));
    const before = Date.now();
    await adapter.stop();
    expect(Date.now() - before).toBeLessThan(300);
  });

  it("finishes the event in hand and confirms it, and leaves the next one", async () => {
    const { fake, adapter, group, amal, collect, texts } = await setScene();
    for (const text of ["in hand", "next"]) fake.say({ chat: group, from: amal, text });
    const arrived = Promise.withResolvers<void>();
    await adapter.start(async (event) => {
      arrived.resolve();
      await delay(50);
      await collect(event);
    });
    await arrived.promise;
    await adapter.stop();
    expect(texts()).toEqual(["in hand"]);
    expect(fake.pending()).toMatchObject([{ message: { text: "next" } }]);
  });

  it("lets a message in flight be sent", async () => {
    const { fake, adapter, group, collect, post } = await setScene();
    await adapter.start(collect);
    fake.fault("sendMessage", { kind: "slow", ms: 60 });
    const result = adapter.send(post("Goodbye"));
    await adapter.stop();
    expect(fake.sentTo(group)).toHaveLength(1);
    await expect(result).resolves.toMatchObject({ kind: "sent" });
  });

  it("ends a start that cannot reach Telegram", async () => {
    const { adapter, collect, lines } = await setScene({ apiRoot: "http://127.0.0.1:9" });
    const started = adapter.start(collect);
    await vi.waitFor(() => expect(lines.join("")).toContain("telegram.unreachable"));
    await adapter.stop();
    await expect(started).resolves.toBeUndefined();
  });
});
