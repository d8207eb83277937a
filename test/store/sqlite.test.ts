import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { LotseError } from "../../src/errors.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";
import { storeContract } from "./contract.ts";
import {
  bytesIn,
  killHard,
  maskingCodec,
  startOwner,
  temporaryDatabase,
  temporaryFolder,
} from "./temporary-database.ts";

const temporaryFile = () => join(temporaryFolder(), "lotse.sqlite");

storeContract("sqlite in a file", async (now) => {
  const database = temporaryDatabase({ path: temporaryFile(), now });
  return { store: createSqliteStore(database), other: createSqliteStore(database), close: () => database.close() };
});

storeContract("sqlite in memory", async (now) => {
  const database = temporaryDatabase({ now });
  return { store: createSqliteStore(database), other: createSqliteStore(database), close: () => database.close() };
});

/** The error that opening this file throws. */
function refusal(path: string, isReadOnly = false): LotseError {
  try {
    temporaryDatabase({ path, isReadOnly });
  } catch (error) {
    if (error instanceof LotseError) return error;
    throw error;
  }
  throw new Error("It was opened.");
}

describe("owning the file", () => {
  it("refuses a second process at once, and is free again when the owner was killed", async () => {
    const path = temporaryFile();
    const owner = await startOwner(path, `await store.documents.put("cases", "a", "kept"); say("ready");`);

    const startedAt = performance.now();
    const error = refusal(path);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(error.code).toBe("STORE_LOCKED");
    expect(error.message).toContain(path);
    expect(error.hint).toContain("Stop the other");

    await killHard(owner);
    const store = createSqliteStore(temporaryDatabase({ path }));
    expect(await store.documents.get("cases", "a")).toMatchObject({ value: "kept" });
  });

  it("lets others read while the owner writes, and only read", async () => {
    const path = temporaryFile();
    await startOwner(
      path,
      `await store.documents.put("cases", "a", 0); say("ready");
       for (;;) await store.documents.put("cases", "a", 1);`,
    );
    const reader = createSqliteStore(temporaryDatabase({ path, isReadOnly: true }));
    for (let i = 0; i < 200; i += 1) expect(await reader.documents.count("cases")).toBe(1);
    await expect(reader.documents.put("cases", "b", 1)).rejects.toMatchObject({ code: "USAGE" });
  });

  it("lets others read when nobody owns the file", async () => {
    const path = temporaryFile();
    const database = temporaryDatabase({ path });
    await createSqliteStore(database).documents.put("cases", "a", 1);
    await database.close();
    const reader = createSqliteStore(temporaryDatabase({ path, isReadOnly: true }));
    expect(await reader.documents.count("cases")).toBe(1);
  });

  it("refuses a second opening by the same process, also under another name of the file", async () => {
    const path = temporaryFile();
    const database = temporaryDatabase({ path });
    symlinkSync(path, `${path}.link`);
    expect(refusal(path).code).toBe("STORE_LOCKED");
    expect(refusal(`${path}.link`).code).toBe("STORE_LOCKED");
    await database.close();
    await temporaryDatabase({ path }).close();
  });
});

