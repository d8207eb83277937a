/** Queues and handlers for the contract of all queues. */
import { afterEach, beforeEach } from "vitest";
import type { Job, JobOutcome, NewJob, ProcessOptions, Queue } from "../../src/queue/queue.ts";

export interface QueueHarness {
  readonly queue: Queue<string>;
  /** A second handle on the same queue, as another process would have. */
  readonly same: Queue<string>;
  /** Another queue in the same place. */
  readonly another: Queue<string>;
  close(): Promise<void>;
}

/** Opens empty queues. Pauses are measured with the real clock. */
export type OpenQueues = () => Promise<QueueHarness>;

export type Handler = (job: Job<string>) => Promise<JobOutcome>;

export interface Try {
  readonly id: string;
  readonly attempt: number;
  /** By `performance.now`. */
  readonly at: number;
}

export type Workbench = ReturnType<typeof createWorkbench>;

export const DONE: JobOutcome = { kind: "done" };
/** Timers fire up to this much early or are rounded down. */
export const CLOCK_GRAIN_MS = 2;

/** Opens queues before each test of the enclosing `describe`; afterwards stops what works on them and closes them. */
export function createWorkbench(open: OpenQueues) {
  let harness: QueueHarness;
  let stops: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    harness = await open();
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
    stops = [];
    await harness.close();
  });

  function work(handler: Handler, options: Partial<ProcessOptions> = {}, queue = harness.queue): () => Promise<void> {
    const stop = queue.process(handler, { concurrency: 4, backoffMs: 20, maxAttempts: 3, ...options });
    stops.push(stop);
    return stop;
  }

  return {
    get queue() {
      return harness.queue;
    },
    get same() {
      return harness.same;
    },
    get another() {
      return harness.another;
    },
    work,

    /** Every job has the key "k" unless said otherwise. */
    add(id: string, orderKey = "k", more: Partial<NewJob<string>> = {}): Promise<"added" | "duplicate"> {
      return harness.queue.add({ id, orderKey, payload: `payload of ${id}`, ...more });
    },

    /** Works on the jobs, each with its `outcomes` in turn and then "done", and records every try. */
    workAndRecord(outcomes: Readonly<Record<string, JobOutcome[]>>, options?: Partial<ProcessOptions>): readonly Try[] {
      const tries: Try[] = [];
      work(async ({ id, attempt }) => {
        tries.push({ id, attempt, at: performance.now() });
        return outcomes[id]?.shift() ?? DONE;
      }, options);
      return tries;
    },
  };
}
