/** An escalated question on its way through the advisors' hands, and what their actions do to it. Pure. */
import type { Conversation } from "../adapter.ts";
import type { Flag } from "../reading/flags.ts";
import type { Mentions } from "../reading/mentions.ts";
import type { Candidate, MythGuess } from "../reading/read.ts";
import type { EscalationReason } from "../replying/decide.ts";
import type { DraftReason } from "../replying/permit.ts";

/** The kind under which cases are kept in the store. */
export const CASES = "cases";
/** A case and its text vanish this long after the last thing that happened to it (research: closed + 30 days). */
export const RETENTION_DAYS = 30;
export const RETENTION_MS = RETENTION_DAYS * 86_400_000;

export type CaseState = "open" | "claimed" | "sent" | "closed" | "failed";

export type Suggestion = Candidate | MythGuess;

export interface Advisor {
  /** Keyed hash. */
  readonly id: string;
  readonly name: string;
}

export interface Case {
  /** Twelve hex digits, made from the message's id: escalating a message twice makes one case. */
  readonly id: string;
  readonly state: CaseState;
  readonly reason: EscalationReason | DraftReason;
  /** Redacted. */
  readonly question: string;
  readonly language: string;
  readonly mentions: Mentions;
  readonly flags: readonly Flag[];
  readonly why: readonly string[];
  /** What the bank would say, best first; composed when sent. A topic's answer, or the correction of a myth. */
  readonly suggestions: readonly Suggestion[];
  /** Where the answer goes. */
  readonly origin: {
    readonly conversation: Conversation;
    readonly messageId: string;
    readonly title?: string;
    readonly link?: string;
  };
  /** The card in the advisors' chat, once posted. */
  readonly card?: { readonly conversation: Conversation; readonly messageId: string };
  readonly holder?: Advisor;
  /** Why it could not be delivered. */
  readonly failure?: string;
  readonly createdAt: number;
}

export type CaseAction =
  | { readonly kind: "claim" }
  | { readonly kind: "release" }
  /** Send the suggestion with this index. */
  | { readonly kind: "suggest"; readonly index: number }
  | { readonly kind: "close" };

const PREFIX = "v1:case:";
const VERBS: Readonly<Record<string, "claim" | "release" | "close">> = {
  claim: "claim",
  release: "release",
  close: "close",
};

/** The `action` of a button on a card: at most 64 bytes. */
export function caseAction(caseId: string, action: CaseAction): string {
  return PREFIX + (action.kind === "suggest" ? `${caseId}:suggest:${action.index}` : `${caseId}:${action.kind}`);
}

/** `undefined` if it is not a button of a card. */
export function readCaseAction(action: string): { readonly caseId: string; readonly action: CaseAction } | undefined {
  const match = /^v1:case:([0-9a-f]{12}):(\w+)(?::(\d))?$/u.exec(action);
  const [, caseId, verb, index] = match ?? [];
  if (caseId === undefined || verb === undefined) return undefined;
  if (verb === "suggest")
    return index === undefined ? undefined : { caseId, action: { kind: "suggest", index: Number(index) } };
  const kind = VERBS[verb];
  return kind === undefined ? undefined : { caseId, action: { kind } };
}

/** States in which nobody needs to do anything. */
export function isDone({ state }: Case): boolean {
  return state === "sent" || state === "closed";
}
