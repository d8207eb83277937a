/**
 * The queue in the SQLite file. Several queues share the file. It sleeps until the next job is due or one is added, and
 * what belongs to one moment (a finished job, the next claim) shares one transaction.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { LotseError } from "../errors.ts";
import type { Codec, Database } from "../store/database.ts";
import type { Job, JobOutcome, Queue } from "./queue.ts";
import { type ClaimedJob, createJobTable, type DeadRow, type JobTable, type Limits } from "./sqlite-jobs.ts";

export interface SqliteQueueOptions {
  /** How long the id of a done job keeps a second copy out. Default 48 hours. */
  readonly keepDoneMs?: number;
  /** How long a dead letter waits for somebody to look at it. Default 14 days. */
  readonly keepDeadMs?: number;
  /** Told when the database refuses a write of the worker, which tries again. Default: nobody is told. */
  readonly onError?: (error: unknown) => void;
}

interface Worker<T> {
  readonly database: Database;
  readonly table: JobTable<T>;
  readonly topic: string;
  readonly onError: (error: unknown) => void;
}

const HOUR_MS = 3_600_000;
/** Longer than any platform repeats an event that it believes lost. */
const KEEP_DONE_MS = 48 * HOUR_MS;
const KEEP_DEAD_MS = 14 * 24 * HOUR_MS;

const MAX_ATTEMPTS = 8;
const BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 60_000;

/** The worker looks again at least this often, because the wall clock may be set while it sleeps. */
const MAX_SLEEP_MS = 60_000;
/** After the database refused a write, for example on a full disk. */
const REFUSED_PAUSE_MS = 1_000;

export function createSqliteQueue<T>(database: Database, name: string, options: SqliteQueueOptions = {}): Queue<T> {
  const { keepDoneMs = KEEP_DONE_MS, keepDeadMs = KEEP_DEAD_MS, onError = () => {} } = options;
  const table = createJobTable<T>(database, name, { keepDoneMs, keepDeadMs });
  const topic = `queue:${name}`;

  return {
    async add(job) {
      const sealed = database.codec.seal(JSON.stringify(job.payload));
      const added = database.write(() => table.add(job, sealed));
      // Already here, so that a waiting worker claims the job in the transaction that stores it.
      database.announce(topic);
      return added;
    },

    process(
      handler,
      { concurrency, maxAttempts = MAX_ATTEMPTS, backoffMs = BACKOFF_MS, maxBackoffMs = MAX_BACKOFF_MS },
    ) {
      const limits = { concurrency, maxAttempts, backoffMs, maxBackoffMs };
      return startWorker({ database, table, topic, onError }, handler, limits);
    },

    async counts() {
      return table.counts();
    },

    async deadLetters(limit) {
      return table.dead(limit).map((row) => {
        return { id: row.id, payload: decode<T>(database.codec, row), reason: row.reason, diedAt: row.ended_at };
      });
    },

    async revive(id) {
      const revived = database.write(() => table.revive(id));
      database.announce(topic);
      return revived;
    },

    idle() {
      return new Promise((resolve) => {
        const unsubscribe = database.subscribe(topic, check);
        function check(): void {
          if (!table.isIdle()) return;
          unsubscribe();
          resolve();
        }
        check();
      });
    },
  };
}

function decode<T>(codec: Codec, { payload }: DeadRow): T | undefined {
  try {
    return JSON.parse(codec.open(payload)) as T;
  } catch {
    return undefined;
  }
}

function startWorker<T>(
  { database, table, topic, onError }: Worker<T>,
  handler: (job: Job<T>) => Promise<JobOutcome>,
  limits: Limits,
): () => Promise<void> {
  /** Everything that `stop` has to wait for. */
  const inHand = new Set<Promise<void>>();
  let free = limits.concurrency;
  let isStopped = false;
  let isClaiming = false;
  let isWoken = false;
  let timer: NodeJS.Timeout | undefined;

  function hold(work: Promise<void>): void {
    inHand.add(work);
    void work.then(() => inHand.delete(work));
  }

  function wake(): void {
    if (isStopped) return;
    isWoken = true;
    if (!isClaiming && free > 0) hold(claimAll());
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(wake, Math.min(ms, MAX_SLEEP_MS));
  }

  async function claimAll(): Promise<void> {
    isClaiming = true;
    while (isWoken && free > 0) {
      isWoken = false;
      try {
        const { jobs, buried, nextDueAt } = await database.write(() => table.claim(isStopped ? 0 : free, limits));
        free -= jobs.length;
        for (const job of jobs) hold(run(job));
        if (buried > 0) database.announce(topic);
        if (nextDueAt !== undefined) wakeIn(Math.max(0, nextDueAt - database.now()));
      } catch (error) {
        if (!database.isOpen) break;
        onError(error);
        wakeIn(REFUSED_PAUSE_MS);
      }
    }
    isClaiming = false;
  }

  async function run(job: ClaimedJob<T>): Promise<void> {
    const outcome = await outcomeOf(job);
    free += 1;
    const settled = settle(job, outcome);
    wake();
    await settled;
    // The key is free for workers of other handles; and the queue may be idle.
    if (database.isOpen) database.announce(topic);
  }

  async function outcomeOf({ seq, ...job }: ClaimedJob<T>): Promise<JobOutcome> {
    async function note(key: string, value: string): Promise<void> {
      if (await database.write(() => table.note(seq, key, value))) return;
      throw new LotseError("CONFLICT", "A note came after the end of its job.");
    }
    try {
      return await handler({ ...job, note });
    } catch (error) {
      // Never the message: it could hold text of a person.
      return { kind: "failed", reason: error instanceof Error ? error.name : typeof error };
    }
  }

  /** Does not give up before `stop`: an unsettled job would hold up its key. After that the next start runs it again. */
  async function settle(job: ClaimedJob<T>, outcome: JobOutcome): Promise<void> {
    for (;;) {
      try {
        return await database.write(() => table.settle(job, outcome, limits));
      } catch (error) {
        onError(error);
        if (isStopped || !database.isOpen) return;
        await sleep(REFUSED_PAUSE_MS);
      }
    }
  }

  const unsubscribe = database.subscribe(topic, wake);
  wake();

  return async () => {
    isStopped = true;
    isWoken = false;
    unsubscribe();
    clearTimeout(timer);
    while (inHand.size > 0) await Promise.all(inHand);
  };
}
