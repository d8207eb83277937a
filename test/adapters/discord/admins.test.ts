import { describe, expect, it } from "vitest";
import { setScene } from "./scene.ts";

const ADMINISTRATOR = 1n << 3n;
const MANAGE_GUILD = 1n << 5n;
const MANAGE_MESSAGES = 1n << 13n;

describe("isAdmin", () => {
  it.each([
    ["an administrator", ADMINISTRATOR, true],
    ["who may manage the server", MANAGE_GUILD | MANAGE_MESSAGES, true],
    ["who may manage messages only", MANAGE_MESSAGES, false],
  ])("of %s", async (_title, permissions, expected) => {
    const { fake, adapter, guild, amal, post } = await setScene();
    fake.allow(guild, amal, permissions);
    expect(await adapter.isAdmin(post("").conversation, amal.id)).toBe(expected);
  });

  it("is true of the owner, in threads as well, and false of strangers", async () => {
    const { fake, adapter, guild, channel, lines } = await setScene();
    const chat = fake.thread(channel, "Bavaria").id;
    const place = { platform: "discord", chat };
    expect(await adapter.isAdmin(place, guild.owner_id)).toBe(true);
    expect(await adapter.isAdmin(place, fake.user("Stranger").id)).toBe(false);
    expect(lines).toEqual([]);
  });

  it("is true of everybody in private", async () => {
    const { fake, adapter, amal } = await setScene();
    const { id: chat } = fake.privateChannel(amal);
    expect(await adapter.isAdmin({ platform: "discord", chat }, amal.id)).toBe(true);
  });

  it("rests for a minute on what a command told, and then asks", async () => {
    let at = 1_000_000;
    const scene = await setScene({ now: () => at });
    const { fake, adapter, channel, amal, post, collect, events } = scene;
    await adapter.start(collect);
    fake.slash({ channel, user: amal, name: "lotse", permissions: MANAGE_GUILD });
    await fake.waitFor(() => events.length > 0);
    const asked = () => fake.log.filter(({ route }) => route.startsWith("GET /guilds")).length;
    expect(await adapter.isAdmin(post("").conversation, amal.id)).toBe(true);
    expect(asked()).toBe(0);
    at += 60_000;
    expect(await adapter.isAdmin(post("").conversation, amal.id)).toBe(false);
    expect(asked()).toBeGreaterThan(0);
  });

  it("is false where Discord does not say, and that is logged", async () => {
    const { fake, adapter, guild, lines, post } = await setScene();
    fake.fault("GET /channels/:id", { kind: "html", status: 502 });
    expect(await adapter.isAdmin(post("").conversation, guild.owner_id)).toBe(false);
    fake.fault("GET /guilds/:id", { kind: "rate-limited", retryAfterS: 60 });
    expect(await adapter.isAdmin(post("").conversation, guild.owner_id)).toBe(false);
    expect(lines.join("")).toContain("discord.admin_unknown");
    expect(lines.join("")).not.toContain(guild.owner_id);
  });
});
