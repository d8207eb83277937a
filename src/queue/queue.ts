/**
 * Durable work: what was added is done at least once, also after `kill -9`. A handler must be idempotent.
 * Implementations pass `test/queue/contract.ts`.
 */
export interface NewJob<T> {
  /** Adding a second job with the id of a waiting, running, dead or recently done one does nothing. */
  readonly id: string;
  readonly payload: T;
  /** Jobs with the same key run one at a time, in the order in which they were added. */
  readonly orderKey: string;
  readonly delayMs?: number;
}

export interface Job<T> {
  readonly id: string;
  readonly payload: T;
  readonly orderKey: string;
  /** 1 at the first try. */
  readonly attempt: number;
  /**
   * Durable notes of earlier tries of this job, for handlers that must know whether they may already have acted.
   * `note` returns when the new value is safely stored.
   */
  readonly notes: Readonly<Record<string, string>>;
  note(key: string, value: string): Promise<void>;
}

/** What a handler says of a job. Throwing counts as a failed attempt, too. */
export type JobOutcome =
  | { readonly kind: "done" }
  /** Not the job's fault (a rate limit, an outage): again after a pause, without counting an attempt. */
  | { readonly kind: "later"; readonly delayMs: number }
  /** A failed attempt: again with back-off until `maxAttempts`, then to the dead letters. */
  | { readonly kind: "failed"; readonly reason: string }
  /** Straight to the dead letters. */
  | { readonly kind: "dead"; readonly reason: string };

export interface ProcessOptions {
  /** Jobs at a time, of different order keys. */
  readonly concurrency: number;
  /** Default 8. */
  readonly maxAttempts?: number;
  /** Pause before the second try; doubles each time up to `maxBackoffMs`. Defaults 500 and 60,000. */
  readonly backoffMs?: number;
  readonly maxBackoffMs?: number;
}

export interface DeadLetter<T> {
  readonly id: string;
  /** `undefined` when it cannot be decoded, for example after a change of the key. */
  readonly payload: T | undefined;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly diedAt: number;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly running: number;
  readonly dead: number;
}

export interface Queue<T> {
  add(job: NewJob<T>): Promise<"added" | "duplicate">;
  /** Starts working. Returns a function that takes no further jobs and waits for the running ones. */
  process(handler: (job: Job<T>) => Promise<JobOutcome>, options: ProcessOptions): () => Promise<void>;
  counts(): Promise<QueueCounts>;
  /** Newest first. */
  deadLetters(limit: number): Promise<DeadLetter<T>[]>;
  /** Puts a dead letter back to work with fresh attempts; false if there is none with this id. */
  revive(id: string): Promise<boolean>;
  /** Resolves when nothing is waiting or running (delayed jobs included). */
  idle(): Promise<void>;
}
