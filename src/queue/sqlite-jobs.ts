/**
 * The table of jobs: its states, and the moves between them. All functions are synchronous; those that write are called
 * within `database.write`, so each move is whole or not made at all.
 *
 *     add ─┬─────────▶ first ──▶ running ─┬─▶ done     only the id is left, against a second copy
 *          ├─▶ behind ──▲ ▲         │     └─▶ dead     kept with its payload for `revive`
 *          └─▶ delayed ───┘         └─ later, failed: first again, due after a pause
 *
 * `first` or `running` is the front of an order key, and a unique index allows one front for each key: hence one job at
 * a time, in order. The jobs `behind` it move up one by one, so picking a job looks only at fronts, never at the crowd.
 * A `delayed` job is outside the line until it is due.
 */
import type { Database } from "../store/database.ts";
import type { Job, JobOutcome, NewJob, ProcessOptions, QueueCounts } from "./queue.ts";

export interface Keep {
  readonly keepDoneMs: number;
  readonly keepDeadMs: number;
}

export type Limits = Required<ProcessOptions>;

export interface ClaimedJob<T> extends Omit<Job<T>, "note"> {
  readonly seq: number;
}

export interface Claimed<T> {
  readonly jobs: readonly ClaimedJob<T>[];
  /** Jobs that went to the dead letters without a try. */
  readonly buried: number;
  /** When the next job that is not being worked on will be due. */
  readonly nextDueAt: number | undefined;
}

export interface DeadRow {
  readonly id: string;
  readonly payload: Uint8Array;
  readonly reason: string;
  readonly ended_at: number;
}

interface JobRow {
  readonly seq: number;
  readonly id: string;
  readonly order_key: string;
  readonly attempt: number;
  readonly payload: Uint8Array;
  readonly notes: string | null;
}

/** Delayed jobs that join the line in one go; the rest follow in the next transaction. */
const MAX_JOINING = 200;

export type JobTable<T> = ReturnType<typeof createJobTable<T>>;

