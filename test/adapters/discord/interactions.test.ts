import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import type { ChatEvent, Command, Press } from "../../../src/adapter.ts";
import type { FakeInteraction } from "../../fakes/discord.ts";
import { setScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const CALLBACK = "POST /interactions/:id/:token/callback";
const FOLLOW_UP = "POST /webhooks/:id/:token";
const IN_TIME_MS = 3000;
const DEFERRED_UPDATE = 6;
const DEFERRED_MESSAGE = 5;

async function press({ fake, adapter, channel, amal, post }: Scene): Promise<FakeInteraction> {
  await adapter.send(post("Helpful?", { buttons: [[{ label: "Yes", action: "v1:fb:a:1" }]] }));
  const [sent] = fake.postsIn(channel);
  if (sent === undefined) throw new Error("Nothing was sent.");
  return fake.press(sent, "v1:fb:a:1", amal);
}

/** The first event with a receipt. */
function received({ events, fake }: Scene): Promise<(Press | Command) & { receipt: string }> {
  const hasReceipt = (event: ChatEvent): event is (Press | Command) & { receipt: string } =>
    (event.kind === "press" || event.kind === "command") && event.receipt !== undefined;
  return fake.waitFor(() => events.find(hasReceipt));
}

describe("a press", () => {
  it("is deferred in time, whatever becomes of the event", async () => {
    const scene = await setScene();
    await scene.adapter.start(() => delay(400));
    const pressed = await press(scene);
    await vi.waitFor(() => expect(pressed.callback).toBe(DEFERRED_UPDATE));
    expect(pressed.acknowledgedAfterMs).toBeLessThan(300);
  });

  it("is answered by a note that only the presser sees", async () => {
    const scene = await setScene();
    await scene.adapter.start(scene.collect);
    const pressed = await press(scene);
    const { receipt } = await received(scene);
    await scene.adapter.acknowledge(receipt, "Thank you *very* much");
    expect(pressed.followUps).toEqual(["Thank you \\*very\\* much"]);
    expect(scene.fake.log.at(-1)?.body).toMatchObject({ flags: 64 | 4, allowed_mentions: { parse: [] } });
  });

  it("needs no answer", async () => {
    const scene = await setScene();
    await scene.adapter.start(scene.collect);
    const pressed = await press(scene);
    await scene.adapter.acknowledge((await received(scene)).receipt, undefined);
    expect(pressed.followUps).toEqual([]);
  });

  it("is deferred at another try where Discord stumbles", async () => {
    const scene = await setScene();
    await scene.adapter.start(scene.collect);
    scene.fake.fault(CALLBACK, { kind: "error", status: 500 }, { kind: "reset-after" });
    const pressed = await press(scene);
    await scene.adapter.acknowledge((await received(scene)).receipt, "Done");
    expect(pressed.followUps).toEqual(["Done"]);
    expect(pressed.acknowledgedAfterMs).toBeLessThan(IN_TIME_MS);
    expect(scene.lines.join("")).not.toContain("not_deferred");
  });

  it("gets its answer from another process as soon as it is deferred", async () => {
    const scene = await setScene();
    const other = await setScene({ apiRoot: scene.fake.url, token: scene.fake.token });
    await scene.adapter.start(scene.collect);
    scene.fake.fault(CALLBACK, { kind: "slow", ms: 150 });
    const pressed = await press(scene);
    await other.adapter.acknowledge((await received(scene)).receipt, "Done");
    expect(pressed.followUps).toEqual(["Done"]);
  });

  it("logs without content what could not be told", async () => {
    const scene = await setScene();
    await scene.adapter.start(scene.collect);
    const pressed = await press(scene);
    const { receipt } = await received(scene);
    scene.fake.fault(FOLLOW_UP, { kind: "error", status: 404, code: 50_027 });
    await scene.adapter.acknowledge(receipt, "Secret toast");
    await scene.adapter.acknowledge("no receipt at all", "Secret toast");
    const logged = scene.lines.join("");
    expect(logged).toContain('"discord.interaction_not_answered","reason":"Discord answered 404 (50027)"');
    expect(logged).toContain("discord.unknown_receipt");
    expect(logged).not.toContain("Secret toast");
    expect(logged).not.toContain(pressed.token);
  });
});

describe("a slash command", () => {
  it("shows at once that it is taken up, then fills the note", async () => {
    const scene = await setScene();
    const { fake, adapter, channel, amal } = scene;
    await adapter.start(scene.collect);
    const given = fake.slash({ channel, user: amal, name: "privacy" });
    const command = await received(scene);
    expect(command).toMatchObject({ kind: "command", name: "privacy", author: { language: "de" } });
    const page = `${"What is stored. ".repeat(60)}https://example.org/privacy_notice`;
    await adapter.acknowledge(command.receipt, page);
    expect(given).toMatchObject({ callback: DEFERRED_MESSAGE, original: page, followUps: [] });
    expect(fake.log.find(({ route }) => route === CALLBACK)?.body).toMatchObject({ data: { flags: 64 } });
  });

  it("takes the note away where there is nothing to say", async () => {
    const scene = await setScene();
    const { fake, adapter, channel, amal } = scene;
    await adapter.start(scene.collect);
    const given = fake.slash({ channel, user: amal, name: "lotse" });
    await adapter.acknowledge((await received(scene)).receipt, undefined);
    expect(given.isOriginalDeleted).toBe(true);
  });

  it("can be answered in the channel", async () => {
    const scene = await setScene();
    const { fake, adapter, channel, amal, post } = scene;
    await adapter.start(scene.collect);
    fake.slash({ channel, user: amal, name: "lotse" });
    const command = await received(scene);
    const replyTo = command.messageId;
    expect(await adapter.send(post("Settings", { replyTo }))).toMatchObject({ kind: "sent" });
  });

  it("is offered by Discord in many languages, once for all reconnections", async () => {
    const { fake, adapter, collect } = await setScene();
    await adapter.start(collect);
    const commands = await fake.waitFor(() => fake.world.commands);
    expect(commands).toMatchObject([{ name: "lotse" }, { name: "help" }, { name: "privacy" }]);
    for (const { name, description, description_localizations: localized } of commands as Offered[]) {
      expect(name).toMatch(/^[a-z]{1,32}$/);
      expect(Object.keys(localized)).toEqual(expect.arrayContaining(["de", "es-ES", "it", "ru", "uk", "tr"]));
      for (const text of [description, ...Object.values(localized)]) expect(text.length).toBeLessThanOrEqual(100);
    }
  });

  it("works also where it could not be announced", async () => {
    const scene = await setScene();
    const { fake, adapter, channel, amal } = scene;
    fake.fault("PUT /applications/:id/commands", { kind: "error", status: 403, code: 50_001 });
    await adapter.start(scene.collect);
    await vi.waitFor(() => expect(scene.lines.join("")).toContain("discord.commands_not_set"));
    fake.slash({ channel, user: amal, name: "help" });
    expect(await received(scene)).toMatchObject({ name: "help" });
  });
});

interface Offered {
  readonly name: string;
  readonly description: string;
  readonly description_localizations: Readonly<Record<string, string>>;
}
