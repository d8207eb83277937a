import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Job, JobOutcome } from "../../src/queue/queue.ts";
import { createSqliteQueue } from "../../src/queue/sqlite.ts";
import type { Database } from "../../src/store/database.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";
import { bytesIn, maskingCodec, temporaryDatabase, temporaryFolder } from "../store/temporary-database.ts";
import { queueContract } from "./contract.ts";
import { DONE } from "./workbench.ts";

const temporaryFile = () => join(temporaryFolder(), "lotse.sqlite");

function openQueues(database: Database) {
  return {
    queue: createSqliteQueue<string>(database, "q"),
    same: createSqliteQueue<string>(database, "q"),
    another: createSqliteQueue<string>(database, "another"),
    close: () => database.close(),
  };
}

queueContract("sqlite in a file", async () => openQueues(temporaryDatabase({ path: temporaryFile() })));
queueContract("sqlite in memory", async () => openQueues(temporaryDatabase()));

describe("what is kept, and for how long", () => {
  it("erases the payload of a done job at once and keeps its id for keepDoneMs", async () => {
    let time = 1_000;
    const folder = temporaryFolder();
    const codec = maskingCodec();
    const database = temporaryDatabase({ path: join(folder, "lotse.sqlite"), codec, now: () => time });
    const queue = createSqliteQueue<string>(database, "q", { keepDoneMs: 500 });
    const payload = "my diploma from Damascus";
    const sealed = Buffer.from(codec.seal(payload).subarray(1));
    await queue.add({ id: "event-42", orderKey: "chat-77", payload });
    expect(bytesIn(folder).includes("event-42")).toBe(true);
    expect(bytesIn(folder).includes("Damascus")).toBe(false);
    expect(bytesIn(folder).includes(sealed)).toBe(true);

    const stop = queue.process(async () => DONE, { concurrency: 1 });
    await queue.idle();
    await stop();
    const row = database.prepare("SELECT payload, notes, order_key FROM jobs").get();
    expect({ ...row }).toEqual({ payload: null, notes: null, order_key: "" });
    const store = createSqliteStore(database);
    expect(await store.sweep()).toBe(0);
    expect(bytesIn(folder).includes(sealed)).toBe(false);

    time += 499;
    expect(await queue.add({ id: "event-42", orderKey: "k", payload })).toBe("duplicate");
    time += 1;
    expect(await queue.add({ id: "event-42", orderKey: "k", payload })).toBe("added");
  });

  it("keeps dead letters for keepDeadMs; then they are gone, and a sweep takes the row", async () => {
    let time = 1_000;
    const database = temporaryDatabase({ now: () => time });
    const queue = createSqliteQueue<string>(database, "q", { keepDeadMs: 500 });
    for (const id of ["a", "b"]) await queue.add({ id, orderKey: id, payload: "text" });
    const stop = queue.process(async () => ({ kind: "dead", reason: "no" }), { concurrency: 2 });
    await queue.idle();
    await stop();
    time += 499;
    expect(await queue.deadLetters(5)).toHaveLength(2);
    time += 1;
    expect(await queue.deadLetters(5)).toEqual([]);
    expect(await queue.counts()).toMatchObject({ dead: 0 });
    expect(await queue.revive("a")).toBe(false);
    expect(await queue.add({ id: "a", orderKey: "a", payload: "text" })).toBe("added");
    expect(await createSqliteStore(database).sweep()).toBe(1);
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
  });
});

describe("what cannot be decoded", () => {
  it("goes to the dead letters with no payload, and the rest go on", async () => {
    const database = temporaryDatabase();
    const other = createSqliteQueue<string>({ ...database, codec: maskingCodec(0x33) }, "q");
    const queue = createSqliteQueue<string>(database, "q");
    for (let i = 0; i < 20; i += 1) await other.add({ id: `bad ${i}`, orderKey: "k", payload: "text" });
    await queue.add({ id: "good", orderKey: "k", payload: "text" });
    const done: string[] = [];
    const stop = queue.process(async ({ id }) => (done.push(id), DONE), { concurrency: 2 });
    await queue.idle();
    expect(done).toEqual(["good"]);
    const letters = await queue.deadLetters(50);
    expect(letters).toHaveLength(20);
    expect(letters[0]).toMatchObject({ id: "bad 19", payload: undefined, reason: "UnreadablePayload" });

    await queue.revive("bad 3");
    await queue.idle();
    await stop();
    expect(await queue.counts()).toMatchObject({ waiting: 0, dead: 20 });
    expect(await other.deadLetters(1)).toMatchObject([{ payload: "text" }]);
  });
});

