/** Platforms by name. Each SDK is loaded only when its platform is connected. */
const ADAPTERS = {
  telegram: async () => (await import("./telegram/telegram.ts")).createTelegramAdapter,
  discord: async () => (await import("./discord/discord.ts")).createDiscordAdapter,
};

type Name = keyof typeof ADAPTERS;

export function loadAdapter<N extends Name>(name: N): ReturnType<(typeof ADAPTERS)[N]> {
  return ADAPTERS[name]() as ReturnType<(typeof ADAPTERS)[N]>;
}
