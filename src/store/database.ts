/**
 * The one SQLite file that holds everything durable: the store's documents and the queues' jobs. One process owns it for
 * writing; a write is on the disk when its promise resolves, and writes of the same moment share one sync to the disk.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { LotseError } from "../errors.ts";
import { REVIVE_ORPHANS, SCHEMA_STEPS } from "./schema.ts";

/** Turns texts into the bytes that lie on the disk, and back. `open` throws for bytes that it cannot read. */
export interface Codec {
  seal(plain: string): Uint8Array;
  open(sealed: Uint8Array): string;
}

export interface DatabaseOptions {
  /** A file in an existing folder, or `:memory:`. */
  readonly path: string;
  /** For looking on while another process owns the file. Default false. */
  readonly isReadOnly?: boolean;
  readonly codec: Codec;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

export interface Database {
  readonly codec: Codec;
  readonly now: () => number;
  readonly isOpen: boolean;
  /** The statement for this SQL, compiled once. Use it to read at any time, and to write only within `write`. */
  prepare(sql: string): StatementSync;
  /**
   * Runs `work` in a transaction, alone on the database, and resolves with its result once that is safely stored. What
   * `work` throws rejects its own promise only. `work` must not be asynchronous.
   */
  write<R>(work: () => R): Promise<R>;
  /** Calls `listener` at each `announce` of the topic, by whichever user of this database. Returns its own undoing. */
  subscribe(topic: string, listener: () => void): () => void;
  announce(topic: string): void;
  /** Carries out the writes in hand and gives the file free. Safe to call twice. */
  close(): Promise<void>;
}

interface PendingWrite {
  /** Returns what is to be called once the result is stored. */
  run(): () => void;
  reject(error: unknown): void;
}

/** Longer than any read of the `cases` command or of a backup holds a lock, short enough not to stall the bot. */
const BUSY_TIMEOUT_MS = 2_000;
/** Two processes that start at the same moment may refuse each other at the first try; by then one has won. */
const LOCK_TIMEOUT_MS = 200;
/** Writes in one transaction: a few milliseconds, after which other work gets its turn. */
const MAX_GROUP = 500;
const SQLITE_BUSY = 5;
/** The rest of an error code is detail. */
const PRIMARY_CODE = 0xff;

/**
 * Opens the file, creates or upgrades its tables, and owns it until `close` or the end of the process, `kill -9` included.
 * Throws `STORE_LOCKED` if another process owns it, `STORE_UNREADABLE` if it is damaged, not ours, or newer than we are.
 */
export function openDatabase({ path, isReadOnly = false, codec, now = Date.now }: DatabaseOptions): Database {
  const { connection, lock } = connect(path, isReadOnly, now);
  const statements = new Map<string, StatementSync>();
  const listeners = new Map<string, Set<() => void>>();
  const writes = createGroupCommit(connection);
  let isOpen = true;

  function assertOpen(): void {
    if (!isOpen) throw new LotseError("STORE_UNREADABLE", `The database ${path} has been closed.`);
  }

  return {
    codec,
    now,
    get isOpen() {
      return isOpen;
    },
    prepare(sql) {
      assertOpen();
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = connection.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    async write(work) {
      assertOpen();
      if (isReadOnly) throw new LotseError("USAGE", `The database ${path} was opened for reading only.`);
      return writes.add(work);
    },
    subscribe(topic, listener) {
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic.add(listener));
      return () => void ofTopic.delete(listener);
    },
    announce(topic) {
      for (const listener of listeners.get(topic) ?? []) listener();
    },
    async close() {
      if (!isOpen) return;
      writes.flushAll();
      isOpen = false;
      connection.close();
      lock?.close();
    },
  };
}

function connect(path: string, isReadOnly: boolean, now: () => number) {
  let connection: DatabaseSync | undefined;
  let lock: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, {
      readOnly: isReadOnly,
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    });
    if (!isReadOnly) {
      // With links resolved, so that two names of one file share one lock.
      const file = connection.location();
      lock = file === null ? undefined : takeLock(file);
      prepareFile(connection, path, now);
    } else if (schemaVersion(connection, path) < SCHEMA_STEPS.length) {
      throw new LotseError("STORE_UNREADABLE", `The database ${path} is empty or of an older Lotse.`, {
        hint: "Start the bot once: it creates and upgrades its database.",
      });
    }
    return { connection, lock };
  } catch (error) {
    connection?.close();
    lock?.close();
    throw explain(error, path);
  }
}

