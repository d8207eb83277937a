/** What every command that reads messages needs: the bank and the trained models, with progress where it takes time. */
import type { Bank } from "../bank/bank.ts";
import { loadBank } from "../bank/load.ts";
import type { Config } from "../config.ts";
import { loadModels } from "../models.ts";
import { createFlagFinder } from "../reading/flags.ts";
import { createMentionFinder } from "../reading/mentions.ts";
import { createReader, type Reader } from "../reading/read.ts";

/** Below this, a wait needs no explanation. */
const QUIET_MS = 300;
/** Width of the line that progress is written over. */
const WIDTH = 78;

export function prepareReader(config: Config): { bank: Bank; reader: Reader } {
  const bank = loadBank(config.bankDir);
  return { bank, reader: readerOf(bank, config) };
}

/** Loads or trains the models of this bank. */
export function readerOf(bank: Bank, config: Config): Reader {
  const progress = createProgress();
  const startedAt = performance.now();
  const { models, isFromCache } = loadModels(bank.training, `${config.dataDir}/models`, ({ done, total, step }) => {
    progress(`Learning from the answer bank, ${Math.round((100 * done) / total)} % (${step})`);
  });
  const took = performance.now() - startedAt;
  progress("");
  if (!isFromCache && took > QUIET_MS) {
    process.stderr.write(`Learned the answer bank in ${(took / 1000).toFixed(0)} s; the next start finds it ready.\n`);
  }
  return createReader(models, createMentionFinder(bank.training.terms), createFlagFinder(bank.flags));
}

/**
 * Shows on standard error how far something is: one line that is written over on a terminal, wiped by an empty text;
 * in a log file only its first words, once.
 */
export function createProgress(): (text: string) => void {
  let isSaid = false;
  return (text) => {
    if (process.stderr.isTTY) {
      if (text !== "" || isSaid) process.stderr.write(`\r${text.padEnd(WIDTH)}${text === "" ? "\r" : ""}`);
    } else if (!isSaid && text !== "") process.stderr.write(`${text.split(",")[0]} …\n`);
    isSaid = text !== "";
  };
}
