/** The adapter before a fake Telegram with one group and one person, for the tests of this folder. */
import { onTestFinished } from "vitest";
import { createTelegramAdapter } from "../../../adapters/telegram/telegram.ts";
import type { TelegramOptions } from "../../../adapters/telegram/telegram.ts";
import type { Adapter, ChatEvent, Post } from "../../../src/adapter.ts";
import { createLog } from "../../../src/log.ts";
import { startFakeTelegram } from "../../fakes/telegram.ts";
import type { FakeChat, FakeTelegram, FakeUser } from "../../fakes/telegram.ts";

export interface Scene {
  readonly fake: FakeTelegram;
  readonly adapter: Adapter;
  readonly group: FakeChat;
  readonly amal: FakeUser;
  /** Everything that was logged. */
  readonly lines: readonly string[];
  readonly events: readonly ChatEvent[];
  readonly collect: (event: ChatEvent) => Promise<void>;
  /** The texts that arrived. */
  readonly texts: () => readonly string[];
  readonly post: (text: string, more?: Partial<Post>) => Post;
  readonly close: () => Promise<void>;
}

export async function openScene(options: Partial<TelegramOptions> = {}): Promise<Scene> {
  const fake = await startFakeTelegram();
  const lines: string[] = [];
  const events: ChatEvent[] = [];
  const log = createLog("debug", (line) => lines.push(line));
  const adapter = createTelegramAdapter({ token: fake.token, apiRoot: fake.url, log, ...options });
  const group = fake.group("Nurses in Germany");
  return {
    fake,
    adapter,
    group,
    amal: fake.user("Amal"),
    lines,
    events,
    collect: async (event) => void events.push(event),
    texts: () => events.flatMap((event) => (event.kind === "message" ? [event.text] : [])),
    post: (text, more = {}) => ({
      conversation: { platform: "telegram", chat: String(group.id) },
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
  options: Partial<TelegramOptions> = {},
  onFinished: (end: () => Promise<void>) => void = onTestFinished,
): Promise<Scene> {
  const scene = await openScene(options);
  onFinished(scene.close);
  return scene;
}
