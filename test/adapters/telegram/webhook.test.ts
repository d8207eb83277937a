import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { setScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const SECRET = "a_secret-for-tests";

interface Hook {
  readonly url: string;
  readonly scene: Scene;
}

async function openHook(secret?: string): Promise<Hook> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/telegram`;
  const scene = await setScene({
    webhook: { url, port, ...(secret === undefined ? {} : { secret }) },
  });
  return { url, scene };
}

function postUpdate(url: string, secret?: string, body = '{"update_id":1}'): Promise<number> {
  const headers = secret === undefined ? {} : { "x-telegram-bot-api-secret-token": secret };
  return fetch(url, { method: "POST", headers, body }).then(({ status }) => status);
}

describe("webhook", () => {
  it("is set with a secret and the kinds of update, and brings events", async () => {
    const { url, scene } = await openHook(SECRET);
    const { fake, adapter, group, amal, collect, texts } = scene;
    fake.say({ chat: group, from: amal, text: "earlier" });
    await adapter.start(collect);
    fake.say({ chat: group, from: amal, text: "later" });
    await vi.waitFor(() => expect(texts()).toEqual(["earlier", "later"]));
    await vi.waitFor(() => expect(fake.pending()).toEqual([]));
    const set = fake.log.find(({ method }) => method === "setWebhook");
    const allowed_updates = ["message", "callback_query", "my_chat_member"];
    expect(set?.params).toEqual({ url, secret_token: SECRET, allowed_updates });
    expect(fake.log.some(({ method }) => method === "getUpdates")).toBe(false);
  });

  it("is confirmed only after the event was taken, and comes again if it was not", async () => {
    const { scene } = await openHook();
    const { fake, adapter, group, amal, collect, texts } = scene;
    let refusals = 0;
    await adapter.start(async (event) => {
      if (refusals++ === 0) throw new Error("store full");
      await collect(event);
    });
    fake.say({ chat: group, from: amal, text: "again, please" });
    await vi.waitFor(() => expect(texts()).toEqual(["again, please"]));
    await vi.waitFor(() => expect(fake.deliveries).toEqual([503, 200]));
  });

  it.each([
    ["a wrong secret", "a_secret-for-testz", 403],
    ["a secret of another length", "a", 403],
    ["no secret", undefined, 403],
    ["the right secret", SECRET, 200],
  ])("answers %s with its status", async (_title, secret, status) => {
    const { url, scene } = await openHook(SECRET);
    await scene.adapter.start(scene.collect);
    expect(await postUpdate(url, secret)).toBe(status);
    expect(scene.lines.join("")).not.toContain(SECRET);
  });

  it("answers other paths, methods and bodies with an error", async () => {
    const { url, scene } = await openHook(SECRET);
    await scene.adapter.start(scene.collect);
    expect(await postUpdate(`${url}/other`, SECRET)).toBe(404);
    expect(await fetch(url).then(({ status }) => status)).toBe(404);
    expect(await postUpdate(url, SECRET, "no json")).toBe(400);
    expect(await postUpdate(url, SECRET, `"${"x".repeat(1024 * 1024)}"`).catch(() => 400)).toBe(400);
  });

  it("skips and confirms what it does not understand", async () => {
    const { url, scene } = await openHook(SECRET);
    await scene.adapter.start(scene.collect);
    expect(await postUpdate(url, SECRET, '{"update_id":1,"message":{"text":"secret words"}}')).toBe(200);
    expect(scene.lines.join("")).toContain("telegram.update_skipped");
    expect(scene.lines.join("")).not.toContain("secret words");
  });

  it("takes the events of one chat one after the other, and of two chats side by side", async () => {
    const { url, scene } = await openHook(SECRET);
    const { adapter, group, amal } = scene;
    const steps: string[] = [];
    const mayGoOn = Promise.withResolvers<void>();
    await adapter.start(async (event) => {
      const text = event.kind === "message" ? event.text : "";
      steps.push(`${text} in`);
      await (text === "slow" ? mayGoOn.promise : delay(5));
      steps.push(`${text} out`);
    });
    const update = (id: number, chat: object, text: string): string =>
      JSON.stringify({ update_id: id, message: { message_id: id, date: 1, chat, from: amal, text } });
    const first = postUpdate(url, SECRET, update(1, group, "slow"));
    await vi.waitFor(() => expect(steps).toEqual(["slow in"]));
    const second = postUpdate(url, SECRET, update(2, group, "next"));
    const other = postUpdate(url, SECRET, update(3, { id: amal.id, type: "private" }, "other"));
    expect(await other).toBe(200);
    mayGoOn.resolve();
    expect(await Promise.all([first, second])).toEqual([200, 200]);
    expect(steps).toEqual(["slow in", "other in", "other out", "slow out", "next in", "next out"]);
  });

  it("stops with the event in hand taken", async () => {
    const { scene } = await openHook();
    const { fake, adapter, group, amal, collect, texts } = scene;
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    await adapter.start(async (event) => {
      arrived.resolve();
      await release.promise;
      await collect(event);
    });
    fake.say({ chat: group, from: amal, text: "in hand" });
    await arrived.promise;
    const stopped = adapter.stop();
    release.resolve();
    await stopped;
    expect(texts()).toEqual(["in hand"]);
    await vi.waitFor(() => expect(fake.deliveries).toEqual([200]));
  });

  it("rejects an address that Telegram refuses, and gives the port back", async () => {
    const { url, scene } = await openHook();
    scene.fake.fault("setWebhook", {
      kind: "error",
      code: 400,
      description: "Bad Request: bad webhook: HTTPS url must be provided",
    });
    await expect(scene.adapter.start(scene.collect)).rejects.toMatchObject({
      code: "PLATFORM_REFUSED",
    });
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("rejects a port that is taken", async () => {
    const blocker = createServer().listen(0);
    await once(blocker, "listening");
    onTestFinished(() => void blocker.close());
    const { port } = blocker.address() as AddressInfo;
    const { adapter, collect } = await setScene({
      webhook: { url: "https://bot.example/telegram", port },
    });
    await expect(adapter.start(collect)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
