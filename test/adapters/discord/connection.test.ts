import { setTimeout as delay } from "node:timers/promises";
import { describe, it, vi } from "vitest";
import type { ChatEvent } from "../../../src/adapter.ts";
import { setScene } from "./scene.ts";

const PATIENT = { timeout: 8000, interval: 10 };

describe.concurrent("the connection", () => {
  it("asks for what it needs, and says that it reads everything", async ({ onTestFinished, expect }) => {
    const { fake, adapter, collect, lines } = await setScene({}, {}, onTestFinished);
    await adapter.start(collect);
    expect(fake.gateway.counts).toEqual({ connected: 1, identified: 1, resumed: 0 });
    expect(lines.join("")).toContain('"event":"discord.connected","readsAllMessages":true');
  });

  it("works without the Message Content Intent on what is meant for it", async ({ onTestFinished, expect }) => {
    const scene = await setScene({}, { isContentAllowed: false }, onTestFinished);
    const { fake, adapter, collect, lines, texts, say, amal } = scene;
    await adapter.start(collect);
    say("between ourselves");
    say(`<@${fake.bot.id}> how long?`);
    fake.say({ channel: fake.privateChannel(amal), author: amal, content: "and the fees?" });
    await vi.waitFor(() => expect(texts()).toEqual(["how long?", "and the fees?"]));
    expect(lines.join("")).toContain("discord.message_content_intent_off");
    expect(lines.join("")).toContain("Developer Portal");
    expect(lines.join("")).toContain('"readsAllMessages":false');
  });

  it("comes back after a broken connection, with what it has missed", async ({ onTestFinished, expect }) => {
    const { fake, adapter, collect, texts, say, lines } = await setScene({}, {}, onTestFinished);
    await adapter.start(collect);
    say("before");
    await vi.waitFor(() => expect(texts()).toEqual(["before"]));
    fake.dropSockets();
    say("while away 1");
    say("while away 2");
    await vi.waitFor(() => expect(texts()).toEqual(["before", "while away 1", "while away 2"]), PATIENT);
    say("afterwards");
    await vi.waitFor(() => expect(texts()).toHaveLength(4), PATIENT);
    expect(fake.gateway.counts).toEqual({ connected: 2, identified: 1, resumed: 1 });
    expect(lines.join("")).toContain("discord.resumed");
  });

  it("comes back with a new session after an outage", { timeout: 15_000 }, async ({ onTestFinished, expect }) => {
    const { fake, adapter, collect, events, texts, say } = await setScene({}, {}, onTestFinished);
    await adapter.start(collect);
    fake.gateway.setOutage(true);
    fake.gateway.forgetSessions();
    fake.dropSockets();
    await delay(1200);
    fake.gateway.setOutage(false);
    await vi.waitFor(() => expect(fake.gateway.counts.identified).toBeGreaterThan(1), PATIENT);
    await delay(100);
    say("you again?");
    await vi.waitFor(() => expect(texts()).toEqual(["you again?"]), PATIENT);
    expect(events).toHaveLength(1);
    expect(fake.gateway.sockets).toBe(1);
  });

  it("logs in anew when Discord has ended the session", { timeout: 15_000 }, async ({ onTestFinished, expect }) => {
    const { fake, adapter, collect, texts, say, lines } = await setScene({}, {}, onTestFinished);
    await adapter.start(collect);
    fake.setTokenGood(false);
    fake.dropSockets(4004);
    await vi.waitFor(() => expect(lines.join("")).toContain("discord.not_connected"), PATIENT);
    fake.setTokenGood(true);
    await vi.waitFor(() => expect(lines.join("").split("discord.connected")).toHaveLength(3), PATIENT);
    say("you again?");
    await vi.waitFor(() => expect(texts()).toEqual(["you again?"]), PATIENT);
    expect(lines.join("")).toContain('"discord.session_ended","reason":"closed with 4004"');
  });

  it("waits for a Discord that is down when it starts", async ({ onTestFinished, expect }) => {
    const { fake, adapter, collect, texts, say, lines } = await setScene({}, {}, onTestFinished);
    fake.fault("GET /gateway/bot", { kind: "reset-before" }, { kind: "error", status: 403, code: 0 });
    await adapter.start(collect);
    say("there you are");
    await vi.waitFor(() => expect(texts()).toEqual(["there you are"]));
    expect(lines.join("")).toContain("discord.not_connected");
  });

  it("stops while it waits for Discord, or is about to reconnect", async ({ onTestFinished, expect }) => {
    const waiting = await setScene({}, {}, onTestFinished);
    waiting.fake.gateway.setOutage(true);
    const started = waiting.adapter.start(waiting.collect);
    await delay(50);
    await waiting.adapter.stop();
    await expect(started).resolves.toBeUndefined();

    const dropped = await setScene({}, {}, onTestFinished);
    await dropped.adapter.start(dropped.collect);
    dropped.fake.dropSockets();
    await delay(20);
    const before = Date.now();
    await dropped.adapter.stop();
    expect(Date.now() - before).toBeLessThan(1000);
    await delay(700);
    expect(dropped.fake.gateway.sockets).toBe(0);
  });
});

