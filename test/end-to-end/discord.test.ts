import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  startFakeDiscord,
  type FakeChannel,
  type FakeDiscord,
  type FakeMessage,
  type FakeUser,
} from "../fakes/discord.ts";
import { createLotseProcess, type LotseProcess } from "./process.ts";

const QUESTION = "who pays for the recognition of my diploma if i have no money?";
const CHATTER = "good morning everybody, happy sunday!!";
/** For us, but a person's own file with a time limit. */
const UNCLEAR =
  "help please, my application for recognition was rejected and I got my notice yesterday, what do I do now?";
const INVITATION = "https://www.anerkennung-in-deutschland.de";
const PATIENCE_MS = 15_000;

let discord: FakeDiscord;
let lotse: LotseProcess;
let group: FakeChannel;
let advisors: FakeChannel;
let asker: FakeUser;
let ana: FakeUser;
let ben: FakeUser;

beforeEach(async () => {
  discord = await startFakeDiscord();
  ana = discord.user("Ana");
  ben = discord.user("Ben");
  asker = discord.user("Marta");
  const guild = discord.guild("Newcomers", ana);
  group = discord.channel(guild, "general");
  advisors = discord.channel(guild, "advisors");
  lotse = createLotseProcess({
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_ROOT: discord.url,
    ADVISORS_CHAT: `discord:${advisors.id}`,
    TRUST: "draft",
    LISTEN: "all",
  });
});

afterEach(async () => {
  await lotse.dispose();
  await discord.close();
});

const first = (channel: FakeChannel) => discord.waitFor(() => discord.postsIn(channel)[0], PATIENCE_MS);
const CREATE = "POST /channels/:id/messages";
const creates = () => discord.log.filter(({ route }) => route === CREATE);
/** Messages that were taken in and decided on, in all lives of the process. */
const decisions = () => lotse.log().split("message.decided").length;
const buttonOf = (message: FakeMessage, verb: string): string => {
  const id = new RegExp(`"(v1:[^"]*:${verb}[^"]*)"`, "u").exec(JSON.stringify(message.components))?.[1];
  if (id === undefined) throw new Error(`There is no button ${verb}.`);
  return id;
};

describe("Lotse on Discord", () => {
  it("answers a question in the thread of the question, and makes no request for chatter", async () => {
    await lotse.start();
    const question = discord.say({ channel: group, author: asker, content: QUESTION });
    const answer = await first(group);
    expect(answer.message_reference?.message_id).toBe(question.id);
    expect(answer.content).toContain("Jobcenter");
    expect(answer.content).toContain(INVITATION);
    discord.say({ channel: group, author: asker, content: CHATTER });
    await delay(800);
    expect(creates()).toHaveLength(1);
  });

  it("hands an unclear question to an advisor, and their reply back to the thread", async () => {
    await lotse.start();
    const question = discord.say({ channel: group, author: asker, content: UNCLEAR });
    const card = await first(advisors);
    expect(discord.postsIn(group)).toEqual([]);
    const claims = [ana, ben].map((advisor) => discord.press(card, buttonOf(card, "claim"), advisor));
    const told = await Promise.all(claims.map((claim) => discord.waitFor(() => claim.followUps[0], PATIENCE_MS)));
    expect(told.filter((text) => text.includes("Sie haben den Fall"))).toHaveLength(1);
    expect(told.filter((text) => text.includes("Den Fall hat"))).toHaveLength(1);
    const winner = told[0]?.includes("Sie haben") ? ana : ben;
    await discord.waitFor(
      () => discord.postsIn(advisors)[0]?.content.includes(winner === ana ? "Ana" : "Ben"),
      PATIENCE_MS,
    );
    discord.say({
      channel: advisors,
      author: winner,
      content: "Write to us, we will look at it together.",
      replyTo: card.id,
    });
    const reply = await first(group);
    expect(reply.message_reference?.message_id).toBe(question.id);
    expect(reply.content).toContain("we will look at it together");
    expect(reply.content).toContain(INVITATION);
  });

  it("loses nothing and sends nothing twice when it is killed at any moment", async () => {
    await lotse.start();
    for (const wait of [3, 8, 16, 30, 60, 120]) {
      // Gateway events of the time without a process are gone, so the kill comes after the event has been taken in.
      const cards = discord.postsIn(advisors).length;
      const decided = decisions();
      discord.say({ channel: group, author: asker, content: `${UNCLEAR} (${wait})` });
      await discord.waitFor(() => decisions() > decided, PATIENCE_MS);
      await lotse.kill();
      await lotse.start();
      const card = await discord.waitFor(() => discord.postsIn(advisors)[cards], PATIENCE_MS);
      const replies = discord.postsIn(group).length;
      discord.press(card, buttonOf(card, "claim"), ana);
      await delay(100);
      discord.say({ channel: advisors, author: ana, content: `Reply number ${wait}`, replyTo: card.id });
      await delay(40 + wait);
      await lotse.kill();
      await lotse.start();
      await discord.waitFor(
        () =>
          discord
            .postsIn(group)
            .slice(replies)
            .some(({ content }) => content.includes(`Reply number ${wait}`)),
        PATIENCE_MS,
      );
    }
    await delay(500);
    const texts = discord.postsIn(group).map(({ content }) => content);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).toHaveLength(6);
    expect(discord.postsIn(advisors)).toHaveLength(6);
  }, 180_000);

  it("sends an answer once although the connection broke after it was carried out", async () => {
    await lotse.start();
    discord.fault(CREATE, { kind: "reset-after" });
    discord.say({ channel: group, author: asker, content: QUESTION });
    await discord.waitFor(() => creates().length >= 2, PATIENCE_MS);
    await delay(300);
    expect(discord.postsIn(group)).toHaveLength(1);
  });
});
