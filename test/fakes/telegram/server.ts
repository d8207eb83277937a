/** The HTTP side: addresses, bodies, answers, scripted faults and the log of requests. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { METHODS } from "./methods.ts";
import { ApiFault } from "./types.ts";
import type { Fault } from "./types.ts";
import type { Updates } from "./updates.ts";
import type { World } from "./world.ts";

export interface LoggedRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface FakeServer {
  readonly url: string;
  readonly log: readonly LoggedRequest[];
  /** The next requests of a method meet these faults, one each. */
  fault(method: string, ...faults: Fault[]): void;
  close(): Promise<void>;
}

/** Fields of a form that are text even if they look like JSON. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(["text", "caption", "callback_query_id", "secret_token", "url"]);

export async function startServer(token: string, world: World, updates: Updates): Promise<FakeServer> {
  const log: LoggedRequest[] = [];
  const faults = new Map<string, Fault[]>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "/", "http://fake");
    const [, given, name = ""] = /^\/bot([^/]*)\/(\w+)$/.exec(address.pathname) ?? [];
    const params = { ...Object.fromEntries(address.searchParams), ...(await readBody(request)) };
    if (given !== token) return answer(response, 401, { description: "Unauthorized" });
    log.push({ at: Date.now(), method: name, params });

    const fault = faults.get(name.toLowerCase())?.shift();
    if (fault?.kind === "slow") await delay(fault.ms);
    else if (fault !== undefined && fault.kind !== "reset-after") return fail(fault, request, response);

    const hungUp = new AbortController();
    response.once("close", () => hungUp.abort());
    try {
      const method = METHODS[name.toLowerCase()];
      if (method === undefined) throw new ApiFault(404, "Not Found: method not found");
      const result = await method(params, { world, updates, gone: hungUp.signal });
      if (fault?.kind === "reset-after") return void request.socket.destroy();
      answer(response, 200, { result });
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      answer(response, error.code, {
        description: error.message,
        ...(error.parameters === undefined ? {} : { parameters: error.parameters }),
      });
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => answer(response, 500, { description: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    fault(method, ...more) {
      const key = method.toLowerCase();
      faults.set(key, [...(faults.get(key) ?? []), ...more]);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  if (response.destroyed || response.headersSent) return;
  const frame = status === 200 ? { ok: true } : { ok: false, error_code: status };
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ ...frame, ...body }));
}

function fail(
  fault: Exclude<Fault, { kind: "slow" | "reset-after" }>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (fault.kind) {
    case "error": {
      const { code, description, retryAfter } = fault;
      const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } };
      return answer(response, code, { description, ...parameters });
    }
    case "html":
      response.writeHead(fault.code, { "content-type": "text/html" }).end("<html><h1>Bad Gateway</h1></html>");
      return;
    case "reset-before":
      request.socket.destroy();
      return;
    case "hang":
      return;
  }
}

/** JSON, urlencoded and multipart bodies, as Telegram takes them. */
async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  if (body.length === 0) return {};
  if (type.startsWith("application/json")) return JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  return Object.fromEntries([...form].map(([key, value]) => [key, readField(key, value)]));
}

function readField(key: string, value: unknown): unknown {
  if (typeof value !== "string" || TEXT_FIELDS.has(key)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