describe.concurrent("events", () => {
  it("are offered again, in their order, until they are accepted", async ({ onTestFinished, expect }) => {
    const { adapter, collect, texts, say, lines } = await setScene({}, {}, onTestFinished);
    const offers: string[] = [];
    await adapter.start(async (event) => {
      const text = event.kind === "message" ? event.text : "";
      offers.push(text);
      if (text === "first" && offers.length <= 2) throw new TypeError("secret words");
      await collect(event);
    });
    say("first");
    say("second");
    await vi.waitFor(() => expect(texts()).toEqual(["first", "second"]), PATIENT);
    expect(offers).toEqual(["first", "first", "first", "second"]);
    expect(lines.join("")).toContain('"discord.event_not_accepted","kind":"message","error":"TypeError"');
    expect(lines.join("")).not.toContain("first");
    expect(lines.join("")).not.toContain("secret words");
  });

  it("of other channels do not wait", async ({ onTestFinished, expect }) => {
    const { fake, adapter, guild, amal, collect, texts, say } = await setScene({}, {}, onTestFinished);
    const other = fake.channel(guild, "other");
    await adapter.start(async (event) => {
      if (event.kind === "message" && event.text === "stuck") throw new Error("no");
      await collect(event);
    });
    say("stuck");
    fake.say({ channel: other, author: amal, content: "free" });
    await vi.waitFor(() => expect(texts()).toEqual(["free"]));
  });

  it("survive packets that nobody expects", async ({ onTestFinished, expect }) => {
    const { fake, adapter, collect, texts, say, lines, amal } = await setScene({}, {}, onTestFinished);
    await adapter.start(collect);
    const { gateway } = fake;
    gateway.dispatch("INTERACTION_CREATE", { id: "1", type: 3, channel: { id: "1", type: 0, thread: null } });
    gateway.dispatch("MESSAGE_CREATE", { id: null, author: amal, content: "private words" });
    gateway.dispatch("GUILD_CREATE", { id: "2", channels: "none" });
    gateway.dispatch("CHANNEL_UPDATE", null);
    gateway.dispatch("THREAD_LIST_SYNC", { guild_id: null });
    gateway.dispatch("SOMETHING_NEW", [1]);
    gateway.sendRaw("{not json");
    gateway.sendRaw('{"op":77,"d":null}');
    say("still there?");
    await vi.waitFor(() => expect(texts()).toEqual(["still there?"]));
    expect(lines.join("")).toContain('"discord.packet_skipped","fault":"INTERACTION_CREATE');
    expect(lines.join("")).not.toContain("private words");
  });

  it("tell where it came and went", async ({ onTestFinished, expect }) => {
    const { fake, adapter, channel, guild, collect, events } = await setScene({}, {}, onTestFinished);
    await adapter.start(collect);
    const other = fake.guild("Engineers in Germany", fake.user("Somebody"));
    const welcome = fake.channel(other, "welcome");
    fake.join(other);
    await vi.waitFor(() => expect(events).toMatchObject([{ kind: "joined", conversation: { chat: welcome.id } }]));
    fake.removeBot(guild);
    await vi.waitFor(() => expect(events[1]).toMatchObject({ kind: "left", conversation: { chat: channel.id } }));
  });

  it("carry the title of their channel, thread by thread", async ({ onTestFinished, expect }) => {
    const { fake, adapter, channel, amal, collect, events, say } = await setScene({}, {}, onTestFinished);
    await adapter.start(collect);
    say("in the channel");
    const thread = fake.thread(channel, "Bavaria");
    fake.say({ channel: thread, author: amal, content: "in the thread" });
    await vi.waitFor(() =>
      expect(events).toMatchObject([
        { chatTitle: "Nurses in Germany #questions" },
        { chatTitle: "Nurses in Germany #Bavaria", conversation: { chat: thread.id } },
      ]),
    );
  });

  it("that came before the stop are taken to their end", async ({ onTestFinished, expect }) => {
    const { adapter, say } = await setScene({}, {}, onTestFinished);
    const begun: ChatEvent[] = [];
    const ended: ChatEvent[] = [];
    await adapter.start(async (event) => {
      begun.push(event);
      await delay(60);
      ended.push(event);
    });
    say("one");
    say("two");
    await vi.waitFor(() => expect(begun).toHaveLength(1));
    await vi.waitFor(() => expect(ended).toHaveLength(1));
    await adapter.stop();
    expect(ended).toHaveLength(2);
  });
});
