/** The conversation in the console: by a person, from a pipe, or a short one of its own. */
import { fstatSync } from "node:fs";
import { Readable } from "node:stream";
import { createConsoleAdapter, type ConsoleAdapter } from "../../adapters/console/console.ts";
import type { Conversation } from "../adapter.ts";
import { readConfig, type Config } from "../config.ts";
import type { Observer } from "../handle-deps.ts";
import { createLog } from "../log.ts";
import { startLotse } from "../main.ts";
import { createThrowawayKeys, loadKeys } from "../privacy/keys.ts";
import { prepareReader } from "./prepare.ts";

export interface ChatOptions {
  readonly lang?: string;
  readonly explain?: boolean;
}

const ADVISORS: Conversation = { platform: "console", chat: "advisors" };

/** Five questions in five languages, a message that is none of Lotse's business, and one for an advisor. */
const DEMONSTRATION = [
  "wie lange dauert die Anerkennung als Krankenpfleger in Berlin?",
  "hi all, how much does the recognition of my degree cost?",
  "quien puede pagar la homologacion de mi titulo si no tengo plata",
  "buongiorno! servono traduzioni giurate dei documenti per il riconoscimento?",
  "شو هي الاوراق المطلوبة لتعديل الشهادة بألمانيا؟",
  "thanks everybody, see you at the picnic on sunday 😊",
  "Ich habe einen Bescheid bekommen und die Frist läuft nächste Woche ab, was soll ich jetzt machen mit meiner Anerkennung?",
];

export async function chat(environment: NodeJS.ProcessEnv, options: ChatOptions): Promise<void> {
  await converse(readConfig(environment), options, undefined);
}

/** `dataDir` undefined: nothing is kept. */
export async function converse(
  config: Config,
  { lang, explain }: ChatOptions,
  dataDir: string | undefined,
): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const { bank, reader } = prepareReader(config);
  const source = inputKind();
  const run = async (kind: typeof source): Promise<number> => {
    let adapter: ConsoleAdapter | undefined;
    const lotse = await startLotse({
      dataDir,
      keys: dataDir === undefined ? createThrowawayKeys() : loadKeys(config.keyFile),
      bank,
      reader,
      trust: config.trust ?? "draft",
      spaceDefaults: { listen: "all", mode: "auto", languages: lang === undefined ? [] : [lang] },
      advisors: ADVISORS,
      advisorsLanguage: config.advisorsLanguage,
      log: createLog("warn", (line) => process.stderr.write(line)),
      ...(explain === true ? { observe: explainTo(say) } : {}),
      adapters: ({ settled }) => {
        adapter = createConsoleAdapter({
          input: kind === "none" ? Readable.from(DEMONSTRATION.map((line) => `${line}\n`)) : process.stdin,
          output: process.stdout,
          isTerminal: kind === "terminal",
          settled,
          now: Date.now,
        });
        return [adapter];
      },
    });
    const stop = () => void lotse.stop().then(() => process.exit(0));
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const lines = (await adapter?.ended) ?? 0;
    await lotse.stop();
    process.off("SIGINT", stop).off("SIGTERM", stop);
    return lines;
  };
  say(INTRODUCTION[source]);
  const lines = await run(source);
  if (lines === 0 && source === "pipe") {
    say(INTRODUCTION.none);
    await run("none");
  }
}

const DRAFTS =
  "The answers are drafts that no advisor has reviewed yet; on a platform they go to an advisor first unless TRUST=draft.";
const INTRODUCTION = {
  terminal: `A group chat with Lotse. Write as people do there; Lotse stays silent on what is not its business.\n${DRAFTS}\nCards to the advisors appear here, too: /press 3a presses button a of message 3, /reply 3 <text> answers it. Ctrl+D ends.\n`,
  pipe: `${DRAFTS}\n`,
  none: `There is no terminal and no input, so here is a short conversation.\n${DRAFTS}\n`,
};

function inputKind(): "terminal" | "pipe" | "none" {
  if (process.stdin.isTTY) return "terminal";
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isFile() || input.isSocket() ? "pipe" : "none";
  } catch {
    return "none";
  }
}

function explainTo(say: (text: string) => void): Observer {
  return (_message, reading, decision, permission) => {
    const topics =
      decision.kind === "clarify"
        ? ` ${decision.topics.join(", ")}`
        : "topic" in decision && decision.topic !== undefined
          ? ` ${decision.topic}`
          : "";
    say(`  [${decision.kind}${topics}: ${decision.reason}; ${permission.kind}]`);
    for (const line of reading.why) say(`  [${line}]`);
    if (reading.flags.length > 0) say(`  [flags ${reading.flags.join(", ")}]`);
  };
}
