/** What handling an event needs, and what its parts share. */
import type { Adapter, Message } from "./adapter.ts";
import type { Bank } from "./bank/bank.ts";
import type { Cases } from "./cases/cases.ts";
import type { Outbox } from "./delivery/outbox.ts";
import type { Log } from "./log.ts";
import type { Reader, Reading } from "./reading/read.ts";
import type { ComposeContext } from "./replying/compose.ts";
import type { Decision } from "./replying/decide.ts";
import type { Permit, Trust } from "./replying/permit.ts";
import type { Words } from "./replying/words.ts";
import type { Spaces } from "./spaces/settings.ts";
import type { Counters } from "./store/store.ts";

export interface HandleDeps {
  readonly bank: () => Bank;
  readonly reader: Reader;
  readonly words: Words;
  readonly spaces: Spaces;
  readonly cases: Cases;
  readonly outbox: Outbox;
  readonly counters: Counters;
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly trust: Trust;
  readonly hasAdvisors: boolean;
  readonly now: () => number;
  readonly log: Log;
  readonly observe?: Observer;
}

/** Sees what was read in a message and what was decided. */
export type Observer = (message: Message, reading: Reading, decision: Decision, permission: Permit) => void;

const DEFAULT_LANGUAGE = "de";

export function contextOf({ bank, words }: HandleDeps): ComposeContext {
  return { bank: bank(), words };
}

/** The first of these languages that the bot has words in. */
export function uiLanguage({ bank }: HandleDeps, wanted: string | undefined, space: readonly string[] = []): string {
  const { ui } = bank();
  return (
    [wanted, ...space].find((language) => language !== undefined && ui[language] !== undefined) ?? DEFAULT_LANGUAGE
  );
}
