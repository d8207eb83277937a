/**
 * The store in the SQLite file. Reading a row and then writing it within one `database.write` is atomic: the file has one
 * owner, and writes run one after the other.
 */
import { LotseError } from "../errors.ts";
import type { Database } from "./database.ts";
import type { Claims, Counters, Documents, Store, Stored } from "./store.ts";

interface DocumentRow {
  readonly id: string;
  readonly tag: string | null;
  readonly revision: number;
  readonly updated_at: number;
  readonly expires_at: number | null;
  readonly value: Uint8Array;
}

interface ClaimRow {
  readonly holder: string;
  readonly expires_at: number;
}

/** Rows that `sweep` deletes in one go, so that a large clean-up does not hold up the bot. */
const SWEEP_ROWS = 1_000;
const TABLES_THAT_EXPIRE = ["documents", "claims", "jobs"] as const;
/** Rows of `claims` have no rowid. */
const KEY_OF = { documents: "rowid", claims: "key", jobs: "seq" } as const;
const DAY_LENGTH = "2026-11-24".length;

/** `sweep` and `close` act on the whole database, the queues' jobs included. */
export function createSqliteStore(database: Database): Store {
  return {
    documents: createDocuments(database),
    counters: createCounters(database),
    claims: createClaims(database),
    sweep: () => sweep(database),
    close: () => database.close(),
  };
}

function createDocuments(database: Database): Documents {
  const { codec, now, prepare } = database;

  /** An expired document is no document, whether it has been swept or not. */
  function find(collection: string, id: string): DocumentRow | undefined {
    const sql = "SELECT * FROM documents WHERE collection = ? AND id = ? AND (expires_at IS NULL OR expires_at > ?)";
    return prepare(sql).get(collection, id, now()) as DocumentRow | undefined;
  }

  function decode<T>(collection: string, row: DocumentRow): Stored<T> {
    try {
      const value = JSON.parse(codec.open(row.value)) as T;
      return { id: row.id, value, revision: row.revision, updatedAt: row.updated_at };
    } catch {
      // Without the cause: the message of a JSON error quotes the text.
      throw new LotseError("STORE_UNREADABLE", `A document of "${collection}" cannot be decoded.`, {
        hint: "Is this the key that the database was written with?",
      });
    }
  }

  return {
    async get<T>(collection: string, id: string) {
      const row = find(collection, id);
      return row === undefined ? undefined : decode<T>(collection, row);
    },

    async put(collection, id, value, { ifRevision, expiresAt, tag } = {}) {
      const sealed = codec.seal(JSON.stringify(value));
      return database.write(() => {
        const old = find(collection, id);
        const revision = old?.revision ?? 0;
        if (ifRevision !== undefined && ifRevision !== revision) return undefined;
        prepare(
          `INSERT INTO documents (collection, id, tag, revision, updated_at, expires_at, value)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (collection, id) DO UPDATE SET tag = excluded.tag, revision = excluded.revision,
             updated_at = excluded.updated_at, expires_at = excluded.expires_at, value = excluded.value`,
        ).run(
          collection,
          id,
          tag ?? old?.tag ?? null,
          revision + 1,
          now(),
          expiresAt ?? old?.expires_at ?? null,
          sealed,
        );
        return revision + 1;
      });
    },

    async delete(collection, id) {
      return database.write(() => {
        if (find(collection, id) === undefined) return false;
        prepare("DELETE FROM documents WHERE collection = ? AND id = ?").run(collection, id);
        return true;
      });
    },

    async list<T>(collection: string, { tag, limit, after, order = "ascending" }: Parameters<Documents["list"]>[1]) {
      const isAscending = order === "ascending";
      const sql = `SELECT * FROM documents WHERE collection = :collection
        ${tag === undefined ? "" : "AND tag = :tag"} ${after === undefined ? "" : `AND id ${isAscending ? ">" : "<"} :after`}
        AND (expires_at IS NULL OR expires_at > :now) ORDER BY id ${isAscending ? "ASC" : "DESC"} LIMIT :limit`;
      const given = {
        collection,
        now: now(),
        limit,
        ...(tag === undefined ? {} : { tag }),
        ...(after === undefined ? {} : { after }),
      };
      return (prepare(sql).all(given) as unknown as DocumentRow[]).map((row) => decode<T>(collection, row));
    },

    async count(collection, tag) {
      const sql = `SELECT count(*) AS amount FROM documents WHERE collection = :collection
        ${tag === undefined ? "" : "AND tag = :tag"} AND (expires_at IS NULL OR expires_at > :now)`;
      const row = prepare(sql).get({ collection, now: now(), ...(tag === undefined ? {} : { tag }) });
      return Number(row?.["amount"]);
    },
  };
}

function createCounters({ now, prepare, write }: Database): Counters {
  return {
    async increment(name, labels, by = 1) {
      const day = new Date(now()).toISOString().slice(0, DAY_LENGTH);
      // Sorted, so that the order in which a caller names the labels does not split a counter.
      const sorted = JSON.stringify(
        Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      );
      const sql = `INSERT INTO counters (name, day, labels, value) VALUES (?, ?, ?, ?)
        ON CONFLICT (name, day, labels) DO UPDATE SET value = value + excluded.value RETURNING value`;
      return write(() => Number(prepare(sql).get(name, day, sorted, by)?.["value"]));
    },

    async read(name, sinceDay) {
      const sql = "SELECT day, labels, value FROM counters WHERE name = ? AND day >= ? ORDER BY day, labels";
      return prepare(sql)
        .all(name, sinceDay)
        .map((row) => ({
          day: String(row["day"]),
          labels: JSON.parse(String(row["labels"])) as Record<string, string>,
          value: Number(row["value"]),
        }));
    },
  };
}

function createClaims({ now, prepare, write }: Database): Claims {
  function find(key: string): ClaimRow | undefined {
    const sql = "SELECT holder, expires_at FROM claims WHERE key = ? AND expires_at > ?";
    return prepare(sql).get(key, now()) as ClaimRow | undefined;
  }

  return {
    async claim(key, holder, ttlMs) {
      return write(() => {
        const held = find(key);
        if (held !== undefined && held.holder !== holder) {
          return { kind: "held", by: held.holder, expiresAt: held.expires_at };
        }
        const expiresAt = now() + ttlMs;
        prepare("INSERT OR REPLACE INTO claims (key, holder, expires_at) VALUES (?, ?, ?)").run(key, holder, expiresAt);
        return { kind: "won", expiresAt };
      });
    },

    async holder(key) {
      return find(key)?.holder;
    },

    async release(key, holder) {
      return write(() => {
        const held = find(key);
        if (held !== undefined && held.holder !== holder) return false;
        prepare("DELETE FROM claims WHERE key = ?").run(key);
        return true;
      });
    },
  };
}

async function sweep({ now, prepare, write }: Database): Promise<number> {
  let swept = 0;
  for (const table of TABLES_THAT_EXPIRE) {
    const key = KEY_OF[table];
    const sql = `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE expires_at <= ? LIMIT ?)`;
    let deleted: number;
    do {
      deleted = await write(() => Number(prepare(sql).run(now(), SWEEP_ROWS).changes));
      swept += deleted;
    } while (deleted === SWEEP_ROWS);
  }
  // The journal still holds what was erased until its pages are written back; after this it is empty.
  prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  return swept;
}
