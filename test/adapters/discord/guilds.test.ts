import { describe, expect, it } from "vitest";
import { createGuilds } from "../../../adapters/discord/guilds.ts";
import type { Packet } from "../../../adapters/discord/payloads.ts";
import { fixture } from "./fixtures.ts";

const NOW = 1_795_350_002_000;
const SERVER = "200000000000000001";

/** READY with other servers than in the fixture. */
function ready(...guilds: string[]): Packet {
  const packet = fixture("ready");
  return { ...packet, d: { ...(packet.d as object), guilds: guilds.map((id) => ({ id, unavailable: true })) } };
}

describe("createGuilds", () => {
  it("knows who we are, and the titles of channels and threads", () => {
    const guilds = createGuilds();
    expect(guilds.bot).toBeUndefined();
    for (const name of ["ready", "guild-create"]) guilds.take(fixture(name), 0, NOW);
    expect(guilds.bot).toEqual({ id: "100000000000000001", roles: new Set(["400000000000000001"]) });
    expect(guilds.application).toBe("100000000000000002");
    expect(guilds.titlesOf("300000000000000001")?.chatTitle).toBe("Nurses in Germany #questions");
    expect(guilds.titlesOf("300000000000000003")?.name).toBe("How long does it take in Bavaria?");
    expect(guilds.guildOf("300000000000000002")).toBe(SERVER);
    expect(guilds.titlesOf("300000000000000099")).toBeUndefined();
  });

  it("keeps up with channels that are renamed and deleted", () => {
    const guilds = createGuilds();
    for (const name of ["ready", "guild-create"]) guilds.take(fixture(name), 0, NOW);
    const channel = { id: "300000000000000001", type: 0, name: "ask-here", guild_id: SERVER };
    guilds.take({ t: "CHANNEL_UPDATE", d: channel }, 0, NOW);
    expect(guilds.titlesOf(channel.id)?.name).toBe("ask-here");
    guilds.take({ t: "CHANNEL_DELETE", d: channel }, 0, NOW);
    expect(guilds.titlesOf(channel.id)).toBeUndefined();
  });

  it("takes the servers that READY lists for old ones", () => {
    const guilds = createGuilds();
    guilds.take(fixture("ready"), 0, NOW);
    expect(guilds.take(fixture("guild-create"), 0, NOW)).toEqual([]);
  });

  it("greets a new server once, in its uppermost text channel", () => {
    const guilds = createGuilds();
    guilds.take(ready(), 0, NOW);
    expect(guilds.take(fixture("guild-create"), 0, NOW)).toEqual([
      {
        kind: "joined",
        id: "discord:joined:200000000000000001:2026-11-22T10:00:00.000000+00:00",
        conversation: { platform: "discord", chat: "300000000000000005" },
        receivedAt: NOW,
      },
    ]);
    expect(guilds.take(fixture("guild-create"), 0, NOW)).toEqual([]);
  });

  it("prefers the channel in which Discord itself welcomes people", () => {
    const guilds = createGuilds();
    guilds.take(ready(), 0, NOW);
    const { t, d } = fixture("guild-create");
    const data = { ...(d as object), system_channel_id: "300000000000000001" };
    expect(guilds.take({ t, d: data }, 0, NOW)).toMatchObject([{ conversation: { chat: "300000000000000001" } }]);
  });

  it("leaves every channel of a server that it was removed from", () => {
    const guilds = createGuilds();
    for (const name of ["ready", "guild-create"]) guilds.take(fixture(name), 0, NOW);
    const left = guilds.take(fixture("guild-delete"), 0, NOW);
    expect(left.map(({ kind }) => kind)).toEqual(["left", "left", "left", "left"]);
    expect(left.map(({ conversation }) => conversation.chat).toSorted()).toEqual([
      "300000000000000001",
      "300000000000000002",
      "300000000000000003",
      "300000000000000005",
    ]);
    expect(guilds.guildOf("300000000000000001")).toBeUndefined();
    expect(guilds.take(fixture("guild-create"), 0, NOW)).toMatchObject([{ kind: "joined" }]);
  });

  it("stays through an outage of Discord", () => {
    const guilds = createGuilds();
    for (const name of ["ready", "guild-create"]) guilds.take(fixture(name), 0, NOW);
    expect(guilds.take(fixture("guild-outage"), 0, NOW)).toEqual([]);
    expect(guilds.take(fixture("guild-create"), 0, NOW)).toEqual([]);
  });

  it("learns from a later READY what has changed while it was away", () => {
    const guilds = createGuilds();
    for (const name of ["ready", "guild-create"]) guilds.take(fixture(name), 0, NOW);
    expect(guilds.take(ready("200000000000000002"), 0, NOW)).toHaveLength(4);
    const other = { id: "200000000000000002", name: "New", system_channel_id: "300000000000000020" };
    expect(guilds.take({ t: "GUILD_CREATE", d: other }, 0, NOW)).toMatchObject([
      { kind: "joined", conversation: { chat: "300000000000000020" } },
    ]);
  });

  it("does not take the READY of another shard for news", () => {
    const guilds = createGuilds();
    for (const name of ["ready", "guild-create"]) guilds.take(fixture(name), 0, NOW);
    expect(guilds.take(ready("200000000000000002"), 1, NOW)).toEqual([]);
    expect(guilds.titlesOf("300000000000000001")).toBeDefined();
  });

  it("makes the best of a malformed server", () => {
    const guilds = createGuilds();
    for (const name of ["ready", "guild-create-malformed-parts"]) guilds.take(fixture(name), 0, NOW);
    expect(guilds.titlesOf("300000000000000001")?.chatTitle).toBe("#questions");
    expect(guilds.take({ t: "GUILD_CREATE", d: null }, 0, NOW)).toEqual([]);
  });
});
