/** The only place that builds things and connects them. */
import { mkdirSync } from "node:fs";
import type { Adapter, ChatEvent, Conversation } from "./adapter.ts";
import type { Bank } from "./bank/bank.ts";
import { createCases, type Cases } from "./cases/cases.ts";
import { startCourier } from "./delivery/courier.ts";
import { createDoor, workInbox } from "./delivery/inbox.ts";
import { createOutbox, type OutboxJob } from "./delivery/outbox.ts";
import { createPacing } from "./delivery/pacing.ts";
import type { Observer } from "./handle-deps.ts";
import { createHandler } from "./handle-event.ts";
import { errorFacts, type Log } from "./log.ts";
import { createPseudonym } from "./privacy/pseudonym.ts";
import type { Keys } from "./privacy/keys.ts";
import { createCodec } from "./privacy/seal.ts";
import { createSqliteQueue } from "./queue/sqlite.ts";
import type { Reader } from "./reading/read.ts";
import type { Trust } from "./replying/permit.ts";
import { createWords } from "./replying/words.ts";
import { createSpaces, type SpaceSettings } from "./spaces/settings.ts";
import { openDatabase } from "./store/database.ts";
import { createSqliteStore } from "./store/sqlite.ts";

export interface LotseOptions {
  /** Folder of the database; `undefined` keeps everything in memory. */
  readonly dataDir: string | undefined;
  readonly keys: Keys;
  readonly bank: Bank;
  readonly reader: Reader;
  readonly trust: Trust;
  readonly spaceDefaults: SpaceSettings;
  readonly advisors: Conversation | undefined;
  readonly advisorsLanguage: string;
  readonly log: Log;
  readonly now?: () => number;
  /** Sees every decision, for explaining it in the console. */
  readonly observe?: Observer;
  /** Builds the adapters; `settled` resolves when all accepted events have been dealt with. */
  readonly adapters: (tools: { readonly settled: () => Promise<void> }) => readonly Adapter[];
}

export interface Lotse {
  readonly cases: Cases;
  /** Resolves when nothing waits to be read or sent. */
  settled(): Promise<void>;
  /** Takes no further events, finishes what is in hand, closes the database. Safe to call twice. */
  stop(): Promise<void>;
}

/** Name of the database file in the data folder. */
export const DATABASE_FILE = "lotse.sqlite";
const SWEEP_EVERY_MS = 10 * 60_000;

/** Connects to the platforms and works until `stop`. Rejects if a platform refuses the credentials. */
export async function startLotse(options: LotseOptions): Promise<Lotse> {
  const { dataDir, keys, bank, reader, log, advisors, now = Date.now } = options;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const path = dataDir === undefined ? ":memory:" : `${dataDir}/${DATABASE_FILE}`;
  const database = openDatabase({ path, codec: createCodec(keys.seal), now });
  const store = createSqliteStore(database);
  const onError = (error: unknown) => log.error("queue.refused", errorFacts(error));
  const inbox = createSqliteQueue<ChatEvent>(database, "inbox", { onError });
  const outboxQueue = createSqliteQueue<OutboxJob>(database, "outbox", { onError });
  const settled = async () => {
    await inbox.idle();
    await outboxQueue.idle();
  };

  const all = options.adapters({ settled });
  const adapters = new Map(all.map((adapter) => [adapter.name, adapter]));
  const words = createWords(bank.ui);
  const spaces = createSpaces(store, options.spaceDefaults);
  const outbox = createOutbox(
    outboxQueue,
    (platform) => adapters.get(platform)?.limits.textLength ?? DEFAULT_TEXT_LENGTH,
  );
  const cases = createCases({
    store,
    outbox,
    bank: () => bank,
    words,
    pseudonym: createPseudonym(keys.pseudonym),
    now,
    advisors,
    advisorsLanguage: options.advisorsLanguage,
    regionOf: async (conversation) => (await spaces.get(conversation)).region,
  });
  const handle = createHandler({
    bank: () => bank,
    reader,
    words,
    spaces,
    cases,
    outbox,
    counters: store.counters,
    adapters,
    trust: options.trust,
    hasAdvisors: advisors !== undefined,
    now,
    log,
    ...(options.observe === undefined ? {} : { observe: options.observe }),
  });
  const stopCourier = startCourier({
    queue: outboxQueue,
    adapters,
    pacing: createPacing(all),
    cards: cases,
    onMigrated: (conversation, newChat) => spaces.move(conversation, newChat),
    log,
  });
  const stopInbox = workInbox(inbox, handle, log);
  const sweep = () => {
    store.sweep().catch((error: unknown) => log.error("sweep.failed", errorFacts(error)));
  };
  sweep();
  const sweeper = setInterval(sweep, SWEEP_EVERY_MS);

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      clearInterval(sweeper);
      await Promise.all(all.map((adapter) => adapter.stop()));
      await stopInbox();
      await stopCourier();
      await store.close();
      await database.close();
    })();
    return stopping;
  };

  const door = createDoor({ queue: inbox, reader, spaces, advisors });
  try {
    for (const adapter of all) {
      await adapter.start(door);
      log.info("adapter.started", { platform: adapter.name });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { cases, settled, stop };
}

/** For posts to a platform that is not connected now: short enough for each. */
const DEFAULT_TEXT_LENGTH = 1_900;