describe("the worker", () => {
  it("tells of a write that the database refused, and tries it again", async () => {
    const database = temporaryDatabase();
    const errors: unknown[] = [];
    let refusals = 0;
    const flaky: Database = {
      ...database,
      write(work) {
        if (refusals === 0) return database.write(work);
        refusals -= 1;
        return Promise.reject(new Error("disk full"));
      },
    };
    const queue = createSqliteQueue<string>(flaky, "q", { onError: (error) => errors.push(error) });
    await queue.add({ id: "a", orderKey: "k", payload: "" });
    let tries = 0;
    const handler = async (): Promise<JobOutcome> => {
      tries += 1;
      refusals = 1;
      return DONE;
    };
    const stop = queue.process(handler, { concurrency: 1 });
    await queue.idle();
    await stop();
    expect({ tries, errors: errors.length }).toEqual({ tries: 1, errors: 1 });
  });

  it("refuses a note for a job that has ended", async () => {
    const queue = createSqliteQueue<string>(temporaryDatabase(), "q");
    let ended: Job<string> | undefined;
    const stop = queue.process(async (job) => ((ended = job), DONE), { concurrency: 1 });
    await queue.add({ id: "a", orderKey: "k", payload: "" });
    await queue.idle();
    await stop();
    await expect(ended?.note("text", "too late")).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("sleeps while nothing is due", async () => {
    const database = temporaryDatabase();
    let writes = 0;
    const counting: Database = { ...database, write: (work) => ((writes += 1), database.write(work)) };
    const queue = createSqliteQueue<string>(counting, "q");
    await queue.add({ id: "a", orderKey: "k", payload: "", delayMs: 60_000 });
    const stop = queue.process(async () => DONE, { concurrency: 4 });
    await sleep(50);
    await stop();
    expect(writes).toBe(2);
  });

  it("survives that the database is closed before it is stopped", async () => {
    const database = temporaryDatabase();
    const queue = createSqliteQueue<string>(database, "q");
    const stop = queue.process(async () => DONE, { concurrency: 4 });
    await queue.add({ id: "a", orderKey: "k", payload: "", delayMs: 10 });
    await database.close();
    await sleep(20);
    await expect(stop()).resolves.toBeUndefined();
  });

  it("asks the database nothing that would make it read all jobs", async () => {
    const database = temporaryDatabase();
    const asked = new Set<string>();
    const spied: Database = { ...database, prepare: (sql) => (asked.add(sql), database.prepare(sql)) };
    const queue = createSqliteQueue<string>(spied, "q");
    const outcomes: JobOutcome[] = [
      { kind: "failed", reason: "" },
      { kind: "later", delayMs: 1 },
      { kind: "dead", reason: "" },
    ];
    for (const id of ["a", "b"]) await queue.add({ id, orderKey: "k", payload: "", delayMs: id === "a" ? 1 : 0 });
    const stop = queue.process(async ({ note }) => (await note("a", "b"), outcomes.shift() ?? DONE), {
      concurrency: 1,
      backoffMs: 1,
    });
    await queue.idle();
    for (const { id } of await queue.deadLetters(1)) await queue.revive(id);
    await queue.counts();
    await stop();
    await createSqliteStore(spied).sweep();

    expect(asked.size).toBeGreaterThan(15);
    for (const sql of asked) {
      if (sql.startsWith("PRAGMA")) continue;
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`);
      const names = [...sql.matchAll(/:(\w+)/g)].map(([, name]) => [name, 0]);
      const given = (sql.match(/\?/g) ?? []).map(() => 0);
      const steps = names.length > 0 ? plan.all(Object.fromEntries(names)) : plan.all(...given);
      for (const { detail } of steps)
        expect(detail).not.toMatch(/^SCAN (jobs|documents|claims)|autoindex_jobs_1 \(queue=\?\)$/);
    }
  });
});
