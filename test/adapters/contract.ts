/**
 * What every adapter must do, seen through the seam alone. A platform brings its stage: the adapter, connected to a fake
 * of the platform, and the people who talk there.
 */
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Adapter, ChatEvent, Conversation, Post } from "../../src/adapter.ts";

/** A platform with one group in which a person talks. */
export interface Stage {
  /** Not yet started. */
  readonly adapter: Adapter;
  /** The group. */
  readonly conversation: Conversation;
  /** Somebody writes in the group; the result is the id of the message. */
  say(text: string, options?: SayOptions): Promise<string>;
  /** Somebody presses a button under a post of ours. */
  press(messageId: string, action: string): Promise<Pressed>;
  /** What we have written in the group, as it reads after edits, oldest first. */
  posts(): readonly StagedPost[];
  deleteMessage(messageId: string): Promise<void>;
  /** Whether the platform takes the message for delivered, so that it will not come again. */
  isAccepted(messageId: string): boolean;
  /** Ends the platform. The suite has stopped the adapter. */
  close(): Promise<void>;
}

export interface SayOptions {
  /** @default "person" */
  readonly by?: "person" | "bot" | "ourselves";
  /** By a mention of the bot. @default false */
  readonly isAddressed?: boolean;
  readonly replyTo?: string;
}

export interface StagedPost {
  readonly messageId: string;
  /** Without markup. */
  readonly text: string;
  readonly replyTo?: string;
  readonly actions: readonly string[];
}

export interface Pressed {
  /** What the presser was shown; undefined until the press is acknowledged. */
  seen(): { readonly toast: string | undefined } | undefined;
}

/** What some platforms do not have: the tests that need it are left out. */
export type Lack =
  /** Messages cannot be deleted. */
  | "deletion"
  | "edits"
  | "buttons"
  /** The platform does not ask whether an event was accepted. */
  | "acceptance";

const PROMPT_MS = 1000;
/** Long enough for an event to come that should not. */
const QUIET_MS = 60;

