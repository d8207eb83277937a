/** What a bank must keep besides its schemas. Errors fail, warnings are counted. */
import type { Fault } from "../files.ts";
import type { LoadedBank } from "../load.ts";
import { SOURCE_LANGUAGE } from "../schema.ts";
import { lintAnswers } from "./answers.ts";
import { lintCounts } from "./counts.ts";
import { lintGlossary } from "./glossary.ts";
import { lintLengths, type PlatformLength } from "./lengths.ts";
import { lintLines } from "./lines.ts";
import { lintMyths } from "./myths.ts";
import { lintNeighbours } from "./neighbours.ts";
import { lintUi } from "./ui.ts";

/** Everything that can be told without a trained reader and without the network. `today`: such as `2026-11-28`. */
export function lintBank(loaded: LoadedBank, today: string, platforms: readonly PlatformLength[] = []): Fault[] {
  const { bank } = loaded;
  const topics = [...bank.topics.values()];
  return [
    ...lintAnswers(topics, today),
    ...lintMyths([...bank.myths.values()]),
    ...lintGlossary(topics, bank.glossary),
    ...lintLengths(bank, platforms),
    ...lintLines(loaded),
    ...lintCounts(loaded),
    ...lintNeighbours(loaded),
    ...lintUi(bank.ui, SOURCE_LANGUAGE),
  ];
}
