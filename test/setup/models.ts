/**
 * Trains the models of the real bank once, for all tests that need them. They lie in node_modules/.cache under the hash of
 * the bank, so that a second run finds them; a changed bank or engine trains anew.
 */
import { loadBank } from "../../src/bank/load.ts";
import { loadModels } from "../../src/models.ts";

export const MODELS_FOLDER = "node_modules/.cache/lotse/models";

export default function setup(): void {
  const { isFromCache } = loadModels(loadBank("answers").training, MODELS_FOLDER, () => {});
  if (!isFromCache) process.stderr.write("Trained the models of the answer bank for the tests.\n");
}
