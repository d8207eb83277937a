/** The part of the queue contract on what goes wrong: retries, pauses, dead letters, notes, stopping. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { JobOutcome } from "../../src/queue/queue.ts";
import { CLOCK_GRAIN_MS, DONE, type Workbench } from "./workbench.ts";

const failed: JobOutcome = { kind: "failed", reason: "offline" };

export function failureContract(bench: Workbench): void {
  const { add, work, workAndRecord } = bench;

  describe("retries", () => {
    it("tries a failed job again after pauses that double up to their limit, then buries it", async () => {
      const tries = workAndRecord(
        { a: Array.from({ length: 9 }, () => failed) },
        { maxAttempts: 9, backoffMs: 30, maxBackoffMs: 50 },
      );
      const before = Date.now();
      await add("a");
      await bench.queue.idle();
      expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const pauses = tries.slice(1).map(({ at }, i) => at - (tries[i]?.at ?? 0));
      expect(pauses[0]).toBeGreaterThanOrEqual(30 - CLOCK_GRAIN_MS);
      expect(Math.min(...pauses.slice(1))).toBeGreaterThanOrEqual(50 - CLOCK_GRAIN_MS);
      // Without the limit it would be 3,840.
      expect(pauses.at(-1)).toBeLessThan(3_000);
      const [letter, ...others] = await bench.queue.deadLetters(10);
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ id: "a", payload: "payload of a", reason: "offline" });
      expect(letter?.diedAt).toBeGreaterThanOrEqual(before);
      expect(letter?.diedAt).toBeLessThanOrEqual(Date.now());
    });

    it("goes on with a key when one of its jobs has died", async () => {
      const tries = workAndRecord({ a: [{ kind: "dead", reason: "banned" }], b: [failed, failed, failed] });
      await Promise.all([add("a"), add("b"), add("c")]);
      await bench.queue.idle();
      expect(tries.map(({ id }) => id)).toEqual(["a", "b", "b", "b", "c"]);
    });

    it("counts a throwing handler as failed, and keeps the error's name but not its message", async () => {
      work(
        async ({ id }) => {
          if (id === "a") throw new RangeError("Fatima wrote about her diploma");
          // A library may throw anything.
          // oxlint-disable-next-line no-throw-literal, only-throw-error
          throw "Fatima again";
        },
        { maxAttempts: 2, backoffMs: 1 },
      );
      await Promise.all([add("a"), add("b", "other")]);
      await bench.queue.idle();
      const reasons = (await bench.queue.deadLetters(5)).map(({ id, reason }) => [id, reason]);
      expect(Object.fromEntries(reasons)).toEqual({ a: "RangeError", b: "string" });
    });

    it("puts a job off with later, for as long as asked, without counting an attempt", async () => {
      const later: JobOutcome = { kind: "later", delayMs: 25 };
      const tries = workAndRecord({ a: [later, later, later, later, failed] }, { maxAttempts: 2 });
      await add("a");
      await bench.queue.idle();
      expect(tries.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1, 2]);
      for (const [i, { at }] of tries.slice(1, 5).entries()) {
        expect(at - (tries[i]?.at ?? 0)).toBeGreaterThanOrEqual(25 - CLOCK_GRAIN_MS);
      }
      expect(await bench.queue.deadLetters(1)).toEqual([]);
    });
  });

  describe("dead letters", () => {
    it("are listed newest first, up to a limit", async () => {
      workAndRecord(Object.fromEntries(["a", "b", "c"].map((id) => [id, [{ kind: "dead", reason: `for ${id}` }]])));
      for (const id of ["a", "b", "c"]) {
        await add(id);
        await bench.queue.idle();
        await sleep(2);
      }
      expect((await bench.same.deadLetters(2)).map(({ reason }) => reason)).toEqual(["for c", "for b"]);
      expect(await bench.another.deadLetters(2)).toEqual([]);
    });

    it("come back to work with fresh attempts", async () => {
      const tries = workAndRecord({ a: [failed, failed, failed, failed] });
      await add("a");
      await bench.queue.idle();
      expect(await bench.same.revive("a")).toBe(true);
      expect(await bench.queue.revive("a")).toBe(false);
      await bench.queue.idle();
      expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 1, 2]);
      expect(await bench.queue.counts()).toEqual({ waiting: 0, delayed: 0, running: 0, dead: 0 });
      expect(await bench.queue.revive("a")).toBe(false);
      expect(await add("a")).toBe("duplicate");
    });

    it("are revived only by their own queue, and only if they are dead", async () => {
      await add("waiting");
      expect(await bench.queue.revive("waiting")).toBe(false);
      expect(await bench.queue.revive("unknown")).toBe(false);
      workAndRecord({ waiting: [{ kind: "dead", reason: "no" }] });
      await bench.queue.idle();
      expect(await bench.another.revive("waiting")).toBe(false);
      expect(await bench.queue.revive("waiting")).toBe(true);
    });
  });

  describe("notes", () => {
    it("are there at the next try, after a failure, a later, an error and a revival", async () => {
      const seen: Readonly<Record<string, string>>[] = [];
      work(
        async ({ notes, note }) => {
          seen.push(notes);
          await note(`try ${seen.length}`, "sent 'so' \"it\" says 😀");
          await note("last", String(seen.length));
          if (seen.length === 1) return failed;
          if (seen.length === 2) return { kind: "later", delayMs: 1 };
          if (seen.length === 3) throw new Error("no");
          return seen.length === 4 ? { kind: "dead", reason: "no" } : DONE;
        },
        { maxAttempts: 9, backoffMs: 1 },
      );
      await add("a");
      await bench.queue.idle();
      await bench.queue.revive("a");
      await bench.queue.idle();
      expect(seen).toHaveLength(5);
      const text = "sent 'so' \"it\" says 😀";
      expect(seen[0]).toEqual({});
      expect(seen[1]).toEqual({ "try 1": text, last: "1" });
      expect(seen[4]).toEqual({ "try 1": text, "try 2": text, "try 3": text, "try 4": text, last: "4" });
    });

    it("belong to one job", async () => {
      const seen: Readonly<Record<string, string>>[] = [];
      work(async ({ notes, note }) => {
        seen.push(notes);
        await note("sent", "yes");
        return DONE;
      });
      await Promise.all([add("a"), add("b")]);
      await bench.queue.idle();
      expect(seen).toEqual([{}, {}]);
    });
  });

  describe("stopping", () => {
    it("waits for running handlers, takes no further job, and leaves the rest to the next worker", async () => {
      const { promise: gate, resolve: go } = Promise.withResolvers<void>();
      const { promise: started, resolve: start } = Promise.withResolvers<void>();
      const finished: string[] = [];
      const stop = work(
        async ({ id }) => {
          start();
          await gate;
          finished.push(id);
          return DONE;
        },
        { concurrency: 1 },
      );
      await Promise.all([add("a"), add("b", "other")]);
      await started;

      let isStopped = false;
      const stopped = stop().then(() => (isStopped = true));
      await sleep(30);
      expect(isStopped).toBe(false);
      go();
      await stopped;
      await stop();
      await add("c", "third");
      await sleep(30);
      expect(finished).toEqual(["a"]);
      expect(await bench.queue.counts()).toEqual({ waiting: 2, delayed: 0, running: 0, dead: 0 });

      const tries = workAndRecord({});
      await bench.queue.idle();
      expect(tries.map(({ id }) => id).toSorted()).toEqual(["b", "c"]);
    });

    it("does not wait for delayed jobs", async () => {
      const tries = workAndRecord({});
      await add("a", "k", { delayMs: 40 });
      const stop = work(async () => DONE);
      await stop();
      await bench.queue.idle();
      expect(tries).toHaveLength(1);
    });
  });
}
