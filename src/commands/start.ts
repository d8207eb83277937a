/** `npm start`: the bot on its platforms, or the console where no platform is connected. */
import { mkdirSync, writeFileSync } from "node:fs";
import { loadAdapter } from "../../adapters/index.ts";
import type { Adapter } from "../adapter.ts";
import { readConfig } from "../config.ts";
import { errorFacts, createLog } from "../log.ts";
import { startLotse } from "../main.ts";
import { loadKeys } from "../privacy/keys.ts";
import { converse } from "./chat.ts";
import { ALIVE_EVERY_MS, aliveFile } from "./health.ts";
import { prepareReader } from "./prepare.ts";

const CONNECT = `
To connect a platform, set its token and start again:
  TELEGRAM_BOT_TOKEN=…   from @BotFather on Telegram
  DISCORD_BOT_TOKEN=…    from https://discord.com/developers/applications
  ADVISORS_CHAT=telegram:<chat id> or discord:<channel id>   where unclear questions go
README.md says the rest.
`;

export async function start(environment: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(environment);
  if (config.telegram === undefined && config.discord === undefined) {
    await converse(config, {}, config.dataDir);
    process.stdout.write(CONNECT);
    return;
  }
  const log = createLog(config.logLevel, (line) => process.stderr.write(line));
  // A library that throws where nobody can catch it (a malformed gateway payload) must not take the bot down unheard.
  process.on("unhandledRejection", (error) => log.error("unhandled.rejection", errorFacts(error)));
  process.on("uncaughtException", (error) => {
    log.error("uncaught.exception", errorFacts(error));
    process.exit(1);
  });
  const { bank, reader } = prepareReader(config);
  const adapters: Adapter[] = [];
  if (config.telegram !== undefined) adapters.push((await loadAdapter("telegram"))({ ...config.telegram, log }));
  if (config.discord !== undefined) adapters.push((await loadAdapter("discord"))({ ...config.discord, log }));
  const lotse = await startLotse({
    dataDir: config.dataDir,
    keys: loadKeys(config.keyFile),
    bank,
    reader,
    trust: config.trust ?? "reviewed",
    spaceDefaults: { listen: config.defaultListen, mode: config.defaultMode, languages: [] },
    advisors: config.advisors,
    advisorsLanguage: config.advisorsLanguage,
    log,
    adapters: () => adapters,
  });
  mkdirSync(config.dataDir, { recursive: true });
  const beat = () => {
    try {
      writeFileSync(aliveFile(config.dataDir), new Date().toISOString());
    } catch (error) {
      log.error("alive.failed", errorFacts(error));
    }
  };
  beat();
  const heart = setInterval(beat, ALIVE_EVERY_MS);
  log.info("started", {
    platforms: adapters.map(({ name }) => name).join(","),
    topics: bank.topics.size,
    bank: bank.revision,
    trust: config.trust ?? "reviewed",
  });
  const stop = (signal: string) => {
    log.info("stopping", { signal });
    clearInterval(heart);
    void lotse.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error("stop.failed", errorFacts(error));
        process.exit(1);
      },
    );
  };
  process.once("SIGINT", () => stop("SIGINT")).once("SIGTERM", () => stop("SIGTERM"));
}
