/** What every queue must do. A new implementation calls `queueContract` and adds the tests of its own matters. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Job } from "../../src/queue/queue.ts";
import { failureContract } from "./failure-contract.ts";
import { CLOCK_GRAIN_MS, createWorkbench, DONE, type Handler, type OpenQueues } from "./workbench.ts";

export function queueContract(name: string, open: OpenQueues): void {
  describe(`${name}: the queue contract`, () => {
    const bench = createWorkbench(open);
    const { add, work, workAndRecord } = bench;

    describe("adding and working", () => {
      it("works on what was added before and after the start", async () => {
        const jobs: Omit<Job<string>, "note">[] = [];
        await add("a");
        work(async ({ note: _, ...job }) => {
          jobs.push(job);
          return DONE;
        });
        await add("tg:-100:7", "other", { payload: "Übersetzung 😀" });
        await bench.queue.idle();
        expect(jobs.toSorted((one, two) => (one.id < two.id ? -1 : 1))).toEqual([
          { id: "a", payload: "payload of a", orderKey: "k", attempt: 1, notes: {} },
          { id: "tg:-100:7", payload: "Übersetzung 😀", orderKey: "other", attempt: 1, notes: {} },
        ]);
      });

      it("takes an id once: while it waits, runs, lies among the dead letters, and after it is done", async () => {
        const tries = workAndRecord({ dies: [{ kind: "dead", reason: "no" }] });
        expect(await Promise.all([add("a"), bench.same.add({ id: "a", orderKey: "x", payload: "second" })])).toEqual([
          "added",
          "duplicate",
        ]);
        await add("dies");
        await bench.queue.idle();
        expect([await add("a"), await add("dies"), await add("a", "k", { delayMs: 10 })]).toEqual(
          Array(3).fill("duplicate"),
        );
        await bench.queue.idle();
        expect(tries.map(({ id }) => id)).toEqual(["a", "dies"]);
        expect(await bench.another.add({ id: "a", orderKey: "k", payload: "" })).toBe("added");
        expect(await bench.another.counts()).toMatchObject({ waiting: 1, dead: 0 });
      });

      it("takes an id once while its job runs", async () => {
        let again: string | undefined;
        work(async ({ id }) => {
          again = await add(id);
          return DONE;
        });
        await add("a");
        await bench.queue.idle();
        expect(again).toBe("duplicate");
      });

      it("lets a handler add to the queue it works on", async () => {
        let last = 0;
        work(async ({ payload }) => {
          last = Number(payload);
          if (last < 5) await add(`n${last + 1}`, "k", { payload: String(last + 1) });
          return DONE;
        });
        await add("n1", "k", { payload: "1" });
        await bench.queue.idle();
        expect(last).toBe(5);
      });

      it("is idle when nothing waits, runs or is delayed; dead letters do not count", async () => {
        await bench.queue.idle();
        let finished = 0;
        work(async ({ id }) => {
          await sleep(10);
          finished += 1;
          return id === "dead" ? { kind: "dead", reason: "no" } : DONE;
        });
        await Promise.all([add("dead"), add("b"), add("c", "other", { delayMs: 60 })]);
        await Promise.all([bench.queue.idle(), bench.same.idle()]);
        expect(finished).toBe(3);
        expect(await bench.queue.counts()).toEqual({ waiting: 0, delayed: 0, running: 0, dead: 1 });
      });

      it("counts jobs by their state", async () => {
        await Promise.all([add("a"), add("b"), add("c"), add("d", "other"), add("e", "x", { delayMs: 60_000 })]);
        expect(await bench.queue.counts()).toEqual({ waiting: 4, delayed: 1, running: 0, dead: 0 });
        const { promise: gate, resolve: go } = Promise.withResolvers<void>();
        const { promise: bothRun, resolve: second } = Promise.withResolvers<void>();
        let running = 0;
        const stop = work(async ({ id }) => {
          running += 1;
          if (running === 2) second();
          await gate;
          return id === "a" ? { kind: "later", delayMs: 60_000 } : DONE;
        });
        await bothRun;
        expect(await bench.queue.counts()).toEqual({ waiting: 2, delayed: 1, running: 2, dead: 0 });
        go();
        await stop();
        expect(await bench.queue.counts()).toEqual({ waiting: 2, delayed: 2, running: 0, dead: 0 });
      });
    });

    describe("order", () => {
      it("works on the jobs of a key one by one as added, on different keys at once, within the concurrency", async () => {
        const finished = new Map<string, string[]>();
        const busy = new Set<string>();
        let most = 0;
        for (const handle of [bench.queue, bench.same]) {
          work(
            async ({ id, orderKey }) => {
              expect(busy).not.toContain(orderKey);
              busy.add(orderKey);
              most = Math.max(most, busy.size);
              await sleep(Number(id) % 3);
              busy.delete(orderKey);
              finished.set(orderKey, [...(finished.get(orderKey) ?? []), id]);
              return DONE;
            },
            { concurrency: 3, maxAttempts: 1 },
            handle,
          );
        }
        const ids = Array.from({ length: 300 }, (_, i) => `${i}`);
        for (const id of ids) await add(id, `key ${Number(id) % 10}`);
        await bench.queue.idle();
        expect(await bench.queue.deadLetters(1)).toEqual([]);
        expect(finished.size).toBe(10);
        for (const [key, done] of finished) expect(done).toEqual(ids.filter((id) => `key ${Number(id) % 10}` === key));
        expect(most).toBeGreaterThan(3);
        expect(most).toBeLessThanOrEqual(6);
      });

      it("gives each of many jobs to one of two handles only", async () => {
        const seen: string[] = [];
        const handler: Handler = async ({ id }) => {
          seen.push(id);
          return DONE;
        };
        work(handler, { concurrency: 20 });
        work(handler, { concurrency: 20 }, bench.same);
        const ids = Array.from({ length: 500 }, (_, i) => `job ${i}`);
        await Promise.all(ids.map((id) => add(id, id)));
        await bench.queue.idle();
        expect(seen.toSorted()).toEqual(ids.toSorted());
      });

      it("does not let 10,000 jobs of one key hold up the others", async () => {
        const crowd = Array.from({ length: 10_000 }, (_, i) => add(`crowd ${i}`, "busy"));
        await Promise.all([...crowd, add("lone", "quiet"), add("alone", "silent")]);
        let crowdDone = 0;
        const { promise: others, resolve } = Promise.withResolvers<void>();
        const quiet: string[] = [];
        const stop = work(
          async ({ id, orderKey }) => {
            if (orderKey === "busy") crowdDone += 1;
            else if (quiet.push(id) === 2) resolve();
            return DONE;
          },
          { concurrency: 2 },
        );
        await others;
        expect(crowdDone).toBeLessThan(50);
        await stop();
        expect((await bench.queue.counts()).waiting).toBeGreaterThan(9_900);
      });

      it.each([
        ["put off with later", { kind: "later", delayMs: 150 } as const],
        ["failed", { kind: "failed", reason: "x" } as const],
      ])("makes a key wait for its job that was %s, and no other key", async (_title, outcome) => {
        const tries = workAndRecord({ first: [outcome] }, { backoffMs: 150 });
        await Promise.all([add("first"), add("second"), add("else", "other")]);
        await expect.poll(() => tries.length, { interval: 1 }).toBeGreaterThanOrEqual(2);
        await add("added in the pause");
        await bench.queue.idle();
        const ids = tries.map(({ id }) => id);
        expect(ids.slice(0, 2).toSorted()).toEqual(["else", "first"]);
        expect(ids.slice(2)).toEqual(["first", "second", "added in the pause"]);
      });

      it("keeps an initially delayed job back until it is due, without holding up its key", async () => {
        const tries = workAndRecord({});
        const startedAt = performance.now();
        await Promise.all([add("slow", "k", { delayMs: 80 }), add("a"), add("b")]);
        await bench.queue.idle();
        expect(tries.map(({ id }) => id)).toEqual(["a", "b", "slow"]);
        expect((tries.at(-1)?.at ?? 0) - startedAt).toBeGreaterThanOrEqual(80 - CLOCK_GRAIN_MS);
      });

      it("runs a delayed job that has become due alone in its key", async () => {
        let running = 0;
        work(
          async () => {
            running += 1;
            expect(running).toBe(1);
            await sleep(30);
            running -= 1;
            return DONE;
          },
          { maxAttempts: 1 },
        );
        await Promise.all([add("slow", "k", { delayMs: 10 }), add("a"), add("b"), add("c", "k", { delayMs: 10 })]);
        await bench.queue.idle();
        expect(await bench.queue.deadLetters(1)).toEqual([]);
      });
    });
    failureContract(bench);
  });
}
