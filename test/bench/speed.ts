/** Start to first answer, messages a second, memory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import MiniSearch from "minisearch";
import { readBank } from "../../src/bank/load.ts";
import { loadModels } from "../../src/models.ts";
import { createFlagFinder } from "../../src/reading/flags.ts";
import { createMentionFinder } from "../../src/reading/mentions.ts";
import { createReader } from "../../src/reading/read.ts";

const QUESTION = "wie lange dauert die Anerkennung?\n";
const INVITATION = "https://www.anerkennung-in-deutschland.de";
const MEASURE_MS = 2_000;
const READ_LINES = 10_000;

export async function benchSpeed(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lotse-bench-"));
  try {
    const cold = await firstAnswer(folder);
    const warm = [await firstAnswer(folder), await firstAnswer(folder), await firstAnswer(folder)].sort(
      (a, b) => a - b,
    );
    print("start to first answer, cold cache", `${(cold / 1000).toFixed(1)} s`);
    print("start to first answer, warm cache (median of 3)", `${((warm[1] ?? 0) / 1000).toFixed(2)} s`);
    throughput(`${folder}/models`);
    await reading(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from starting the process to the invitation on its output. */
async function firstAnswer(dataDir: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["src/lotse.mjs", "chat"], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.write(QUESTION);
  let output = "";
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes(INVITATION)) break;
  }
  const took = performance.now() - startedAt;
  child.kill();
  return took;
}

function throughput(modelsFolder: string): void {
  const loaded = readBank("answers");
  const { training } = loaded.bank;
  const before = process.memoryUsage().rss;
  const { models } = loadModels(training, modelsFolder, () => {});
  const reader = createReader(models, createMentionFinder(training.terms), createFlagFinder(loaded.bank.flags));
  const chatter = loaded.ignored.map(({ text }) => text);
  const questions = loaded.phrasings.map(({ text }) => text);
  const peer = new MiniSearch<{ id: number; text: string }>({ fields: ["text"] });
  peer.addAll(questions.map((text, id) => ({ id, text })));

  const gate = rate(chatter, (text) => reader.isWorthReading(text));
  const full = rate(questions, (text) => reader.read(text));
  const search = rate(questions, (text) => peer.search(text));
  print("chatter looked at (gate)", `${gate.toFixed(0)} messages/s`);
  print("full reading", `${full.toFixed(0)} messages/s`);
  print("peer: MiniSearch over the same phrasings", `${search.toFixed(0)} messages/s`);
  print("ratio full reading / MiniSearch", (full / search).toFixed(2));
  print("ratio gate / MiniSearch", (gate / search).toFixed(2));
  const model = readFileSync(`${modelsFolder}/${modelFile(modelsFolder)}`).length;
  print("model file", `${(model / 1e6).toFixed(1)} MB`);
  print(
    "memory: models and reader, beside what Node and the bank took",
    `${((process.memoryUsage().rss - before) / 1e6).toFixed(0)} MB`,
  );
}

/** `lotse read` on many lines: time, and peak memory against a tenth of the lines. */
async function reading(dataDir: string): Promise<void> {
  const few = await readLines(dataDir, READ_LINES / 10);
  const many = await readLines(dataDir, READ_LINES);
  print(`lotse read, ${READ_LINES} lines`, `${(many.ms / 1000).toFixed(1)} s, peak ${many.peakMb.toFixed(0)} MB`);
  print(`ratio of peak memory, ${READ_LINES} / ${READ_LINES / 10} lines`, (many.peakMb / few.peakMb).toFixed(2));
}

async function readLines(dataDir: string, count: number): Promise<{ ms: number; peakMb: number }> {
  const texts = readBank("answers").phrasings.map(({ text }) => text);
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["src/lotse.mjs", "read"], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let peakMb = 0;
  const watch = setInterval(() => {
    const peak = /VmHWM:\s+(\d+) kB/u.exec(safeRead(`/proc/${child.pid}/status`))?.[1];
    if (peak !== undefined) peakMb = Number(peak) / 1000;
  }, 50);
  child.stdout.resume();
  for (let i = 0; i < count; i++) {
    const line = `${JSON.stringify({ id: String(i), text: texts[i % texts.length] })}\n`;
    if (!child.stdin.write(line)) await once(child.stdin, "drain");
  }
  child.stdin.end();
  await once(child, "exit");
  clearInterval(watch);
  return { ms: performance.now() - startedAt, peakMb };
}

function rate(texts: readonly string[], work: (text: string) => unknown): number {
  for (let i = 0; i < 200; i++) work(texts[i % texts.length] ?? "");
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < MEASURE_MS) work(texts[(count++ * 7) % texts.length] ?? "");
  return (1000 * count) / (performance.now() - startedAt);
}

function modelFile(folder: string): string {
  return readdirSync(folder).find((name) => name.endsWith(".bin")) ?? "";
}

function safeRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(66)} ${figure}\n`);
}