/**
 * The kernel holds this lock for the process and drops it with the process. It lies in a file of its own, because an
 * exclusive transaction on the database itself would shut out readers. The empty file stays: deleting it would be a race.
 */
function takeLock(file: string): DatabaseSync {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: LOCK_TIMEOUT_MS });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

function prepareFile(connection: DatabaseSync, path: string, now: () => number): void {
  const version = schemaVersion(connection, path);
  const check = Object.values(connection.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
  if (check !== "ok") throw unreadable(path);

  // FULL: an accepted message survives a power cut. secure_delete: what is erased is overwritten, not just forgotten.
  connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
  connection.exec("BEGIN IMMEDIATE");
  for (const step of SCHEMA_STEPS.slice(version)) connection.exec(step);
  connection.exec(`PRAGMA user_version = ${SCHEMA_STEPS.length}`);
  connection.prepare(REVIVE_ORPHANS).run(now());
  connection.exec("COMMIT");
}

function schemaVersion(connection: DatabaseSync, path: string): number {
  const version = Number(connection.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version <= SCHEMA_STEPS.length) return version;
  const versions = `schema ${version}, this one knows ${SCHEMA_STEPS.length}`;
  throw new LotseError("STORE_UNREADABLE", `The database ${path} was written by a newer Lotse (${versions}).`, {
    hint: "Run the newer Lotse again, or restore the backup that was made before the upgrade.",
  });
}

function explain(error: unknown, path: string): LotseError {
  if (error instanceof LotseError) return error;
  const { errcode } = error as { errcode?: unknown };
  if (typeof errcode !== "number" || (errcode & PRIMARY_CODE) !== SQLITE_BUSY) return unreadable(path, error);
  return new LotseError("STORE_LOCKED", `Another process is using the database ${path}.`, {
    hint: "Stop the other Lotse first, or give this one a database of its own. To run several, set REDIS_URL.",
    cause: error,
  });
}

function unreadable(path: string, cause?: unknown): LotseError {
  return new LotseError("STORE_UNREADABLE", `The database ${path} cannot be opened or is damaged.`, {
    hint: "Check that its folder exists and is writable. If so, restore a backup, or move the file away to start empty.",
    cause,
  });
}

/** Collects the writes of one turn of the event loop in one transaction, because each commit costs a sync to the disk. */
function createGroupCommit(connection: DatabaseSync) {
  const pending: PendingWrite[] = [];
  const [begin, commit, savepoint, release] = ["BEGIN IMMEDIATE", "COMMIT", "SAVEPOINT one", "RELEASE one"].map((sql) =>
    connection.prepare(sql),
  ) as [StatementSync, StatementSync, StatementSync, StatementSync];

  function runOne(write: PendingWrite): () => void {
    savepoint.run();
    try {
      const resolve = write.run();
      release.run();
      return resolve;
    } catch (error) {
      // A full disk and the like end the whole transaction, not only this write.
      if (!connection.isTransaction) throw error;
      connection.exec("ROLLBACK TO one; RELEASE one");
      return () => write.reject(error);
    }
  }

  function flush(): void {
    const group = pending.splice(0, MAX_GROUP);
    if (pending.length > 0) setImmediate(flush);
    if (group.length === 0) return;
    try {
      begin.run();
      const stored = group.map(runOne);
      commit.run();
      for (const tell of stored) tell();
    } catch (error) {
      if (connection.isTransaction) connection.exec("ROLLBACK");
      for (const write of group) write.reject(error);
    }
  }

  return {
    add<R>(work: () => R): Promise<R> {
      return new Promise<R>((resolve, reject) => {
        const run = () => {
          const result = work();
          return () => resolve(result);
        };
        if (pending.push({ run, reject }) === 1) setImmediate(flush);
      });
    },
    flushAll(): void {
      while (pending.length > 0) flush();
    },
  };
}
