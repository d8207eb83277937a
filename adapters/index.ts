/** Platforms by name. Each SDK is loaded only when its platform is connected. */
import { LIMITS as DISCORD } from "./discord/limits.ts";
import { LIMITS as TELEGRAM } from "./telegram/limits.ts";

const ADAPTERS = {
  telegram: async () => (await import("./telegram/telegram.ts")).createTelegramAdapter,
  discord: async () => (await import("./discord/discord.ts")).createDiscordAdapter,
};

type Name = keyof typeof ADAPTERS;

export function loadAdapter<N extends Name>(name: N): ReturnType<(typeof ADAPTERS)[N]> {
  return ADAPTERS[name]() as ReturnType<(typeof ADAPTERS)[N]>;
}

/** What every answer of the bank must fit into. */
export const PLATFORM_LIMITS = [
  { platform: "telegram", textLength: TELEGRAM.textLength },
  { platform: "discord", textLength: DISCORD.textLength },
] as const;
