/** The answer bank of this repository and the reader trained on it; loaded once in each test file that asks. */
import type { Bank } from "../src/bank/bank.ts";
import { loadBank } from "../src/bank/load.ts";
import { loadModels } from "../src/models.ts";
import { createFlagFinder } from "../src/reading/flags.ts";
import { createMentionFinder } from "../src/reading/mentions.ts";
import { createReader, type Reader } from "../src/reading/read.ts";
import type { Models } from "../src/reading/train.ts";
import { MODELS_FOLDER } from "./setup/models.ts";

let bank: Bank | undefined;
let models: Models | undefined;

export function realBank(): Bank {
  bank ??= loadBank("answers");
  return bank;
}

export function realModels(): Models {
  models ??= loadModels(realBank().training, MODELS_FOLDER, () => {}).models;
  return models;
}

export function realReader(): Reader {
  const { training, flags } = realBank();
  return createReader(realModels(), createMentionFinder(training.terms), createFlagFinder(flags));
}
