/** Who may change the bot's settings: owners of a server, and members with Administrator or Manage Server. */
import { z } from "zod";
import type { Log } from "../../src/log.ts";
import { reasonOf } from "./outcome.ts";
import { InteractionPayload } from "./payloads.ts";
import type { Packet } from "./payloads.ts";
import { pause } from "./pause.ts";
import type { Call, Request } from "./rest.ts";

export interface Admins {
  /** Interactions tell what the person may do; it holds for a minute. */
  noteInteraction(packet: Packet): void;
  /** Asks Discord. Where it does not say, nobody is an admin. */
  isAdmin(chat: string, person: string): Promise<boolean>;
}

export interface AdminsOptions {
  readonly call: Call;
  readonly log: Log;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** The server of a channel, where it is known. */
  readonly guildOf: (channel: string) => string | undefined;
}

const ADMINISTRATOR = 1n << 3n;
const MANAGE_GUILD = 1n << 5n;

const NOTED_MS = 60_000;
/** A person waits for the result, so a longer pause is taken for a failure. */
const LONGEST_WAIT_MS = 3000;
const PRIVATE_CHANNEL = 1;
const UNKNOWN_MEMBER = 10_007;

const ChannelInfo = z.object({ type: z.int(), guild_id: z.string().optional() });
const GuildInfo = z.object({
  owner_id: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: z.string() })),
});
const MemberInfo = z.object({ roles: z.array(z.string()) });

export function createAdmins({ call, log, now, signal, guildOf }: AdminsOptions): Admins {
  const noted = new Map<string, { readonly isAdmin: boolean; readonly until: number }>();

  function noteInteraction({ t, d }: Packet): void {
    if (t !== "INTERACTION_CREATE") return;
    const { channel_id: chat, member } = InteractionPayload.safeParse(d).data ?? {};
    if (chat === undefined || member?.permissions === undefined) return;
    for (const [key, { until }] of noted) if (until <= now()) noted.delete(key);
    noted.set(keyOf(chat, member.user.id), {
      isAdmin: isManaging([member.permissions]),
      until: now() + NOTED_MS,
    });
  }

  async function ask<T>(route: Request["route"], schema: z.ZodType<T>): Promise<T | undefined> {
    let outcome = await call({ method: "GET", route });
    if (outcome.kind === "limited" && outcome.ms <= LONGEST_WAIT_MS) {
      await pause(outcome.ms, signal);
      outcome = await call({ method: "GET", route });
    }
    if (outcome.kind === "done") return schema.safeParse(outcome.body).data;
    const isStranger = outcome.kind === "denied" && outcome.code === UNKNOWN_MEMBER;
    if (!isStranger) log.warn("discord.admin_unknown", { reason: reasonOf(outcome) });
    return undefined;
  }

  return {
    noteInteraction,
    async isAdmin(chat, person) {
      const note = noted.get(keyOf(chat, person));
      if (note !== undefined && now() < note.until) return note.isAdmin;

      let guild = guildOf(chat);
      if (guild === undefined) {
        const channel = await ask(`/channels/${chat}`, ChannelInfo);
        if (channel?.type === PRIVATE_CHANNEL) return true;
        guild = channel?.guild_id;
      }
      if (guild === undefined) return false;

      const info = await ask(`/guilds/${guild}`, GuildInfo);
      if (info === undefined) return false;
      if (info.owner_id === person) return true;
      const member = await ask(`/guilds/${guild}/members/${person}`, MemberInfo);
      if (member === undefined) return false;
      // The role that bears the server's own id is everybody's.
      const own = new Set([...member.roles, guild]);
      return isManaging(info.roles.filter(({ id }) => own.has(id)).map(({ permissions }) => permissions));
    },
  };
}

function keyOf(chat: string, person: string): string {
  return `${chat}:${person}`;
}

function isManaging(permissions: readonly string[]): boolean {
  return permissions.some((bits) => /^\d+$/.test(bits) && (BigInt(bits) & (ADMINISTRATOR | MANAGE_GUILD)) !== 0n);
}
