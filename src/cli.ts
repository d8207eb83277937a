/** The command line: what there is and what each command takes. The work is in `commands/`. */
import { Command, CommanderError } from "commander";
import { LotseError } from "./errors.ts";

/** Runs one command; sets the exit code. Never throws. */
export async function run(args: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    reportError(error);
    process.exitCode = 1;
  }
}

function createProgram(): Command {
  const program = new Command("lotse");
  program
    .description(
      "Answers questions about the recognition of foreign qualifications in community chats, or hands them to advisors.",
    )
    .helpCommand("help [command]", "show the help of a command")
    .showHelpAfterError("(npm run lotse -- <command> --help shows what it takes)")
    .exitOverride();

  program
    .command("start")
    .description("run the bot on the platforms that have a token; without one, a conversation in the console")
    .action(async () => {
      const { start } = await import("./commands/start.ts");
      await start(process.env);
    });
  program
    .command("chat")
    .description("talk to Lotse in the console; reads lines from a pipe and ends at the end of input")
    .option("--lang <code>", "language that the chat speaks, such as es")
    .option("--explain", "print how each message was read and decided")
    .action(async (options: { lang?: string; explain?: boolean }) => {
      const { chat } = await import("./commands/chat.ts");
      await chat(process.env, options);
    });
  program
    .command("read")
    .description("read JSON Lines on standard input and write how each message would be read and decided")
    .addHelpText(
      "after",
      '\nA line in:  {"id": "1", "text": "was kostet die anerkennung", "lang"?: "de", "space"?: {"languages"?: ["de"], "region"?: "DE-BE"}}\nA line out: {"id", "language", "decision", "candidates", "mentions", "flags", "why"}; a bad line gives {"line", "error"} and the run goes on.',
    )
    .action(async () => {
      const { read } = await import("./commands/read.ts");
      await read(process.env);
    });
  program
    .command("check")
    .description("check the answer bank: faults with file and line, and a summary by topic and language")
    .option("--json", "print faults and summary as JSON")
    .option("--online", "also visit the links of answers, sources and directory, slowly")
    .option("--no-reading", "do not learn the bank to see what Lotse would make of its lines (quicker)")
    .addHelpText("after", "\nEnds with 1 if there are errors, with 0 if there are only warnings.")
    .action(async (options: { json?: boolean; online?: boolean; reading?: boolean }) => {
      const { check } = await import("./commands/check.ts");
      await check(process.env, options);
    });
  const bank = program.command("bank").description("work on the answer bank");
  bank
    .command("sources")
    .description("write answers/SOURCES.md anew from the topics and the directory")
    .action(async () => {
      const { writeSources } = await import("./commands/sources.ts");
      writeSources(process.env);
    });
  bank
    .command("confirm")
    .description("note that translations say the same as the German text of today")
    .argument("<topic>", 'id of the topic or myth, or "all"')
    .argument("[languages...]", "such as en es; without any, all languages")
    .action(async (topic: string, languages: string[]) => {
      const { confirm } = await import("./commands/confirm.ts");
      confirm(process.env, topic, languages);
    });
  const cases = program.command("cases").description("look at the questions that were handed to advisors");
  cases
    .command("list")
    .description("list cases, newest last")
    .option("--state <state>", "open, claimed, sent, closed or failed")
    .option("--limit <n>", "how many at the most", "50")
    .option("--after <id>", "only those after this id")
    .option("--json", "one JSON object a line")
    .action(async (options: { state?: string; limit: string; after?: string; json?: boolean }) => {
      const { listCases } = await import("./commands/cases.ts");
      await listCases(process.env, options);
    });
  cases
    .command("show")
    .description("show one case with its question, suggestions and why")
    .argument("<id>", "its id or the first characters of it")
    .option("--json", "print it as JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const { showCase } = await import("./commands/cases.ts");
      await showCase(process.env, id, options);
    });
  program
    .command("health")
    .description("exit with 0 if the running bot is well (for Docker's HEALTHCHECK)")
    .action(async () => {
      const { health } = await import("./commands/health.ts");
      health(process.env);
    });
  return program;
}

/** What went wrong, and what to do; a stack only for what nobody expected. */
function reportError(error: unknown): void {
  if (error instanceof LotseError) {
    console.error(`${error.message}${error.hint === undefined ? "" : `\n→ ${error.hint}`}\n(${error.code})`);
    return;
  }
  console.error("Lotse stopped because of a fault of its own. Please report it with the lines below.");
  console.error(error instanceof Error ? error.stack : error);
}