describe("opening", () => {
  it("is refused as locked while another program writes", () => {
    const path = temporaryFile();
    void temporaryDatabase({ path }).close();
    const raw = new DatabaseSync(path);
    raw.exec("BEGIN EXCLUSIVE");
    expect(refusal(path).code).toBe("STORE_LOCKED");
    raw.close();
    expect(temporaryDatabase({ path }).isOpen).toBe(true);
  });

  it("refuses a database that a newer Lotse wrote, and leaves it as it was", async () => {
    const path = temporaryFile();
    await temporaryDatabase({ path }).close();
    const raw = new DatabaseSync(path);
    raw.exec("PRAGMA user_version = 99");
    raw.close();
    const before = readFileSync(path);

    for (const isReadOnly of [false, true]) {
      expect(refusal(path, isReadOnly)).toMatchObject({
        code: "STORE_UNREADABLE",
        hint: expect.stringContaining("newer"),
      });
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    ["that is no database", (path: string) => writeFileSync(path, "Dear diary, ".repeat(1_000))],
    ["with a damaged page", (path: string) => damage(path)],
    ["that is cut short", (path: string) => writeFileSync(path, readFileSync(filled(path)).subarray(0, 20_000))],
    ["that is a folder", (path: string) => mkdirSync(path)],
    ["of another program", (path: string) => foreign(path)],
  ])("refuses a file %s, in words that help", (_title, spoil) => {
    const path = temporaryFile();
    spoil(path);
    const error = refusal(path);
    expect(error.code).toBe("STORE_UNREADABLE");
    expect(error.message).toContain(path);
    expect(error.message).not.toMatch(/sqlite_|SQLITE|malformed|constraint|not a database$/);
    expect(error.hint).toContain("backup");
    expect(refusal(path).code).toBe("STORE_UNREADABLE");
  });

  it("says what to do when folder or file are missing", () => {
    expect(refusal("/nowhere/lotse.sqlite").hint).toContain("folder exists");
    expect(refusal(temporaryFile(), true).code).toBe("STORE_UNREADABLE");
  });

  it("keeps everything over a restart", async () => {
    const path = temporaryFile();
    const database = temporaryDatabase({ path });
    const store = createSqliteStore(database);
    const written = store.documents.put("cases", "a", "kept");
    await database.close();
    expect(await written).toBe(1);
    await expect(store.documents.get("cases", "a")).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
    const again = createSqliteStore(temporaryDatabase({ path }));
    expect(await again.documents.get("cases", "a")).toMatchObject({ value: "kept" });
  });
});

describe("what lies on the disk", () => {
  it("holds ids and tags, but no value in plain text", async () => {
    const folder = temporaryFolder();
    const database = temporaryDatabase({ path: join(folder, "lotse.sqlite") });
    const store = createSqliteStore(database);
    await store.documents.put("cases", "case-42", { text: "my diploma from Damascus" }, { tag: "open" });
    for (const close of [async () => {}, () => database.close()]) {
      await close();
      expect(bytesIn(folder).includes("case-42")).toBe(true);
      expect(bytesIn(folder).includes("Damascus")).toBe(false);
    }
  });

  it("keeps no trace of an expired document after a sweep, not even sealed", async () => {
    let time = 1_000;
    const folder = temporaryFolder();
    const codec = maskingCodec();
    const store = createSqliteStore(temporaryDatabase({ path: join(folder, "lotse.sqlite"), codec, now: () => time }));
    await store.documents.put("cases", "a", "my diploma from Damascus", { expiresAt: 2_000 });
    const sealed = Buffer.from(codec.seal("my diploma from Damascus").subarray(1));
    expect(bytesIn(folder).includes(sealed)).toBe(true);
    time = 2_000;
    await store.sweep();
    expect(bytesIn(folder).includes(sealed)).toBe(false);
  });

  it("is synced with each commit, so that it survives a power cut", () => {
    const database = temporaryDatabase({ path: temporaryFile() });
    const FULL = 2;
    expect({ ...database.prepare("PRAGMA synchronous").get() }).toEqual({ synchronous: FULL });
    expect({ ...database.prepare("PRAGMA journal_mode").get() }).toEqual({ journal_mode: "wal" });
  });

  it("says so when it was written with another key, without quoting anything", async () => {
    const database = temporaryDatabase();
    await createSqliteStore(database).documents.put("cases", "a", "Damascus");
    const store = createSqliteStore({ ...database, codec: maskingCodec(0x33) });
    const reading = store.documents.get("cases", "a");
    await expect(reading).rejects.toMatchObject({ code: "STORE_UNREADABLE", hint: expect.stringContaining("key") });
    await expect(reading).rejects.not.toHaveProperty("cause");
  });
});

describe("writes of one moment", () => {
  it("share a transaction, of which a faulty write loses only its own part", async () => {
    const database = temporaryDatabase();
    const store = createSqliteStore(database);
    const first = store.documents.put("cases", "a", 1);
    const faulty = database.write(() => {
      database.prepare("UPDATE documents SET value = x'00'").run();
      throw new TypeError("a fault");
    });
    const writes = await Promise.allSettled([first, faulty, store.documents.put("cases", "b", 2)]);
    expect(writes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await store.documents.list("cases", { limit: 5 })).map((each) => each.value)).toEqual([1, 2]);
  });
});

describe("a full disk", () => {
  it("rejects what does not fit, and goes on when there is room again", async () => {
    const database = temporaryDatabase({ path: temporaryFile() });
    const store = createSqliteStore(database);
    await store.documents.put("cases", "a", 1);
    database.prepare("PRAGMA max_page_count = 30").get();
    const writes = [store.documents.put("cases", "b", "x".repeat(1_000_000)), store.documents.put("cases", "c", 3)];
    expect((await Promise.allSettled(writes))[0]?.status).toBe("rejected");
    expect(await store.documents.get("cases", "b")).toBeUndefined();

    database.prepare("PRAGMA max_page_count = 100000").get();
    await store.documents.put("cases", "b", "x".repeat(1_000_000));
    expect(await store.documents.get("cases", "a")).toMatchObject({ value: 1 });
    expect(await store.documents.get("cases", "b")).toBeDefined();
  });
});

/** Makes a database with some pages of documents, and returns its path. */
function filled(path: string): string {
  const database = temporaryDatabase({ path });
  const store = createSqliteStore(database);
  for (let i = 0; i < 100; i += 1) void store.documents.put("cases", `${i}`, "x".repeat(1_000));
  void database.close();
  return path;
}

function damage(path: string): void {
  const bytes = readFileSync(filled(path));
  bytes.fill(0xff, 4_096, 12_288);
  writeFileSync(path, bytes);
}

function foreign(path: string): void {
  const raw = new DatabaseSync(path);
  raw.exec("CREATE TABLE documents (id TEXT)");
  raw.close();
}
