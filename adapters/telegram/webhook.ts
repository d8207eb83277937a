/**
 * The HTTP listener that Telegram posts updates to. Only a 2xx confirms an update, and it is sent after `accept` has
 * resolved; anything else makes Telegram post the same update again.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { LotseError } from "../../src/errors.ts";
import type { Log } from "../../src/log.ts";

export interface WebhookOptions {
  /** Public https address that Telegram posts to; ports 443, 80, 88 and 8443 only. */
  readonly url: string;
  /** Port to listen on, behind the proxy that ends TLS. */
  readonly port: number;
  /** Path to listen on, if the proxy changes it. @default the path of `url` */
  readonly path?: string;
  /** 1 to 256 of `A-Z a-z 0-9 _ -`. @default derived from the token, so that all processes agree on it */
  readonly secret?: string;
}

export interface Webhook {
  /** What setWebhook must be told. */
  readonly secret: string;
  /** Rejects with `CONFIG_INVALID` if the port cannot be had. */
  listen(): Promise<void>;
  /** Waits for the updates in hand, until `hurry` aborts. */
  close(hurry: AbortSignal): Promise<void>;
}

/** Far above any update; keeps strangers from filling the memory. */
const BODY_BYTES = 1024 * 1024;
const SECRET_HEADER = "x-telegram-bot-api-secret-token";

export function createWebhook(
  options: WebhookOptions,
  token: string,
  accept: (update: unknown) => Promise<void>,
  log: Log,
): Webhook {
  const secret = options.secret ?? createHmac("sha256", token).update("lotse webhook").digest("hex");
  const path = options.path ?? new URL(options.url).pathname;
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = await receive(request);
    // A connection that is kept alive would hold up the close.
    const isClosing = !server.listening;
    response.writeHead(status, isClosing ? { connection: "close" } : {}).end();
  }

  async function receive(request: IncomingMessage): Promise<number> {
    if (request.method !== "POST" || request.url?.split("?", 1)[0] !== path) return 404;
    if (!isSame(request.headers[SECRET_HEADER], secret)) {
      log.warn("telegram.webhook_secret_wrong");
      return 403;
    }
    const update = await readJson(request);
    if (update === undefined) return 400;
    try {
      await accept(update);
      return 200;
    } catch {
      log.warn("telegram.event_not_accepted");
      return 503;
    }
  }

  return {
    secret,
    listen: () =>
      new Promise((resolve, reject) => {
        server.once("error", (cause) => {
          const hint = "Choose a free port for the webhook, or leave the webhook out to poll instead.";
          reject(
            new LotseError("CONFIG_INVALID", `Cannot listen on port ${options.port}.`, {
              hint,
              cause,
            }),
          );
        });
        server.listen(options.port, resolve);
      }),
    close: (hurry) =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        server.closeIdleConnections();
        hurry.addEventListener("abort", () => server.closeAllConnections(), { once: true });
      }),
  };
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
function isSame(given: string | string[] | undefined, secret: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return typeof given === "string" && timingSafeEqual(digest(given), digest(secret));
}

/** Undefined if the body is too long or no JSON. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
