/** The adapter before a fake Discord with one server, one channel and one person, for the tests of this folder. */
import { onTestFinished } from "vitest";
import { createDiscordAdapter } from "../../../adapters/discord/discord.ts";
import type { DiscordOptions } from "../../../adapters/discord/discord.ts";
import type { Adapter, ChatEvent, Post } from "../../../src/adapter.ts";
import { createLog } from "../../../src/log.ts";
import { startFakeDiscord } from "../../fakes/discord.ts";
import type { FakeChannel, FakeDiscord, FakeDiscordOptions, FakeGuild, FakeUser } from "../../fakes/discord.ts";

export interface Scene {
  readonly fake: FakeDiscord;
  readonly adapter: Adapter;
  readonly guild: FakeGuild;
  readonly channel: FakeChannel;
  readonly amal: FakeUser;
  /** Everything that was logged. */
  readonly lines: readonly string[];
  readonly events: readonly ChatEvent[];
  readonly collect: (event: ChatEvent) => Promise<void>;
  /** The texts that arrived. */
  readonly texts: () => readonly string[];
  /** Amal writes in the channel. */
  readonly say: (content: string) => string;
  readonly post: (text: string, more?: Partial<Post>) => Post;
  readonly close: () => Promise<void>;
}

export async function openScene(
  options: Partial<DiscordOptions> = {},
  fakeOptions: FakeDiscordOptions = {},
): Promise<Scene> {
  const fake = await startFakeDiscord(fakeOptions);
  const lines: string[] = [];
  const events: ChatEvent[] = [];
  const log = createLog("debug", (line) => lines.push(line));
  const adapter = createDiscordAdapter({ token: fake.token, apiRoot: fake.url, log, ...options });
  const guild = fake.guild("Nurses in Germany", fake.user("Owner"));
  const channel = fake.channel(guild, "questions");
  const amal = fake.user("Amal");
  return {
    fake,
    adapter,
    guild,
    channel,
    amal,
    lines,
    events,
    collect: async (event) => void events.push(event),
    texts: () => events.flatMap((event) => (event.kind === "message" ? [event.text] : [])),
    say: (content) => fake.say({ channel, author: amal, content }).id,
    post: (text, more = {}) => ({
      conversation: { platform: "discord", chat: channel.id },
      ifReplyGone: "drop",
      blocks: [{ kind: "paragraph", children: [{ kind: "text", text }] }],
      buttons: [],
      isSilent: false,
      nonce: "n",
      ...more,
    }),
    async close() {
      await adapter.stop();
      await fake.close();
    },
  };
}

/** A scene that ends with the test. Tests that run side by side pass their own `onFinished`. */
export async function setScene(
  options: Partial<DiscordOptions> = {},
  fakeOptions: FakeDiscordOptions = {},
  onFinished: (end: () => Promise<void>) => void = onTestFinished,
): Promise<Scene> {
  const scene = await openScene(options, fakeOptions);
  onFinished(scene.close);
  return scene;
}
