/** The HTTP side: addresses, bodies, answers, scripted faults and the log of requests. */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ROUTES } from "./routes.ts";
import type { RouteContext } from "./routes.ts";
import { ApiFault } from "./types.ts";
import type { Fault } from "./types.ts";

export interface LoggedRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Method and address with placeholders, such as `POST /channels/:id/messages`. */
  readonly route: string;
  /** Address as it came, without the version. */
  readonly path: string;
  readonly body: unknown;
}

export interface FakeServer {
  readonly server: Server;
  readonly url: string;
  readonly log: readonly LoggedRequest[];
  /** The next requests of a route meet these faults, one each. */
  fault(route: string, ...faults: Fault[]): void;
  close(): Promise<void>;
}

export interface ServerRules {
  readonly isTokenGood: (token: string) => boolean;
  /** Called for each request, as the gateway is made after the server. */
  readonly context: () => RouteContext;
}

export async function startServer({ isTokenGood, context }: ServerRules): Promise<FakeServer> {
  const log: LoggedRequest[] = [];
  const faults = new Map<string, Fault[]>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://fake");
    const path = decodeURIComponent(pathname.replace(/^\/api\/v10(?=\/)/, ""));
    const { route, ids } = readRoute(request.method ?? "GET", path);
    const body = await readBody(request);
    log.push({ at: Date.now(), route, path, body });

    const fault = faults.get(route)?.shift();
    if (fault?.kind === "slow") await delay(fault.ms);
    else if (fault !== undefined && fault.kind !== "reset-after") {
      return fail(fault, request, response);
    }
    try {
      const isOpen = /^\w+ \/(?:interactions|webhooks)\//.test(route);
      const token = /^Bot (.*)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      if (!isOpen && !isTokenGood(token)) throw new ApiFault(401, 0, "401: Unauthorized");
      const carryOut = ROUTES[route];
      if (carryOut === undefined) throw new ApiFault(404, 0, "404: Not Found");
      const result = carryOut(ids, body, context());
      if (fault?.kind === "reset-after") return void request.socket.destroy();
      answer(response, result === undefined ? 204 : 200, result);
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      const { status, code, message, errors } = error;
      answer(response, status, { message, code, ...(errors === undefined ? {} : { errors }) });
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => answer(response, 500, { message: String(error), code: 0 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    fault: (route, ...more) => void faults.set(route, [...(faults.get(route) ?? []), ...more]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Ids become `:id`, and what stands behind the id of an interaction or webhook `:token`. */
function readRoute(method: string, path: string): { route: string; ids: readonly string[] } {
  const parts = path.split("/");
  const ids: string[] = [];
  const hasToken = parts[1] === "interactions" || parts[1] === "webhooks";
  const shape = parts.map((part, index) => {
    const isToken = hasToken && index === 3;
    if (!isToken && !/^\d{5,}$/.test(part)) return part;
    ids.push(part);
    return isToken ? ":token" : ":id";
  });
  return { route: `${method} ${shape.join("/")}`, ids };
}

/** 204 has no content type: discord.js would read a body that is not there. */
function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed || response.headersSent) return;
  if (status === 204) return void response.writeHead(204).end();
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function fail(
  fault: Exclude<Fault, { kind: "slow" | "reset-after" }>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (fault.kind) {
    case "error":
      return answer(response, fault.status, { message: "Scripted", code: fault.code ?? 0 });
    case "rate-limited": {
      const { retryAfterS, isGlobal = false } = fault;
      response.writeHead(429, {
        "content-type": "application/json",
        "retry-after": String(Math.ceil(retryAfterS)),
        "x-ratelimit-reset-after": String(retryAfterS),
        "x-ratelimit-scope": isGlobal ? "global" : "user",
        ...(isGlobal ? { "x-ratelimit-global": "true" } : {}),
      });
      const body = { message: "You are being rate limited.", retry_after: retryAfterS };
      return void response.end(JSON.stringify({ ...body, global: isGlobal }));
    }
    case "html":
      response.writeHead(fault.status, { "content-type": "text/html" }).end("<html><h1>Bad Gateway</h1></html>");
      return;
    case "reset-before":
      request.socket.destroy();
      return;
    case "hang":
      return;
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString("utf8");
  return body === "" ? undefined : (JSON.parse(body) as unknown);
}
