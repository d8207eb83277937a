/** What every store must do. A new implementation calls `storeContract` and adds the tests of its own matters. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/store/store.ts";

export interface StoreHarness {
  readonly store: Store;
  /** A second handle on the same data, as another process would have. */
  readonly other: Store;
  close(): Promise<void>;
}

/** Opens an empty store that takes its time from `now`. */
export type OpenStore = (now: () => number) => Promise<StoreHarness>;

const START = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;
const MANY = 10_000;

export function storeContract(name: string, open: OpenStore): void {
  describe(`${name}: the store contract`, () => {
    let time = START;
    let harness: StoreHarness;
    let store: Store;
    let other: Store;

    beforeEach(async () => {
      time = START;
      harness = await open(() => time);
      ({ store, other } = harness);
    });
    afterEach(() => harness.close());

    describe("documents", () => {
      it("gives back what was put, with revision and time", async () => {
        const value = { text: "Übersetzung 😀 الترجمة", list: [1, null, { deep: true }] };
        expect(await store.documents.put("cases", "a", value)).toBe(1);
        expect(await store.documents.get("cases", "a")).toEqual({ id: "a", value, revision: 1, updatedAt: START });
        expect(await other.documents.get("cases", "a")).toMatchObject({ value });
      });

      it("keeps collections apart and knows nothing of what was never put", async () => {
        await store.documents.put("cases", "a", 1);
        expect(await store.documents.get("drafts", "a")).toBeUndefined();
        expect(await store.documents.get("cases", "b")).toBeUndefined();
        expect(await store.documents.count("drafts")).toBe(0);
      });

      it("takes any text as id, collection and tag", async () => {
        for (const id of ["", "telegram:-100:7", "a%b_c*", "'\"; DROP", "日本", "a\nb"]) {
          await store.documents.put("c:1", id, id, { tag: `t:${id}` });
          expect(await store.documents.get("c:1", id)).toMatchObject({ id, value: id });
          expect(await store.documents.count("c:1", `t:${id}`)).toBe(1);
        }
      });

      it("overwrites without ifRevision, and grows the revision by one each time", async () => {
        expect(await store.documents.put("cases", "a", "old")).toBe(1);
        time += 5;
        expect(await other.documents.put("cases", "a", "new")).toBe(2);
        expect(await store.documents.get("cases", "a")).toMatchObject({ value: "new", updatedAt: START + 5 });
      });

      it("writes with ifRevision only over the revision that was read", async () => {
        expect(await store.documents.put("cases", "a", "no", { ifRevision: 1 })).toBeUndefined();
        expect(await store.documents.put("cases", "a", "first", { ifRevision: 0 })).toBe(1);
        expect(await store.documents.put("cases", "a", "twice", { ifRevision: 0 })).toBeUndefined();
        expect(await store.documents.put("cases", "a", "second", { ifRevision: 1 })).toBe(2);
        expect(await store.documents.put("cases", "a", "stale", { ifRevision: 1 })).toBeUndefined();
        expect(await store.documents.get("cases", "a")).toMatchObject({ value: "second", revision: 2 });
      });

      it("lets one of many writers of the same revision win, and loses no increment of those who try again", async () => {
        async function addOne(handle: Store): Promise<void> {
          const read = await handle.documents.get<number>("sums", "a");
          const options = { ifRevision: read?.revision ?? 0 };
          const revision = await handle.documents.put("sums", "a", (read?.value ?? 0) + 1, options);
          if (revision === undefined) await addOne(handle);
        }
        await Promise.all(Array.from({ length: 40 }, (_, i) => addOne(i % 2 === 0 ? store : other)));
        expect(await store.documents.get("sums", "a")).toMatchObject({ value: 40, revision: 40 });
      });

      it("deletes, says whether there was something, and starts again at revision 1", async () => {
        await store.documents.put("cases", "a", 1, { tag: "open" });
        expect(await store.documents.delete("cases", "a")).toBe(true);
        expect(await other.documents.delete("cases", "a")).toBe(false);
        expect(await store.documents.get("cases", "a")).toBeUndefined();
        expect(await store.documents.list("cases", { limit: 5, tag: "open" })).toEqual([]);
        expect(await store.documents.put("cases", "a", 2, { ifRevision: 0 })).toBe(1);
        expect(await store.documents.count("cases", "open")).toBe(0);
      });

      it("forgets a document at its expiry, before any sweep", async () => {
        await store.documents.put("cases", "a", 1, { expiresAt: START + HOUR_MS, tag: "open" });
        time = START + HOUR_MS - 1;
        expect(await store.documents.get("cases", "a")).toBeDefined();
        time = START + HOUR_MS;
        expect(await store.documents.get("cases", "a")).toBeUndefined();
        expect(await store.documents.list("cases", { limit: 5 })).toEqual([]);
        expect(await store.documents.count("cases")).toBe(0);
        expect(await store.documents.delete("cases", "a")).toBe(false);
      });

      it("treats a new document in the place of an expired one as new", async () => {
        await store.documents.put("cases", "a", 1, { expiresAt: START + 10, tag: "open" });
        await store.documents.put("cases", "a", 2);
        time += 20;
        expect(await store.documents.put("cases", "a", 3, { ifRevision: 2 })).toBeUndefined();
        expect(await store.documents.put("cases", "a", 3, { ifRevision: 0 })).toBe(1);
        time += HOUR_MS;
        expect(await store.documents.get("cases", "a")).toMatchObject({ value: 3, revision: 1 });
        expect(await store.documents.count("cases", "open")).toBe(0);
      });

      it("keeps an earlier expiry and tag unless new ones are given", async () => {
        await store.documents.put("cases", "a", 1, { expiresAt: START + 10, tag: "open" });
        await store.documents.put("cases", "a", 2);
        expect(await store.documents.count("cases", "open")).toBe(1);
        await store.documents.put("cases", "a", 3, { expiresAt: START + 30, tag: "closed" });
        expect(await store.documents.count("cases", "open")).toBe(0);
        time += 10;
        expect(await store.documents.list("cases", { limit: 5, tag: "closed" })).toMatchObject([{ value: 3 }]);
        time += 20;
        expect(await store.documents.get("cases", "a")).toBeUndefined();
      });

      it("sweeps what has expired, a thousand and more rows at once, and nothing else", async () => {
        const puts = Array.from({ length: 2_500 }, (_, i) =>
          store.documents.put("cases", `${i}`, i, { expiresAt: START + 5 }),
        );
        await Promise.all([...puts, store.documents.put("cases", "stays", 1, { expiresAt: START + HOUR_MS })]);
        await store.claims.claim("gone", "anna", 5);
        await store.claims.claim("held", "anna", HOUR_MS);
        expect(await store.sweep()).toBe(0);
        time += 5;
        expect(await store.sweep()).toBe(2_501);
        expect(await store.sweep()).toBe(0);
        expect(await store.documents.get("cases", "stays")).toBeDefined();
        expect(await store.claims.holder("held")).toBe("anna");
      });

      it("lists and counts 10,000 documents page by page, in both orders, by tag", async () => {
        const ids = Array.from({ length: MANY }, (_, i) => `case-${String(i).padStart(5, "0")}`);
        const shuffled = ids.toSorted((a, b) => Number(a.at(-1)) - Number(b.at(-1)));
        await Promise.all(
          shuffled.map((id) => store.documents.put("cases", id, { id }, { tag: id.endsWith("7") ? "open" : "closed" })),
        );

        async function pages(options: { tag?: string; order?: "ascending" | "descending" }): Promise<string[]> {
          const seen: string[] = [];
          for (;;) {
            const after = seen.at(-1);
            const page = await store.documents.list("cases", { limit: 999, ...options, ...(after && { after }) });
            if (page.length === 0) return seen;
            seen.push(...page.map((document) => document.id));
          }
        }
        const openIds = ids.filter((id) => id.endsWith("7"));
        expect(await pages({})).toEqual(ids);
        expect(await pages({ tag: "open" })).toEqual(openIds);
        expect(await pages({ tag: "open", order: "descending" })).toEqual(openIds.toReversed());
        expect(await store.documents.list("cases", { limit: 2, order: "descending" })).toMatchObject([
          { id: "case-09999", value: { id: "case-09999" }, revision: 1 },
          { id: "case-09998" },
        ]);
        expect(await store.documents.count("cases")).toBe(MANY);
        expect(await store.documents.count("cases", "open")).toBe(MANY / 10);
        expect(await store.documents.count("cases", "none")).toBe(0);
      });
    });

    describe("counters", () => {
      it("adds by name, labels and day, in whichever order the labels come", async () => {
        expect(await store.counters.increment("answers", { language: "es", topic: "costs" })).toBe(1);
        expect(await store.counters.increment("answers", { topic: "costs", language: "es" }, 4)).toBe(5);
        expect(await store.counters.increment("answers", { topic: "costs", language: "ar" })).toBe(1);
        expect(await store.counters.increment("answers", {})).toBe(1);
        expect(await store.counters.increment("cases", { topic: "costs", language: "es" })).toBe(1);
        const figures = await store.counters.read("answers", "2026-11-24");
        expect(figures).toHaveLength(3);
        expect(figures).toContainEqual({ day: "2026-11-24", labels: { language: "es", topic: "costs" }, value: 5 });
      });

      it("begins a new count at midnight UTC and reads from a day on, oldest first", async () => {
        time = Date.UTC(2026, 10, 24, 23, 59, 59, 999);
        await store.counters.increment("answers", {});
        time += 1;
        expect(await store.counters.increment("answers", {}, 2)).toBe(2);
        expect((await store.counters.read("answers", "2026-11-24")).map((each) => [each.day, each.value])).toEqual([
          ["2026-11-24", 1],
          ["2026-11-25", 2],
        ]);
        expect(await store.counters.read("answers", "2026-11-25")).toHaveLength(1);
        expect(await store.counters.read("answers", "2026-11-26")).toEqual([]);
      });

      it("loses none of many increments at once, from two handles", async () => {
        await Promise.all(
          Array.from({ length: 500 }, (_, i) => (i % 2 ? store : other).counters.increment("n", { a: "b" })),
        );
        expect(await store.counters.read("n", "2026-11-24")).toMatchObject([{ value: 500 }]);
      });
    });

    describe("claims", () => {
      it("has one holder at a time, whom others are told of", async () => {
        const expiresAt = START + HOUR_MS;
        expect(await store.claims.claim("case-1", "anna", HOUR_MS)).toEqual({ kind: "won", expiresAt });
        expect(await other.claims.claim("case-1", "ben", HOUR_MS)).toEqual({ kind: "held", by: "anna", expiresAt });
        expect(await other.claims.holder("case-1")).toBe("anna");
        expect(await store.claims.holder("case-2")).toBeUndefined();
      });

      it("gives one of many claimants at once the claim, whichever handle they use", async () => {
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, i) => (i % 2 ? store : other).claims.claim("case-1", `advisor-${i}`, HOUR_MS)),
        );
        expect(results.filter((result) => result.kind === "won")).toHaveLength(1);
        const winner = `advisor-${results.findIndex((result) => result.kind === "won")}`;
        expect(await store.claims.holder("case-1")).toBe(winner);
        expect(results.every((result) => result.kind === "won" || result.by === winner)).toBe(true);
      });

      it("renews for the same holder and falls to others at its end", async () => {
        await store.claims.claim("case-1", "anna", 100);
        time += 60;
        expect(await store.claims.claim("case-1", "anna", 100)).toEqual({ kind: "won", expiresAt: START + 160 });
        time = START + 159;
        expect(await other.claims.claim("case-1", "ben", 100)).toMatchObject({ kind: "held" });
        time = START + 160;
        expect(await store.claims.holder("case-1")).toBeUndefined();
        expect(await other.claims.claim("case-1", "ben", 100)).toMatchObject({ kind: "won" });
      });

      it("is released by its holder alone; releasing nothing is no error", async () => {
        await store.claims.claim("case-1", "anna", 100);
        expect(await other.claims.release("case-1", "ben")).toBe(false);
        expect(await store.claims.holder("case-1")).toBe("anna");
        expect(await other.claims.release("case-1", "anna")).toBe(true);
        expect(await store.claims.holder("case-1")).toBeUndefined();
        expect(await store.claims.release("case-1", "anna")).toBe(true);
        await store.claims.claim("case-1", "anna", 100);
        time += 100;
        expect(await store.claims.release("case-1", "ben")).toBe(true);
      });
    });
  });
}