export function adapterContract(name: string, open: () => Promise<Stage>, lacks: readonly Lack[] = []): void {
  describe(`adapter contract: ${name}`, () => {
    let stage: Stage;
    let events: ChatEvent[];
    const texts = (): string[] => events.flatMap((event) => (event.kind === "message" ? [event.text] : []));
    const start = (onEvent: (event: ChatEvent) => Promise<void> = collect): Promise<void> =>
      stage.adapter.start(onEvent);
    const collect = async (event: ChatEvent): Promise<void> => void events.push(event);

    beforeEach(async () => {
      events = [];
      stage = await open();
    });
    afterEach(async () => {
      await stage.adapter.stop();
      await stage.close();
    });

    it("brings a message with its author, conversation and a stable id", async () => {
      await start();
      const messageId = await stage.say("How long does it take?");
      await vi.waitFor(() => expect(texts()).toEqual(["How long does it take?"]));
      expect(events[0]).toMatchObject({
        id: `${stage.adapter.name}:${stage.conversation.chat}:${messageId}`,
        conversation: stage.conversation,
        messageId,
        isAddressed: false,
        isPrivate: false,
      });
    });

    it("tells when it is addressed, and takes the mention out", async () => {
      await start();
      await stage.say("how long?", { isAddressed: true });
      await vi.waitFor(() => expect(events).toMatchObject([{ text: "how long?", isAddressed: true }]));
    });

    it("ignores its own messages and those of other bots", async () => {
      await start();
      await stage.say("from another bot", { by: "bot" });
      await stage.say("from ourselves", { by: "ourselves" });
      await stage.say("from a person");
      await vi.waitFor(() => expect(texts()).toEqual(["from a person"]));
    });

    it("keeps the order in a conversation, however long each event takes", async () => {
      let running = 0;
      let most = 0;
      await start(async (event) => {
        running += 1;
        most = Math.max(most, running);
        await delay(events.length === 0 ? 40 : 1);
        running -= 1;
        await collect(event);
      });
      const said = ["1", "2", "3", "4", "5"];
      for (const text of said) await stage.say(text);
      await vi.waitFor(() => expect(texts()).toEqual(said));
      expect(most).toBe(1);
    });

    it.skipIf(lacks.includes("acceptance"))("accepts an event only after it was taken", async () => {
      const taken = Promise.withResolvers<void>();
      await start(async (event) => {
        events.push(event);
        await taken.promise;
      });
      const messageId = await stage.say("hold on");
      await vi.waitFor(() => expect(texts()).toEqual(["hold on"]));
      await delay(QUIET_MS);
      expect(stage.isAccepted(messageId)).toBe(false);

      taken.resolve();
      await vi.waitFor(() => expect(stage.isAccepted(messageId)).toBe(true));
    });

    it.skipIf(lacks.includes("acceptance"))("brings an event again that was not taken", async () => {
      await start(async (event) => {
        events.push(event);
        if (events.length === 1) throw new Error("store full");
      });
      const messageId = await stage.say("again, please");
      await vi.waitFor(() => expect(texts()).toEqual(["again, please", "again, please"]), 3000);
      expect(events[0]).toMatchObject({ id: (events[1] as { id: string }).id });
      await vi.waitFor(() => expect(stage.isAccepted(messageId)).toBe(true));
    });

    it("sends a reply under the question", async () => {
      await start();
      const replyTo = await stage.say("How long?");
      const result = await stage.adapter.send(post("Three to four months.", { replyTo }));
      const [sent] = stage.posts();
      expect(sent).toMatchObject({ text: "Three to four months.", replyTo });
      expect(result).toEqual({ kind: "sent", messageId: sent?.messageId });
    });

    it("knows a reply to its own post", async () => {
      await start();
      await stage.adapter.send(post("Three to four months."));
      const messageId = stage.posts()[0]?.messageId ?? "";
      await stage.say("And the fees?", { replyTo: messageId });
      await vi.waitFor(() => expect(texts()).toEqual(["And the fees?"]));
      expect(events[0]).toMatchObject({ isAddressed: true, replyTo: { messageId, isOurs: true } });
    });

    it.skipIf(lacks.includes("deletion"))("drops the answer to a question that was deleted", async () => {
      await start();
      const replyTo = await stage.say("Never mind");
      await stage.deleteMessage(replyTo);
      const result = await stage.adapter.send(post("An answer", { replyTo, ifReplyGone: "drop" }));
      expect(result).toEqual({ kind: "gone", what: "question" });
      expect(stage.posts()).toEqual([]);
    });

    it.skipIf(lacks.includes("deletion"))("sends without the question where that is wanted", async () => {
      await start();
      const replyTo = await stage.say("Never mind");
      await stage.deleteMessage(replyTo);
      const result = await stage.adapter.send(post("An advisor's answer", { replyTo, ifReplyGone: "send" }));
      expect(result).toMatchObject({ kind: "sent" });
      expect(stage.posts()).toMatchObject([{ text: "An advisor's answer" }]);
    });

    it.skipIf(lacks.includes("edits"))("changes a post, and takes the same change twice", async () => {
      await start();
      await stage.adapter.send(post("Four months."));
      const messageId = stage.posts()[0]?.messageId ?? "";
      const { conversation, blocks, buttons } = post("Three months.");
      for (let times = 0; times < 2; times += 1) {
        const result = await stage.adapter.edit({ conversation, messageId, blocks, buttons });
        expect(result).toEqual({ kind: "sent", messageId });
      }
      expect(stage.posts()).toMatchObject([{ messageId, text: "Three months." }]);
    });

    it.skipIf(lacks.includes("buttons"))("brings a press, and its answer to the presser", async () => {
      await start();
      await stage.adapter.send(post("Helpful?", { buttons: [[{ label: "Yes", action: "v1:fb:a:1" }]] }));
      const [sent] = stage.posts();
      expect(sent?.actions).toEqual(["v1:fb:a:1"]);
      const pressed = await stage.press(sent?.messageId ?? "", "v1:fb:a:1");
      await vi.waitFor(() => expect(events).toHaveLength(1));
      const [press] = events;
      expect(press).toMatchObject({
        kind: "press",
        messageId: sent?.messageId,
        action: "v1:fb:a:1",
      });
      if (press?.kind !== "press") return;

      expect(pressed.seen()).toBeUndefined();
      await stage.adapter.acknowledge(press.receipt, "Thank you!");
      expect(pressed.seen()).toEqual({ toast: "Thank you!" });
      await expect(stage.adapter.acknowledge(press.receipt, undefined)).resolves.toBeUndefined();
    });

    it("stops promptly, also twice, and brings nothing afterwards", async () => {
      await start();
      const before = Date.now();
      await Promise.all([stage.adapter.stop(), stage.adapter.stop()]);
      await stage.adapter.stop();
      expect(Date.now() - before).toBeLessThan(PROMPT_MS);
      await stage.say("anybody there?");
      await delay(QUIET_MS);
      expect(events).toEqual([]);
    });

    it("stops without having been started", async () => {
      await expect(stage.adapter.stop()).resolves.toBeUndefined();
    });

    function post(text: string, more: Partial<Post> = {}): Post {
      return {
        conversation: stage.conversation,
        ifReplyGone: "drop",
        blocks: [{ kind: "paragraph", children: [{ kind: "text", text }] }],
        buttons: [],
        isSilent: false,
        nonce: "contract",
        ...more,
      };
    }
  });
}
