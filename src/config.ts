/** The environment, read once and checked. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Conversation } from "./adapter.ts";
import { LotseError } from "./errors.ts";

export interface Config {
  readonly dataDir: string;
  readonly keyFile: string;
  readonly bankDir: string;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** `undefined`: the default of the command (`reviewed` on platforms, `draft` in the console). */
  readonly trust: "reviewed" | "draft" | undefined;
  readonly defaultListen: "mention" | "all";
  readonly defaultMode: "observe" | "assist" | "auto";
  readonly advisors: Conversation | undefined;
  readonly advisorsLanguage: string;
  readonly telegram:
    | {
        readonly token: string;
        readonly apiRoot?: string;
        readonly webhook?: { readonly url: string; readonly port: number; readonly secret?: string };
      }
    | undefined;
  readonly discord: { readonly token: string; readonly apiRoot?: string } | undefined;
}

const root = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const Environment = z.object({
  DATA_DIR: z.string().min(1).default("data"),
  KEY_FILE: z.string().min(1).default("keys/lotse.key"),
  BANK_DIR: z.string().min(1).default("answers"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  TRUST: z.enum(["reviewed", "draft"]).optional(),
  LISTEN: z.enum(["mention", "all"]).default("mention"),
  MODE: z.enum(["observe", "assist", "auto"]).default("auto"),
  ADVISORS_CHAT: z
    .string()
    .regex(/^(?:telegram:-?\d+(?::\d+)?|discord:\d+)$/, "expected telegram:<chat id> or discord:<channel id>")
    .optional(),
  ADVISORS_LANGUAGE: z
    .string()
    .regex(/^[a-z]{2}$/)
    .default("de"),
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  TELEGRAM_API_ROOT: root.optional(),
  TELEGRAM_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  TELEGRAM_WEBHOOK_PORT: z.coerce.number().int().min(1).max(65_535).default(8443),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,256}$/, "expected 16 to 256 of A-Z a-z 0-9 _ -")
    .optional(),
  DISCORD_BOT_TOKEN: z.string().min(1).optional(),
  DISCORD_API_ROOT: root.optional(),
});

/** Settings that may also come from a file named by `<NAME>_FILE`, such as a Docker secret. */
const SECRETS = ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "DISCORD_BOT_TOKEN"];
/** Other names that people use for the same thing. */
const ALIASES: Readonly<Record<string, string>> = {
  TELEGRAM_TOKEN: "TELEGRAM_BOT_TOKEN",
  DISCORD_TOKEN: "DISCORD_BOT_TOKEN",
};

/** Throws CONFIG_INVALID naming every wrong setting; values of secrets never appear. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const values = withFiles(environment);
  const parsed = Environment.safeParse(values);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new LotseError("CONFIG_INVALID", `Settings that cannot be used:\n${lines.join("\n")}`, {
      hint: "They are environment variables; README.md lists them.",
    });
  }
  const env = parsed.data;
  const advisors = conversationOf(env.ADVISORS_CHAT);
  if (advisors?.platform === "telegram" && env.TELEGRAM_BOT_TOKEN === undefined)
    throw advisorsWithoutToken("TELEGRAM_BOT_TOKEN");
  if (advisors?.platform === "discord" && env.DISCORD_BOT_TOKEN === undefined)
    throw advisorsWithoutToken("DISCORD_BOT_TOKEN");
  return {
    dataDir: env.DATA_DIR,
    keyFile: env.KEY_FILE,
    bankDir: env.BANK_DIR,
    logLevel: env.LOG_LEVEL,
    trust: env.TRUST,
    defaultListen: env.LISTEN,
    defaultMode: env.MODE,
    advisors,
    advisorsLanguage: env.ADVISORS_LANGUAGE,
    telegram:
      env.TELEGRAM_BOT_TOKEN === undefined
        ? undefined
        : {
            token: env.TELEGRAM_BOT_TOKEN,
            ...(env.TELEGRAM_API_ROOT === undefined ? {} : { apiRoot: env.TELEGRAM_API_ROOT }),
            ...(env.TELEGRAM_WEBHOOK_URL === undefined
              ? {}
              : {
                  webhook: {
                    url: env.TELEGRAM_WEBHOOK_URL,
                    port: env.TELEGRAM_WEBHOOK_PORT,
                    ...(env.TELEGRAM_WEBHOOK_SECRET === undefined ? {} : { secret: env.TELEGRAM_WEBHOOK_SECRET }),
                  },
                }),
          },
    discord:
      env.DISCORD_BOT_TOKEN === undefined
        ? undefined
        : {
            token: env.DISCORD_BOT_TOKEN,
            ...(env.DISCORD_API_ROOT === undefined ? {} : { apiRoot: env.DISCORD_API_ROOT }),
          },
  };
}

/** Empty settings count as not set. */
function withFiles(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value.trim() !== "") values[ALIASES[name] ?? name] = value.trim();
  }
  for (const name of SECRETS) {
    const file = values[`${name}_FILE`];
    if (file === undefined || values[name] !== undefined) continue;
    try {
      values[name] = readFileSync(file, "utf8").trim();
    } catch (cause) {
      throw new LotseError("CONFIG_INVALID", `${name}_FILE names ${file}, which cannot be read.`, {
        hint: "Check the path and that Lotse's user may read it.",
        cause,
      });
    }
  }
  return values;
}

function conversationOf(text: string | undefined): Conversation | undefined {
  if (text === undefined) return undefined;
  const [platform = "", chat = "", thread] = text.split(":");
  return { platform, chat, ...(thread === undefined ? {} : { thread }) };
}

function advisorsWithoutToken(name: string): LotseError {
  return new LotseError(
    "CONFIG_INVALID",
    `ADVISORS_CHAT is on a platform that Lotse is not connected to: ${name} is not set.`,
    {
      hint: `Set ${name}, or name a chat of a platform that has a token.`,
    },
  );
}
