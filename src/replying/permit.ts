/**
 * May it be sent? Two separate steps after the decision: the space's mode permits, the version's state is the gate.
 * What fails the gate becomes a draft for an advisor; in `observe` nothing leaves.
 */
import type { Decision } from "./decide.ts";

export type Mode = "observe" | "assist" | "auto";
/** Which versions Lotse sends without an advisor. */
export type Trust = "reviewed" | "draft";

/** State of the version that a decision would send. */
export interface VersionState {
  readonly status: "draft" | "reviewed";
  readonly isOutdated: boolean;
  /** Such as `2027-05-22`. */
  readonly reviewBy: string;
}

export type Permit =
  | { readonly kind: "send" }
  /** To an advisor instead, who may send it. */
  | { readonly kind: "draft"; readonly because: DraftReason }
  | { readonly kind: "nothing" };

export type DraftReason = "mode-assist" | "not-reviewed" | "outdated" | "review-overdue";

export function permit(
  decision: Decision,
  mode: Mode,
  trust: Trust,
  /** Today's date, such as `2026-11-24`. */
  today: string,
  /** The state of what would be sent: the version of a topic, the correction of a myth. */
  stateOf: (what: "topic" | "myth", id: string) => VersionState | undefined,
): Permit {
  if (decision.kind === "ignore" || mode === "observe") return { kind: "nothing" };
  if (decision.kind === "escalate") return { kind: "send" };
  if (mode === "assist") return { kind: "draft", because: "mode-assist" };
  for (const state of statesOf(decision, stateOf)) {
    if (state === undefined) return { kind: "nothing" };
    if (state.reviewBy < today) return { kind: "draft", because: "review-overdue" };
    if (trust === "reviewed" && state.status !== "reviewed") return { kind: "draft", because: "not-reviewed" };
    if (trust === "reviewed" && state.isOutdated) return { kind: "draft", because: "outdated" };
  }
  return { kind: "send" };
}

function statesOf(
  decision: Exclude<Decision, { kind: "ignore" | "escalate" }>,
  stateOf: (what: "topic" | "myth", id: string) => VersionState | undefined,
): (VersionState | undefined)[] {
  switch (decision.kind) {
    case "answer":
      return [stateOf("topic", decision.topic)];
    case "clarify":
      return decision.topics.map((topic) => stateOf("topic", topic));
    case "correct":
      return [stateOf("myth", decision.myth)];
  }
}
