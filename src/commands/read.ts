/** `lotse read`: JSON Lines in, how each would be read and decided out; one at a time, in constant memory. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { z } from "zod";
import { readConfig } from "../config.ts";
import { decisionContext } from "../handle-event.ts";
import type { Reading } from "../reading/read.ts";
import { decide, type Decision } from "../replying/decide.ts";
import { prepareReader } from "./prepare.ts";

const LineIn = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  text: z.string(),
  lang: z.string().min(2).max(3).optional(),
  space: z.object({ languages: z.array(z.string()).optional(), region: z.string().optional() }).optional(),
});

export async function read(environment: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(environment);
  const { bank, reader } = prepareReader(config);
  const context = decisionContext(bank, false);
  // What reads our output may stop early (`| head`); that is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  let number = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    number++;
    if (line.trim() === "") continue;
    const parsed = parseLine(line);
    const out =
      "error" in parsed
        ? { line: number, error: parsed.error }
        : describe(
            parsed.data.id,
            reader.read(parsed.data.text, {
              languages: parsed.data.space?.languages ?? [],
              ...(parsed.data.lang === undefined ? {} : { language: parsed.data.lang }),
            }),
            (reading) => decide(reading, context),
          );
    if (!process.stdout.write(`${JSON.stringify(out)}\n`)) await once(process.stdout, "drain");
  }
}

function parseLine(line: string): { data: z.infer<typeof LineIn> } | { error: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { error: "is not valid JSON: write one JSON object a line" };
  }
  const parsed = LineIn.safeParse(value);
  if (parsed.success) return { data: parsed.data };
  return {
    error: parsed.error.issues.map(({ path, message }) => `${path.join(".") || "line"}: ${message}`).join("; "),
  };
}

function describe(id: string, reading: Reading, decideOn: (reading: Reading) => Decision) {
  const { language, candidates, mentions, flags, why } = reading;
  return {
    id,
    language: { code: language.code, confidence: round(language.confidence) },
    decision: decideOn(reading),
    candidates: candidates.map(({ topic, confidence }) => ({ topic, confidence: round(confidence) })),
    mentions,
    flags,
    why,
  };
}

function round(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}
