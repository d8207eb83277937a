import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODELS_FOLDER } from "../setup/models.ts";

const INVITATION = "https://www.anerkennung-in-deutschland.de";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lotse-console-"));
  cpSync(MODELS_FOLDER, join(folder, "data", "models"), { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command to its end, with these lines on standard input (`undefined`: no input at all). */
async function run(
  args: readonly string[],
  input: string | undefined,
  environment: Record<string, string> = {},
): Promise<{ out: string; err: string; code: number | null }> {
  const child = spawn(process.execPath, ["src/lotse.mjs", ...args], {
    env: {
      PATH: process.env["PATH"],
      DATA_DIR: join(folder, "data"),
      KEY_FILE: join(folder, "keys", "key"),
      ...environment,
    },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { out, err, code };
}

describe("the console", () => {
  it("answers five questions in five languages and is silent on chatter", async () => {
    const conversation: [question: string, answer: string | undefined][] = [
      ["wie viel kostet die Anerkennung?", "Gebühr"],
      ["hallo zusammen, wer kommt am Samstag zum Grillen?", undefined],
      ["do i need a certified translation of my diploma for the recognition?", "translat"],
      ["good morning everyone, have a nice sunday", undefined],
      ["quien paga la homologacion de mi titulo?", "Jobcenter"],
      ["vendo bici casi nueva, 80 euros", undefined],
      ["quanto tempo ci vuole per il riconoscimento del titolo?", "mesi"],
      ["grazie mille a tutti, siete fantastici!", undefined],
      ["شو الأوراق المطلوبة لتعديل الشهادة بألمانيا؟", "Lebenslauf"],
      ["صباح الخير للجميع", undefined],
    ];
    const { out, code } = await run(["start"], `${conversation.map(([line]) => line).join("\n")}\n`);
    expect(code).toBe(0);
    const turns = out.split("› ").slice(1);
    expect(turns).toHaveLength(conversation.length);
    for (const [i, [question, answer]] of conversation.entries()) {
      const said = (turns[i] ?? "").slice(question.length).split("To connect a platform")[0] ?? "";
      if (answer === undefined) expect(said.trim(), question).toBe("");
      else {
        expect(said, question).toContain(answer);
        expect(said, question).toContain(INVITATION);
        expect(said, question).not.toContain("to the advisors");
      }
    }
  });

  it("plays a conversation of its own without terminal and input, and ends", async () => {
    const { out, code } = await run(["start"], undefined);
    expect(code).toBe(0);
    expect(out.split(INVITATION).length - 1).toBeGreaterThanOrEqual(5);
    expect(out).toContain("Lotse to the advisors");
    expect(out).toContain("TELEGRAM_BOT_TOKEN");
  });

  it("lets an advisor press a button and reply to a card", async () => {
    const lines = [
      "Ich habe gestern einen Ablehnungsbescheid bekommen, was mache ich jetzt mit der Anerkennung?",
      "/press 2a",
      "/reply 2 Bitte rufen Sie uns an.",
    ];
    const { out } = await run(["chat"], `${lines.join("\n")}\n`);
    expect(out).toContain("(Sie haben den Fall.)");
    expect(out).toContain("Bitte rufen Sie uns an.");
    expect(out).toContain("Beantwortet von");
  });
});

describe("a false claim", () => {
  const CLAIM = "no mija, sin apostilla no te aceptan nada de nada en alemania";

  it("is corrected gently, and what is true or doubted is left alone", async () => {
    const lines = [
      CLAIM,
      "ohne Apostille nimmt meine Behörde auch was an, hat bei mir geklappt",
      "In der Türkei geht ohne Apostille gar nichts",
      "without B2 you can't even hand in the application, dont waste your time",
    ];
    const { out } = await run(["chat"], `${lines.join("\n")}\n`);
    const turns = out.split("› ").slice(1);
    expect(turns).toHaveLength(lines.length);
    expect(turns[0]).toContain("apostilla");
    expect(turns[0]).toContain("Más en la primera asesoría gratuita de IQ");
    expect(turns[1]?.trim()).toBe(lines[1]);
    expect(turns[2]?.trim()).toBe(lines[2]);
    expect(turns[3]).toContain("More in the free first consultation at IQ");
  });

  it("goes to the advisors first where only reviewed texts are trusted, who send the correction with a press", async () => {
    const { out } = await run(["chat"], `${CLAIM}\n/press 2c\n`, { TRUST: "reviewed" });
    const [, card = "", sent = ""] = out.split("› ");
    expect(card).toContain("falsche Aussage im Chat");
    expect(card).toContain("1. Richtigstellung:");
    expect(card).not.toContain("Más en la primera");
    expect(sent).toContain("Más en la primera asesoría gratuita de IQ");
    expect(sent).toContain("Beantwortet von");
  });
});

describe("lotse read", () => {
  it("writes one line for each, in order, and goes on after bad lines", async () => {
    const good = (id: string, text: string) => JSON.stringify({ id, text });
    const { out, code } = await run(
      ["read"],
      `${good("1", "was kostet die anerkennung?")}\nnonsense\n{"id":"3"}\n${good("4", "")}\n${good("5", "hola a todos")}\n`,
    );
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines.map((line) => line["id"] ?? line["line"])).toEqual(["1", 2, 3, "4", "5"]);
    expect(lines[0]).toMatchObject({ language: { code: "de" }, decision: { kind: "answer", topic: "costs-and-fees" } });
    expect(lines[1]).toMatchObject({ error: expect.stringContaining("JSON") as string });
    expect(lines[3]).toMatchObject({ decision: { kind: "ignore", reason: "nothing-to-read" } });
  });
});

describe("the command line", () => {
  it.each([
    ["start"],
    ["chat"],
    ["read"],
    ["check"],
    ["bank", "confirm"],
    ["bank", "sources"],
    ["cases", "list"],
    ["cases", "show"],
    ["health"],
  ])("%s %s has help", async (...command) => {
    const { out, code } = await run([...command.filter((part) => part !== undefined), "--help"], undefined);
    expect(code).toBe(0);
    expect(out).toContain("Usage:");
  });

  it("says what to do about an unknown command and a wrong setting", async () => {
    expect((await run(["fly"], undefined)).code).toBe(2);
    expect((await run(["cases", "show", "nothing"], undefined)).err).toContain("There is no");
  });
});
