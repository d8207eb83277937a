/** The tables of the database. To change them, add a step. */

/** Each step once, in order. A released step is never edited; `PRAGMA user_version` is the number of steps taken. */
export const SCHEMA_STEPS: readonly string[] = [
  `CREATE TABLE documents (
     collection TEXT NOT NULL, id TEXT NOT NULL, tag TEXT, revision INTEGER NOT NULL,
     updated_at INTEGER NOT NULL, expires_at INTEGER, value BLOB NOT NULL,
     PRIMARY KEY (collection, id)
   ) STRICT;
   CREATE INDEX documents_by_tag ON documents (collection, tag, id);
   CREATE INDEX documents_by_expiry ON documents (expires_at) WHERE expires_at IS NOT NULL;

   CREATE TABLE counters (
     name TEXT NOT NULL, day TEXT NOT NULL, labels TEXT NOT NULL, value REAL NOT NULL,
     PRIMARY KEY (name, day, labels)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE claims (key TEXT PRIMARY KEY, holder TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX claims_by_expiry ON claims (expires_at);

   -- What the states mean and which moves there are: src/queue/sqlite-jobs.ts
   CREATE TABLE jobs (
     seq INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, order_key TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('delayed', 'behind', 'first', 'running', 'done', 'dead')),
     due_at INTEGER, attempt INTEGER NOT NULL DEFAULT 0, payload BLOB, notes TEXT, reason TEXT,
     ended_at INTEGER, expires_at INTEGER,
     UNIQUE (queue, id)
   ) STRICT;
   CREATE INDEX jobs_due ON jobs (queue, state, due_at) WHERE due_at IS NOT NULL;
   CREATE UNIQUE INDEX jobs_front ON jobs (queue, order_key) WHERE state IN ('first', 'running');
   CREATE INDEX jobs_behind ON jobs (queue, order_key) WHERE state = 'behind';
   CREATE INDEX jobs_dead ON jobs (queue, ended_at) WHERE state = 'dead';
   CREATE INDEX jobs_by_expiry ON jobs (expires_at) WHERE expires_at IS NOT NULL;`,
];

/** The file has one owner, so a job that runs while it is being opened belongs to a process that has died. */
export const REVIVE_ORPHANS = "UPDATE jobs SET state = 'first', due_at = ? WHERE state = 'running'";
