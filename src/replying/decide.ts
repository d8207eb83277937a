/**
 * What to do with a message that has been read. Pure. In a group, without being addressed, silence is the default:
 * a wrong answer costs somebody months, and a bot that talks too much is thrown out.
 */
import type { Reading } from "../reading/read.ts";

export type Decision =
  | { readonly kind: "answer"; readonly topic: string; readonly reason: "sure" }
  | { readonly kind: "clarify"; readonly topics: readonly string[]; readonly reason: "close-topics" }
  | { readonly kind: "correct"; readonly myth: string; readonly reason: "false-claim" }
  | { readonly kind: "escalate"; readonly reason: EscalationReason; readonly topic?: string }
  | { readonly kind: "ignore"; readonly reason: IgnoreReason };

export type EscalationReason =
  /** The message says that a time limit runs or somebody is in distress, or asks about one person's own file. */
  | "deadline"
  | "distress"
  | "individual-case"
  /** A question for us, but no topic fits well enough. */
  | "unsure-of-topic"
  /** The topic is clear, but the bank has no answer in this language. */
  | "no-answer-in-language"
  /** Addressed to the bot, and not understood. */
  | "not-understood";

export type IgnoreReason =
  | "nothing-to-read"
  | "not-asking"
  | "not-for-us"
  | "language"
  | "not-listening"
  | "old"
  | "greeting";

export interface DecisionContext {
  /** Mentioned, replied to or written to in private. */
  readonly isAddressed: boolean;
  /** Whether the bank has an answer to this topic in this language. */
  hasAnswer(topic: string, language: string): boolean;
  /** Whether the bank has a correction of this myth in this language. */
  hasCorrection(myth: string, language: string): boolean;
  /** Languages with at least one answer in the bank. */
  readonly languages: readonly string[];
}

/** Probability that it is a question for us from which Lotse may act unasked. */
export const MIN_FOR_US = 0.7;
/** What is only worth an advisor's time must be surer to be a question: each false alarm costs a person a minute. */
export const MIN_FOR_US_ESCALATE = 0.75;
/** The same where the bot was spoken to: who speaks to the bot wants something of it. */
export const MIN_FOR_US_ADDRESSED = 0.25;
/**
 * Probability of the topic from which the bank's answer is given unasked. On 1,560 unseen messages in 13 languages, half of them near misses,
 * 97 of a hundred answers were right from here (docs/figures.md). What falls below goes to an advisor.
 */
export const MIN_ANSWER = 0.65;
export const MIN_ANSWER_ADDRESSED = 0.45;
/** Two topics that together reach this are offered for choice; each alone must reach `MIN_CHOICE`. */
export const MIN_CHOICES_TOGETHER = 0.6;
export const MIN_CHOICE = 0.2;
/**
 * Probability that a message states a false claim from which it is corrected. Nobody asked, and a claim and a true statement often share all
 * their words: it must be surer than an answer. On 1,660 unseen messages one true statement was corrected from here, and no other message.
 */
export const MIN_CORRECT = 0.9;
export const MIN_CORRECT_ADDRESSED = 0.8;
/** Below this the language is a guess, and an answer in the wrong language is noise. */
export const MIN_LANGUAGE = 0.4;
const MAX_CHOICES = 3;

export function decide(reading: Reading, context: DecisionContext): Decision {
  const { language, isForUs, isAsking, candidates, flags } = reading;
  const { isAddressed } = context;
  const [best] = candidates;
  if (best === undefined) return { kind: "ignore", reason: "nothing-to-read" };
  const correction = correctionOf(reading, context);
  if (correction !== undefined) return correction;
  if (isForUs < (isAddressed ? MIN_FOR_US_ADDRESSED : MIN_FOR_US)) {
    if (isAddressed && isAsking >= 0.5) return { kind: "escalate", reason: "not-understood" };
    return { kind: "ignore", reason: isAsking < 0.5 ? "not-asking" : "not-for-us" };
  }
  if (!isAddressed && (!context.languages.includes(language.code) || language.confidence < MIN_LANGUAGE)) {
    return { kind: "ignore", reason: "language" };
  }

  const topic = best.confidence >= MIN_CHOICE ? { topic: best.topic } : {};
  // A person must see these, however sure the topic is: a notice starts a time limit, and each case is different.
  if (flags.includes("distress")) return { kind: "escalate", reason: "distress", ...topic };
  if (flags.includes("deadline")) return { kind: "escalate", reason: "deadline", ...topic };
  if (flags.includes("individual-case")) return { kind: "escalate", reason: "individual-case", ...topic };

  if (best.confidence >= (isAddressed ? MIN_ANSWER_ADDRESSED : MIN_ANSWER)) {
    return context.hasAnswer(best.topic, language.code)
      ? { kind: "answer", topic: best.topic, reason: "sure" }
      : { kind: "escalate", reason: "no-answer-in-language", topic: best.topic };
  }
  const choices = candidates
    .filter(({ confidence, topic: id }) => confidence >= MIN_CHOICE && context.hasAnswer(id, language.code))
    .slice(0, MAX_CHOICES);
  if (choices.length > 1 && choices.reduce((sum, { confidence }) => sum + confidence, 0) >= MIN_CHOICES_TOGETHER) {
    return { kind: "clarify", topics: choices.map(({ topic: id }) => id), reason: "close-topics" };
  }
  if (!isAddressed && isForUs < MIN_FOR_US_ESCALATE) return { kind: "ignore", reason: "not-for-us" };
  return { kind: "escalate", reason: "unsure-of-topic", ...topic };
}

/** A statement that is false, said by somebody who is not asking and needs nothing else. */
function correctionOf(
  { myth, isAsking, language, flags }: Reading,
  { isAddressed, hasCorrection }: DecisionContext,
): Decision | undefined {
  if (myth === undefined || isAsking >= 0.5 || flags.some((flag) => flag !== "personal-data")) return undefined;
  if (myth.confidence < (isAddressed ? MIN_CORRECT_ADDRESSED : MIN_CORRECT)) return undefined;
  if (language.confidence < MIN_LANGUAGE || !hasCorrection(myth.myth, language.code)) return undefined;
  return { kind: "correct", myth: myth.myth, reason: "false-claim" };
}
