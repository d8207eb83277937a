/**
 * The connection by which Discord tells what happens. discord.js keeps it: heartbeat, resumption, a new session where an
 * old one is lost. What comes through is read by us alone, as discord.js ends the process over data it does not expect.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Client, Events, GatewayIntentBits, Options, SimpleShardingStrategy } from "discord.js";
import { z } from "zod";
import { LotseError } from "../../src/errors.ts";
import type { Log } from "../../src/log.ts";
import type { Packet } from "./payloads.ts";
import { pause, pauseMs } from "./pause.ts";
import { API_VERSION, apiAddress } from "./rest.ts";

export interface GatewayOptions {
  readonly token: string;
  readonly apiRoot: string | undefined;
  readonly log: Log;
  readonly now: () => number;
  /** Takes each packet in the order of arrival. */
  readonly onPacket: (packet: Packet, shard: number) => void;
  /** Closes the connection for good. */
  readonly signal: AbortSignal;
}

export interface Connection {
  /** Resolves when the connection is closed for good. Never rejects. */
  readonly closed: Promise<void>;
}

type Login =
  | { readonly kind: "ready" }
  | { readonly kind: "refused" }
  | { readonly kind: "intents-disallowed" }
  | { readonly kind: "failed"; readonly reason: string };

interface Session {
  readonly login: Promise<Login>;
  /** Resolves with the reason when discord.js has given up, or should. */
  readonly ended: Promise<string>;
  /** For good, also if discord.js is about to reconnect. */
  close(): Promise<void>;
}

/** Every login may cost one of 1000 a day, after which Discord resets the token. */
const BETWEEN_LOGINS = { firstMs: 500, longestMs: 120_000 };
/** A session that lived this long has not failed at its start. */
const SETTLED_MS = 60_000;
/** discord.js reconnects by itself within seconds; past this we take it to be lost between two states. */
const RECONNECT_MS = 120_000;
const FAREWELL_MS = 800;

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
const AUTHENTICATION_FAILED = 4004;
const DISALLOWED_INTENTS = 4014;

const PLAIN_INTENTS = GatewayIntentBits.Guilds | GatewayIntentBits.GuildMessages | GatewayIntentBits.DirectMessages;
const ALL_INTENTS = PLAIN_INTENTS | GatewayIntentBits.MessageContent;

const INTENT_HINT =
  "Switch on the Message Content Intent in the Discord Developer Portal (Bot, Privileged Gateway Intents) and restart.";

const Dispatch = z.object({ t: z.string(), d: z.unknown() });

/**
 * Resolves once connected; tries for as long as Discord is unreachable. Rejects with `CREDENTIALS_REFUSED` when the token
 * is refused. Without the Message Content Intent it connects all the same and gets only what is meant for the bot.
 */
export async function connect(options: GatewayOptions): Promise<Connection> {
  const stopped = aborted(options.signal);
  const session = await open(options, stopped, 0);
  return { closed: keep(session, options, stopped) };
}

/** Opens session after session, each when the one before has ended. */
async function keep(first: Session | undefined, options: GatewayOptions, stopped: Promise<undefined>): Promise<void> {
  const { log, now } = options;
  let failures = 0;
  for (let session = first; session !== undefined;) {
    const openedAt = now();
    const reason = await Promise.race([session.ended, stopped]);
    await session.close();
    if (reason === undefined) return;
    log.error("discord.session_ended", { reason });
    failures = now() - openedAt < SETTLED_MS ? failures + 1 : 1;
    session = await open(options, stopped, failures);
  }
}

/**
 * Tries until it is connected; undefined if it is stopped first. At the first start, before any failure, a refusal is the
 * operator's to mend; later it may pass.
 */
async function open(
  options: GatewayOptions,
  stopped: Promise<undefined>,
  failuresBefore: number,
): Promise<Session | undefined> {
  const { log, signal } = options;
  let intents = ALL_INTENTS;
  for (let failures = failuresBefore; !signal.aborted;) {
    if (failures > 0) await pause(pauseMs(failures, BETWEEN_LOGINS), signal);
    if (signal.aborted) break;

    const session = createSession(options, intents);
    const login = await Promise.race([session.login, stopped]);
    if (login?.kind === "ready") {
      log.info("discord.connected", { readsAllMessages: intents === ALL_INTENTS });
      return session;
    }
    await session.close();
    if (login === undefined) break;

    if (login.kind === "intents-disallowed" && intents === ALL_INTENTS) {
      log.warn("discord.message_content_intent_off", { hint: INTENT_HINT });
      intents = PLAIN_INTENTS;
      continue;
    }
    if (failuresBefore === 0 && login.kind !== "failed") throw refusal(login.kind);
    failures += 1;
    const reason = login.kind === "failed" ? login.reason : login.kind;
    log.warn("discord.not_connected", { reason, failures });
  }
  return undefined;
}

