/** Requests to Discord's REST API, and what became of them. */
import { DiscordAPIError, HTTPError, REST, RateLimitError, RequestMethod } from "discord.js";
import { z } from "zod";
import type { Outcome } from "./outcome.ts";

export interface Request {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly route: `/${string}`;
  readonly body?: object;
  /** Interactions are answered with their own token instead of the bot's. @default true */
  readonly isAuthorized?: boolean;
}

/** Never rejects. */
export type Call = (request: Request) => Promise<Outcome>;

export interface RestOptions {
  readonly token: string;
  readonly apiRoot: string | undefined;
  readonly now: () => number;
  /** Breaks requests off. */
  readonly signal: AbortSignal;
}

export const API_VERSION = "10";

/** After this nobody knows whether the request was carried out. */
const TIMEOUT_MS = 15_000;
/** Discord bans addresses that send many unauthorized requests, so a refused token is left alone for a while. */
const REFUSED_TOKEN_REST_MS = 30_000;
const SHORTEST_WAIT_MS = 50;
const UNAUTHORIZED = 401;

/** Codes of Node and undici for connections that never came about. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const METHODS: Readonly<Record<Request["method"], RequestMethod>> = {
  GET: RequestMethod.Get,
  POST: RequestMethod.Post,
  PATCH: RequestMethod.Patch,
  PUT: RequestMethod.Put,
  DELETE: RequestMethod.Delete,
};

const ErrorBody = z.object({
  code: z.int().optional().catch(undefined),
  errors: z.record(z.string(), z.unknown()).catch({}),
});

/** The base address of the API under `root`; discord.js knows Discord's own. */
export function apiAddress(root: string | undefined): { api?: string } {
  return root === undefined ? {} : { api: `${root.replace(/\/+$/, "")}/api` };
}

export function createCall({ token, apiRoot, now, signal }: RestOptions): Call {
  const rest = new REST({
    ...apiAddress(apiRoot),
    version: API_VERSION,
    timeout: TIMEOUT_MS,
    // discord.js would try again at once, and without asking whether the first try was carried out.
    retries: 0,
    // discord.js would sit on the request for as long as Discord says; the courier has better things to do.
    rejectOnRateLimit: () => true,
  });
  let refusedUntil = 0;

  return async ({ method, route, body, isAuthorized = true }) => {
    if (signal.aborted) return { kind: "unreachable", reason: "stopped" };
    if (isAuthorized && now() < refusedUntil) {
      return { kind: "denied", status: UNAUTHORIZED, fields: [] };
    }
    // discord.js forgets a token that was once refused.
    rest.setToken(token);
    try {
      const answer = await rest.request({
        method: METHODS[method],
        fullRoute: route,
        ...(body === undefined ? {} : { body }),
        auth: isAuthorized,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      return { kind: "done", body: answer };
    } catch (error) {
      const outcome = outcomeOf(error);
      if (isAuthorized && outcome.kind === "denied" && outcome.status === UNAUTHORIZED) {
        refusedUntil = now() + REFUSED_TOKEN_REST_MS;
      }
      return outcome;
    }
  };
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof RateLimitError) {
    const ms = Math.ceil(Math.max(error.retryAfter, error.timeToReset, SHORTEST_WAIT_MS));
    return { kind: "limited", ms };
  }
  if (error instanceof DiscordAPIError) {
    const { code, errors = {} } = ErrorBody.safeParse(error.rawError).data ?? {};
    const answer = { kind: "denied", status: error.status, fields: Object.keys(errors) } as const;
    return code === undefined ? answer : { ...answer, code };
  }
  if (error instanceof HTTPError) return { kind: "denied", status: error.status, fields: [] };

  const reason = codeOf(error);
  return { kind: NOT_CONNECTED.has(reason) ? "unreachable" : "broken", reason };
}

/** A code, or the name where there is none: messages may hold addresses with tokens in them. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : error.name;
}
