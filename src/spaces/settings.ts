/** What a space (one community chat) has chosen: what Lotse reads there and how it answers. */
import type { Conversation } from "../adapter.ts";
import type { Mode } from "../replying/permit.ts";
import type { Store } from "../store/store.ts";

export type Listen = "mention" | "all";

export interface SpaceSettings {
  /** `mention`: only when addressed. */
  readonly listen: Listen;
  readonly mode: Mode;
  /** Languages that the space speaks; empty if not told. */
  readonly languages: readonly string[];
  /** Federal state such as `DE-BE`, for the advice centre. */
  readonly region?: string;
}

export interface Spaces {
  get(conversation: Conversation): Promise<SpaceSettings>;
  /** Changes some settings; returns the new ones. */
  change(conversation: Conversation, change: Partial<SpaceSettings>): Promise<SpaceSettings>;
  /** The chat got a new id (a Telegram group became a supergroup): its settings go along. */
  move(from: Conversation, newChat: string): Promise<void>;
  forget(conversation: Conversation): Promise<void>;
}

const COLLECTION = "spaces";

export function createSpaces({ documents }: Store, defaults: SpaceSettings): Spaces {
  // One space is asked for at every message of its chat; the store is asked once.
  const known = new Map<string, SpaceSettings>();
  const load = async (id: string): Promise<SpaceSettings> => {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    const stored = await documents.get<Partial<SpaceSettings>>(COLLECTION, id);
    const settings = { ...defaults, ...stored?.value };
    known.set(id, settings);
    return settings;
  };
  const save = async (id: string, settings: SpaceSettings): Promise<void> => {
    await documents.put(COLLECTION, id, settings);
    known.set(id, settings);
  };
  return {
    get: (conversation) => load(spaceId(conversation)),
    async change(conversation, change) {
      const id = spaceId(conversation);
      const settings = { ...(await load(id)), ...change };
      await save(id, settings);
      return settings;
    },
    async move(from, newChat) {
      const settings = await load(spaceId(from));
      await save(spaceId({ ...from, chat: newChat }), settings);
      await this.forget(from);
    },
    async forget(conversation) {
      const id = spaceId(conversation);
      await documents.delete(COLLECTION, id);
      known.delete(id);
    },
  };
}

/** A space is a chat with all its topics and threads. */
function spaceId({ platform, chat }: Conversation): string {
  return `${platform}:${chat}`;
}
