import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../adapters/telegram/api.ts";
import { poll } from "../../../adapters/telegram/poll.ts";
import { createLog } from "../../../src/log.ts";

interface Course {
  /** Parameters of each getUpdates. */
  readonly asked: readonly object[];
  readonly accepted: readonly unknown[];
  readonly lines: readonly string[];
}

const done = (result: unknown): Outcome => ({ kind: "done", result });
const BROKEN: Outcome = { kind: "broken", reason: "ECONNRESET" };

/** Polls until the answers to getUpdates are used up. */
async function run(answers: readonly Outcome[]): Promise<Course> {
  const stopping = new AbortController();
  const asked: object[] = [];
  const accepted: unknown[] = [];
  const lines: string[] = [];
  await poll({
    call: async (method, params) => {
      if (method === "deleteWebhook") return done(true);
      const answer = answers[asked.length];
      if (answer === undefined) {
        stopping.abort();
        return BROKEN;
      }
      asked.push(params);
      return answer;
    },
    accept: async (update) => void accepted.push(update),
    log: createLog("debug", (line) => lines.push(line)),
    signal: stopping.signal,
  });
  return { asked, accepted, lines };
}

describe("poll", () => {
  it("forgets its offset once all is confirmed, because ids start anew after a silent week", async () => {
    const { asked, accepted } = await run([done([{ update_id: 900 }]), done([]), done([{ update_id: 5 }]), done([])]);
    expect(asked.map((params) => (params as { offset?: number }).offset)).toEqual([undefined, 901, undefined, 6]);
    expect(accepted).toEqual([{ update_id: 900 }, { update_id: 5 }]);
  });

  it("keeps its offset over a failure, and counts failures in a row only", async () => {
    const { asked, lines } = await run([done([{ update_id: 7 }]), BROKEN, done([]), BROKEN]);
    expect(asked[2]).toMatchObject({ offset: 8 });
    expect(lines.map((line) => (JSON.parse(line) as { pauseMs: number }).pauseMs)).toEqual([500, 500]);
  });

  it("pauses at an answer that is no list", async () => {
    const { lines } = await run([done({ update_id: 1 })]);
    expect(lines.join("")).toContain("the answer is no list of updates");
  });
});
