/**
 * One call to the Bot API, with every outcome as a value. The only file that knows telegraf, so that another library is
 * one file away. telegraf's errors stay in here: they carry the request with its text, and some carry the address with
 * the token.
 */
import { Telegram, TelegramError } from "telegraf";

export type Method =
  | "getMe"
  | "getUpdates"
  | "setWebhook"
  | "deleteWebhook"
  | "setMyCommands"
  | "sendMessage"
  | "editMessageText"
  | "answerCallbackQuery"
  | "getChatMember";

export type Outcome =
  | { readonly kind: "done"; readonly result: unknown }
  /** The platform answered and did nothing. */
  | {
      readonly kind: "denied";
      readonly code: number;
      readonly description: string;
      readonly retryAfterMs: number | undefined;
      readonly newChat: string | undefined;
    }
  /** There was no connection, so the platform knows nothing of the call. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** The connection broke after the request was written: it may or may not have been carried out. */
  | { readonly kind: "broken"; readonly reason: string };

/** Calls one method. Never rejects; gives up after `timeoutMs` or when `signal` aborts, with `broken`. */
export type Call = (method: Method, params: object, wait: Wait) => Promise<Outcome>;

export interface Wait {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const PUBLIC_API = "https://api.telegram.org/";

/** Faults that arise before the first byte is written. */
const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Descriptions may grow with the platform; ours end up in logs and stores. */
const DESCRIPTION_LENGTH = 120;

export function createCall(token: string, apiRoot = PUBLIC_API): Call {
  const telegram = new Telegram(token, {
    apiRoot: apiRoot.endsWith("/") ? apiRoot : `${apiRoot}/`,
    webhookReply: false,
  });
  return async (method, params, { timeoutMs, signal }) => {
    try {
      // telegraf names the payload by method, and types the signal after a shim of the native one.
      const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) };
      const result: unknown = await telegram.callApi(method, params, options as Parameters<Telegram["callApi"]>[2]);
      return { kind: "done", result };
    } catch (error) {
      return error instanceof TelegramError ? denied(error) : disconnected(error);
    }
  };
}

/** A short reason for logs and results. Free of texts, ids and secrets. */
export function reasonOf(outcome: Exclude<Outcome, { kind: "done" }>): string {
  return outcome.kind === "denied" ? `${outcome.code} ${outcome.description}` : outcome.reason;
}

function denied({ code, description, parameters }: TelegramError): Outcome {
  const retryAfter = parameters?.retry_after;
  const newChat = parameters?.migrate_to_chat_id;
  return {
    kind: "denied",
    code,
    // What stands in quotes may be a piece of the message that was refused.
    description: description.replaceAll(/"[^"]*"/g, '""').slice(0, DESCRIPTION_LENGTH),
    retryAfterMs: retryAfter === undefined ? undefined : retryAfter * 1000,
    newChat: newChat === undefined ? undefined : String(newChat),
  };
}

function disconnected(error: unknown): Outcome {
  if (!(error instanceof Error)) return { kind: "broken", reason: "unknown fault" };
  if (error.name === "AbortError") return { kind: "broken", reason: "no answer in time" };
  const { code, type } = error as { code?: unknown; type?: unknown };
  const reason = typeof code === "string" ? code : typeof type === "string" ? type : error.name;
  // Of a connect that times out on several addresses at once, Node leaves the code and no words.
  const isConnectTimeout = reason === "ETIMEDOUT" && !/\b(read|write) ETIMEDOUT/.test(error.message);
  const isUnconnected = isConnectTimeout || NEVER_CONNECTED.test(reason);
  return { kind: isUnconnected ? "unreachable" : "broken", reason };
}
