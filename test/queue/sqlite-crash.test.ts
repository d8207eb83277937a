import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Job } from "../../src/queue/queue.ts";
import { createSqliteQueue } from "../../src/queue/sqlite.ts";
import { killHard, startOwner, temporaryDatabase, temporaryFolder } from "../store/temporary-database.ts";
import { DONE } from "./workbench.ts";

const temporaryFile = () => join(temporaryFolder(), "lotse.sqlite");

describe("after the process was killed", () => {
  it("runs what was running again at once, with its notes, as the next attempt, before the rest of its key", async () => {
    const path = temporaryFile();
    const owner = await startOwner(
      path,
      `const queue = createSqliteQueue(database, "q");
       for (const id of ["a", "b", "c"]) await queue.add({ id, orderKey: "k", payload: "payload of " + id });
       await queue.add({ id: "x", orderKey: "delayed", payload: "", delayMs: 60_000 });
       queue.process(async ({ id, note }) => {
         if (id === "a") return { kind: "done" };
         await note("sent", "perhaps");
         say("ready");
         await new Promise(() => {});
       }, { concurrency: 4 });`,
    );
    await killHard(owner);

    const queue = createSqliteQueue<string>(temporaryDatabase({ path }), "q");
    expect(await queue.counts()).toEqual({ waiting: 2, delayed: 1, running: 0, dead: 0 });
    expect(await queue.add({ id: "a", orderKey: "k", payload: "" })).toBe("duplicate");
    const jobs: Job<string>[] = [];
    const { promise: both, resolve } = Promise.withResolvers<void>();
    const stop = queue.process(
      async (job) => {
        if (jobs.push(job) === 2) resolve();
        return DONE;
      },
      { concurrency: 4 },
    );
    await both;
    await stop();
    expect(jobs).toMatchObject([
      { id: "b", payload: "payload of b", attempt: 2, notes: { sent: "perhaps" } },
      { id: "c", payload: "payload of c", attempt: 1, notes: {} },
    ]);
  });

  it("loses no job whose adding was confirmed", async () => {
    const path = temporaryFile();
    const owner = await startOwner(
      path,
      `const queue = createSqliteQueue(database, "q");
       await Promise.all(Array.from({ length: 1_000 }, (_, i) => queue.add({ id: "" + i, orderKey: "k", payload: "" })));
       say("ready");`,
    );
    await killHard(owner);
    expect(await createSqliteQueue(temporaryDatabase({ path }), "q").counts()).toMatchObject({ waiting: 1_000 });
  });

  it("buries a job that took the process down at every attempt", async () => {
    const path = temporaryFile();
    for (let i = 0; i < 2; i += 1) {
      const owner = await startOwner(
        path,
        `const queue = createSqliteQueue(database, "q");
         await queue.add({ id: "poison", orderKey: "k", payload: "" });
         queue.process(() => (say("ready"), new Promise(() => {})), { concurrency: 1 });`,
      );
      await killHard(owner);
    }
    const queue = createSqliteQueue<string>(temporaryDatabase({ path }), "q");
    const stop = queue.process(async () => DONE, { concurrency: 1, maxAttempts: 2 });
    await queue.idle();
    await stop();
    expect(await queue.deadLetters(5)).toMatchObject([{ id: "poison", reason: "ProcessDied" }]);
  });
});
