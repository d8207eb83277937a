/** Keeps within the platforms' limits: so many messages a chat, so many in all. Bottleneck, in memory. */
import Bottleneck from "bottleneck";
import type { Adapter, Conversation } from "../adapter.ts";

export interface Pacing {
  /** Runs `send` when it is this chat's and this platform's turn. */
  schedule<T>(conversation: Conversation, send: () => Promise<T>): Promise<T>;
}

const MINUTE_MS = 60_000;

export function createPacing(adapters: readonly Adapter[]): Pacing {
  const groups = new Map(
    adapters.map(({ name, limits }) => {
      const platform = new Bottleneck({ minTime: limits.perPlatformMs });
      const chats = new Bottleneck.Group({
        minTime: limits.perChatMs,
        maxConcurrent: 1,
        reservoir: limits.perGroupPerMinute,
        reservoirRefreshAmount: limits.perGroupPerMinute,
        reservoirRefreshInterval: MINUTE_MS,
      });
      chats.on("created", (limiter) => limiter.chain(platform));
      return [name, chats] as const;
    }),
  );
  return {
    schedule({ platform, chat }, send) {
      const group = groups.get(platform);
      return group === undefined ? send() : group.key(chat).schedule(send);
    },
  };
}