function createSession({ token, apiRoot, log, onPacket }: GatewayOptions, intents: number): Session {
  let closeCode: number | undefined;
  let patience: NodeJS.Timeout | undefined;
  let freeze = (): void => undefined;
  const client = new Client({
    intents,
    shards: "auto",
    rest: { ...apiAddress(apiRoot), version: API_VERSION },
    makeCache: Options.cacheWithLimits({}),
    waitGuildTimeout: 0,
    ws: {
      buildStrategy(manager) {
        // A shard that is destroyed while it connects connects again, and nobody could close it; so it waits for ever.
        freeze = () => {
          manager.options.retrieveSessionInfo = () => new Promise(() => undefined);
        };
        return new SimpleShardingStrategy(manager);
      },
    },
  });

  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  client.on("raw", (raw: unknown, shard: number) => {
    const packet = Dispatch.safeParse(raw).data;
    if (packet === undefined) return;
    onPacket({ t: packet.t, d: packet.d }, shard);
    disarm(raw);
    if (packet.t === "READY") ready.resolve();
    if (packet.t === "READY" || packet.t === "RESUMED") {
      clearTimeout(patience);
      patience = undefined;
    }
  });
  client.on(Events.ShardReconnecting, () => {
    if (patience !== undefined) return;
    log.info("discord.reconnecting");
    patience = setTimeout(() => ended.resolve("not reconnected in time"), RECONNECT_MS);
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    closeCode = code;
    ended.resolve(`closed with ${code}`);
  });
  client.on(Events.ShardResume, () => log.info("discord.resumed"));
  const warn = ({ name }: Error): void => log.warn("discord.connection_error", { error: name });
  client.on(Events.ShardError, warn);
  client.on(Events.Error, warn);

  return {
    login: Promise.all([client.login(token), ready.promise]).then(
      () => ({ kind: "ready" }),
      (error: unknown) => loginFailure(error, closeCode),
    ),
    ended: ended.promise,
    async close() {
      clearTimeout(patience);
      freeze();
      // A dead peer never answers the farewell.
      const farewell = client.destroy().catch(() => undefined);
      await Promise.race([farewell, delay(FAREWELL_MS, undefined, { ref: false })]);
    },
  };
}

/**
 * Keeps discord.js from reading the packet. It gets no more than it needs to keep the connection: that the session is
 * ready or resumed. A server's channels and members would fill the memory, and an unforeseen shape would end the process.
 */
function disarm(raw: unknown): void {
  const packet = raw as { t: string | null; d: { guilds?: unknown } };
  if (packet.t === "READY") packet.d.guilds = [];
  else if (packet.t !== "RESUMED") packet.t = null;
}

function loginFailure(error: unknown, closeCode: number | undefined): Login {
  if (closeCode === DISALLOWED_INTENTS) return { kind: "intents-disallowed" };
  const { code, name = "unknown" } = error instanceof Error ? (error as NamedError) : {};
  if (closeCode === AUTHENTICATION_FAILED || code === "TokenInvalid") return { kind: "refused" };
  // Codes and names only: a message may hold the token.
  return { kind: "failed", reason: typeof code === "string" ? code : name };
}

interface NamedError {
  readonly name?: string;
  readonly code?: unknown;
}

function refusal(kind: "refused" | "intents-disallowed"): LotseError {
  if (kind === "refused") {
    return new LotseError("CREDENTIALS_REFUSED", "Discord refused the bot token.", {
      hint: "Reset the token in the Discord Developer Portal (Bot, Reset Token) and copy it anew.",
    });
  }
  return new LotseError("CREDENTIALS_REFUSED", "Discord disallows the intents of this bot.", {
    hint: INTENT_HINT,
  });
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
