/** The gateway: sessions that outlive their sockets, and the events that they have missed. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { z } from "zod";
import type { World } from "./world.ts";

export interface Gateway {
  readonly rules: GatewayRules;
  /** Tells every session, or keeps it for those without a socket. */
  dispatch(t: string, d: unknown): void;
  /** Sends a packet as it stands to whoever is connected. */
  sendRaw(packet: string): void;
  /** Breaks the connections, or closes them with a code; the sessions can be resumed. */
  dropSockets(code?: number): void;
  /** Ends the sessions: the next resumption is refused. */
  forgetSessions(): void;
  /** From now on the gateway answers 502 instead of opening connections, or no longer. */
  setOutage(isOut: boolean): void;
  /** How often a client has connected, identified and resumed. */
  readonly counts: { connected: number; identified: number; resumed: number };
  readonly sockets: number;
  close(): void;
}

export interface GatewayRules {
  isTokenGood: (token: string) => boolean;
  /** Whether the bot may ask for the content of all messages. */
  readonly isContentAllowed: () => boolean;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly sent: { readonly s: number; readonly packet: string }[];
  socket: WebSocket | undefined;
}

const HEARTBEAT_MS = 41_250;

const GUILDS = 1 << 0;
const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;
const MESSAGE_CONTENT = 1 << 15;

const Frame = z.object({ op: z.int(), d: z.unknown() });
const Identify = z.object({ token: z.string(), intents: z.int() });
const Resume = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });
const Told = z.looseObject({
  content: z.string(),
  guild_id: z.string().optional(),
  author: z.object({ id: z.string() }),
  mentions: z.array(z.object({ id: z.string() })),
});

export function createGateway(server: Server, world: World, rules: GatewayRules): Gateway {
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const counts = { connected: 0, identified: 0, resumed: 0 };
  let isOut = false;
  const address = (): string => {
    const at = server.address();
    return `ws://127.0.0.1:${typeof at === "object" && at !== null ? at.port : 0}`;
  };

  function tell(session: Session, t: string, d: unknown): void {
    const shown = asSeenBy(session.intents, t, d);
    if (shown === undefined) return;
    const s = session.sent.length + 1;
    const packet = JSON.stringify({ op: 0, s, t, d: shown });
    session.sent.push({ s, packet });
    session.socket?.send(packet);
  }

  /** Undefined if the session has not asked for such events. */
  function asSeenBy(intents: number, t: string, d: unknown): unknown {
    if (/^(GUILD|CHANNEL|THREAD)_/.test(t)) return (intents & GUILDS) === 0 ? undefined : d;
    const message = t === "MESSAGE_CREATE" ? Told.safeParse(d).data : undefined;
    if (message === undefined) return d;
    const needed = message.guild_id === undefined ? DIRECT_MESSAGES : GUILD_MESSAGES;
    if ((intents & needed) === 0) return undefined;
    const isForBot =
      message.guild_id === undefined ||
      message.author.id === world.bot.id ||
      message.mentions.some(({ id }) => id === world.bot.id);
    if (isForBot || (intents & MESSAGE_CONTENT) !== 0) return d;
    return { ...message, content: "", components: [], embeds: [], attachments: [] };
  }

  function identify(socket: WebSocket, data: unknown): Session | undefined {
    const { token = "", intents = 0 } = Identify.safeParse(data).data ?? {};
    counts.identified += 1;
    if (!rules.isTokenGood(token)) {
      socket.close(4004, "Authentication failed.");
      return undefined;
    }
    if ((intents & MESSAGE_CONTENT) !== 0 && !rules.isContentAllowed()) {
      socket.close(4014, "Disallowed intent(s).");
      return undefined;
    }
    const session: Session = { id: randomUUID(), intents, sent: [], socket };
    sessions.set(session.id, session);
    tell(session, "READY", {
      v: 10,
      user: world.bot,
      session_id: session.id,
      resume_gateway_url: address(),
      shard: [0, 1],
      guilds: [...world.guilds.keys()].map((id) => ({ id, unavailable: true })),
      application: { id: world.application, flags: 0 },
    });
    for (const guild of world.guilds.values()) tell(session, "GUILD_CREATE", world.toldGuild(guild));
    return session;
  }

  function resume(socket: WebSocket, data: unknown): Session | undefined {
    const { token = "", session_id = "", seq = 0 } = Resume.safeParse(data).data ?? {};
    counts.resumed += 1;
    if (!rules.isTokenGood(token)) {
      socket.close(4004, "Authentication failed.");
      return undefined;
    }
    const session = sessions.get(session_id);
    if (session === undefined) {
      socket.send(JSON.stringify({ op: 9, s: null, t: null, d: false }));
      return undefined;
    }
    session.socket = socket;
    for (const { s, packet } of session.sent) if (s > seq) socket.send(packet);
    tell(session, "RESUMED", {});
    return session;
  }

  sockets.on("connection", (socket) => {
    counts.connected += 1;
    let session: Session | undefined;
    socket.send(JSON.stringify({ op: 10, s: null, t: null, d: { heartbeat_interval: HEARTBEAT_MS } }));
    socket.on("close", () => {
      if (session?.socket === socket) session.socket = undefined;
    });
    socket.on("message", (data: Buffer) => {
      const { op, d } = Frame.parse(JSON.parse(data.toString("utf8")));
      if (op === 1) socket.send(JSON.stringify({ op: 11, s: null, t: null, d: null }));
      else if (op === 2 || op === 6) {
        if (session !== undefined) return socket.close(4005, "Already authenticated.");
        session = op === 2 ? identify(socket, d) : resume(socket, d);
      } else if (session === undefined) socket.close(4003, "Not authenticated.");
    });
  });

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (isOut) return void stream.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
    sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit("connection", socket));
  });

  return {
    rules,
    dispatch(t, d) {
      for (const session of sessions.values()) tell(session, t, d);
    },
    sendRaw(packet) {
      for (const socket of sockets.clients) socket.send(packet);
    },
    dropSockets(code) {
      for (const socket of sockets.clients) {
        if (code === undefined) socket.terminate();
        else socket.close(code);
      }
    },
    forgetSessions: () => sessions.clear(),
    setOutage(next) {
      isOut = next;
    },
    counts,
    get sockets() {
      return sockets.clients.size;
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