export function createJobTable<T>(database: Database, queue: string, { keepDoneMs, keepDeadMs }: Keep) {
  const { codec, now, prepare } = database;

  /** Puts a job that is due into the line of its key. */
  function join(seq: number, orderKey: string): void {
    const sql = "SELECT 1 FROM jobs WHERE queue = ? AND order_key = ? AND state IN ('first', 'running')";
    const front = prepare(sql).get(queue, orderKey);
    if (front === undefined) prepare("UPDATE jobs SET state = 'first', due_at = ? WHERE seq = ?").run(now(), seq);
    else prepare("UPDATE jobs SET state = 'behind', due_at = NULL WHERE seq = ?").run(seq);
  }

  /** Lets the next job of a key move up. Due from now, so that a busy key queues up again behind the other keys. */
  function moveUp(orderKey: string): void {
    prepare(
      `UPDATE jobs SET state = 'first', due_at = ? WHERE seq =
         (SELECT seq FROM jobs WHERE queue = ? AND order_key = ? AND state = 'behind' ORDER BY seq LIMIT 1)`,
    ).run(now(), queue, orderKey);
  }

  function start(job: ClaimedJob<T>): ClaimedJob<T> {
    const sql = "UPDATE jobs SET state = 'running', due_at = NULL, attempt = ? WHERE seq = ?";
    prepare(sql).run(job.attempt, job.seq);
    return job;
  }

  function retry(seq: number, delayMs: number, attempt: number): void {
    const sql = "UPDATE jobs SET state = 'first', due_at = ?, attempt = ? WHERE seq = ?";
    prepare(sql).run(now() + delayMs, attempt, seq);
  }

  function finish({ seq, orderKey }: Pick<ClaimedJob<T>, "seq" | "orderKey">): void {
    prepare(
      `UPDATE jobs SET state = 'done', due_at = NULL, order_key = '', payload = NULL, notes = NULL, expires_at = ?
       WHERE seq = ?`,
    ).run(now() + keepDoneMs, seq);
    moveUp(orderKey);
  }

  function bury({ seq, orderKey }: Pick<ClaimedJob<T>, "seq" | "orderKey">, reason: string): void {
    prepare(
      "UPDATE jobs SET state = 'dead', due_at = NULL, reason = ?, ended_at = ?, expires_at = ? WHERE seq = ?",
    ).run(reason, now(), now() + keepDeadMs, seq);
    moveUp(orderKey);
  }

  function nextDueAt(): number | undefined {
    const row = prepare(
      `SELECT min(due_at) AS due_at FROM (
         SELECT min(due_at) AS due_at FROM jobs WHERE queue = :queue AND state = 'first' AND due_at > 0 UNION ALL
         SELECT min(due_at) FROM jobs WHERE queue = :queue AND state = 'delayed' AND due_at > 0)`,
    ).get({ queue }) as { due_at: number | null };
    return row.due_at ?? undefined;
  }

  function decode(row: JobRow): ClaimedJob<T> | undefined {
    try {
      const payload = JSON.parse(codec.open(row.payload)) as T;
      const notes = JSON.parse(row.notes ?? "{}") as Record<string, string>;
      return { seq: row.seq, id: row.id, payload, orderKey: row.order_key, attempt: row.attempt + 1, notes };
    } catch {
      return undefined;
    }
  }

  return {
    add({ id, orderKey, delayMs = 0 }: NewJob<T>, sealed: Uint8Array): "added" | "duplicate" {
      prepare("DELETE FROM jobs WHERE queue = ? AND id = ? AND expires_at <= ?").run(queue, id, now());
      const { changes, lastInsertRowid } = prepare(
        `INSERT INTO jobs (queue, id, order_key, state, due_at, payload) VALUES (?, ?, ?, 'delayed', ?, ?)
         ON CONFLICT (queue, id) DO NOTHING`,
      ).run(queue, id, orderKey, now() + delayMs, sealed);
      if (changes === 0) return "duplicate";
      if (delayMs <= 0) join(Number(lastInsertRowid), orderKey);
      return "added";
    },

    /** Takes up to `amount` due jobs of different keys. What cannot be decoded, or killed the process too often, dies. */
    claim(amount: number, { maxAttempts }: Limits): Claimed<T> {
      const due = prepare("SELECT * FROM jobs WHERE queue = ? AND state = ? AND due_at <= ? ORDER BY due_at LIMIT ?");
      const joining = due.all(queue, "delayed", now(), MAX_JOINING) as unknown as JobRow[];
      for (const row of joining) join(row.seq, row.order_key);

      const jobs: ClaimedJob<T>[] = [];
      const fronts = due.all(queue, "first", now(), amount) as unknown as JobRow[];
      for (const row of fronts) {
        const front = { seq: row.seq, orderKey: row.order_key };
        const job = decode(row);
        if (job === undefined) bury(front, "UnreadablePayload");
        else if (job.attempt > maxAttempts) bury(front, "ProcessDied");
        else jobs.push(start(job));
      }
      return { jobs, buried: fronts.length - jobs.length, nextDueAt: nextDueAt() };
    },

    settle(job: ClaimedJob<T>, outcome: JobOutcome, { maxAttempts, backoffMs, maxBackoffMs }: Limits): void {
      switch (outcome.kind) {
        case "done":
          return finish(job);
        case "dead":
          return bury(job, outcome.reason);
        case "later":
          return retry(job.seq, outcome.delayMs, job.attempt - 1);
        case "failed":
          if (job.attempt >= maxAttempts) return bury(job, outcome.reason);
          return retry(job.seq, Math.min(backoffMs * 2 ** (job.attempt - 1), maxBackoffMs), job.attempt);
      }
    },

    /** Only while the job runs: nothing may be written to a job whose text has been erased. */
    note(seq: number, key: string, value: string): boolean {
      const sql = `UPDATE jobs SET notes = json_patch(coalesce(notes, '{}'), json_object(?, ?))
        WHERE seq = ? AND state = 'running'`;
      return prepare(sql).run(key, value, seq).changes === 1;
    },

    revive(id: string): boolean {
      const row = prepare(
        `UPDATE jobs SET state = 'delayed', attempt = 0, reason = NULL, ended_at = NULL, expires_at = NULL
         WHERE queue = ? AND id = ? AND state = 'dead' AND expires_at > ? RETURNING seq, order_key`,
      ).get(queue, id, now()) as Pick<JobRow, "seq" | "order_key"> | undefined;
      if (row !== undefined) join(row.seq, row.order_key);
      return row !== undefined;
    },

    dead(limit: number): DeadRow[] {
      const sql = `SELECT id, payload, reason, ended_at FROM jobs WHERE queue = ? AND state = 'dead' AND expires_at > ?
        ORDER BY ended_at DESC, seq DESC LIMIT ?`;
      return prepare(sql).all(queue, now(), limit) as unknown as DeadRow[];
    },

    counts(): QueueCounts {
      const count = (where: string) => `(SELECT count(*) FROM jobs WHERE queue = :queue AND (${where}))`;
      const due = `${count("state = 'first' AND due_at <= :now")} + ${count("state = 'delayed' AND due_at <= :now")}`;
      const notDue = `${count("state = 'first' AND due_at > :now")} + ${count("state = 'delayed' AND due_at > :now")}`;
      const row = prepare(
        `SELECT ${due} + ${count("state = 'behind'")} AS waiting, ${notDue} AS delayed,
           ${count("state IN ('first', 'running')")} - ${count("state = 'first' AND due_at > 0")} AS running,
           ${count("state = 'dead' AND expires_at > :now")} AS dead`,
      ).get({ queue, now: now() });
      return { ...row } as unknown as QueueCounts;
    },

    isIdle(): boolean {
      // Nothing can be behind where there is no front.
      const front = "SELECT 1 FROM jobs WHERE queue = ? AND state IN ('first', 'running') LIMIT 1";
      return prepare(front).get(queue) === undefined && nextDueAt() === undefined;
    },
  };
}
