/** What every command that reads messages needs: the bank and the trained models, with progress where it takes time. */
import type { Bank } from "../bank/bank.ts";
import { loadBank } from "../bank/load.ts";
import type { Config } from "../config.ts";
import { loadModels } from "../models.ts";
import { createFlagFinder } from "../reading/flags.ts";
import { createMentionFinder } from "../reading/mentions.ts";
import { createReader, type Reader } from "../reading/read.ts";
import type { TrainingProgress } from "../reading/train.ts";

/** Below this, a wait needs no explanation. */
const QUIET_MS = 300;

export function prepareReader(
  config: Config,
  show: (text: string) => void = showOnStandardError,
): { bank: Bank; reader: Reader } {
  const bank = loadBank(config.bankDir);
  const startedAt = performance.now();
  const { models, isFromCache } = loadModels(
    bank.training,
    `${config.dataDir}/models`,
    ({ done, total, step }: TrainingProgress) => {
      show(`\rLearning from the answer bank, ${Math.round((100 * done) / total)} % (${step})`.padEnd(78));
    },
  );
  const took = performance.now() - startedAt;
  if (!isFromCache && took > QUIET_MS)
    show(
      `\r${`Learned the answer bank in ${(took / 1000).toFixed(0)} s; the next start finds it ready.`.padEnd(78)}\n`,
    );
  return { bank, reader: createReader(models, createMentionFinder(bank.training.terms), createFlagFinder(bank.flags)) };
}

function showOnStandardError(text: string): void {
  // A carriage return overwrites the line on a terminal and makes a mess in a log file.
  if (process.stderr.isTTY) process.stderr.write(text);
  else if (text.endsWith("\n")) process.stderr.write(text.trim() === "" ? "" : `${text.trim()}\n`);
  else if (text.includes("0 %") && !text.includes("00 %") && text.includes(" 0 %"))
    process.stderr.write("Learning from the answer bank …\n");
}
