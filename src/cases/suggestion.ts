/** What the bank could say to a case: a topic's answer, or the correction of a myth. Pure. */
import type { Bank, Reviewable, Topic } from "../bank/bank.ts";
import type { MythGuess, Reading } from "../reading/read.ts";
import { composeAnswer, composeCorrection, type ComposeContext, type Composed } from "../replying/compose.ts";
import type { Case, Suggestion } from "./case.ts";

/** Suggestions on a card. */
export const MAX_SUGGESTIONS = 3;

export function isCorrection(suggestion: Suggestion): suggestion is MythGuess {
  return "myth" in suggestion;
}

/** A correction and the answer that has the whole story, or the topics that the message may be about. */
export function suggestionsOf(
  { candidates, myth: guess }: Reading,
  { myths }: Bank,
  myth: string | undefined,
): Suggestion[] {
  const topic = myths.get(myth ?? "")?.topic;
  if (myth === undefined || topic === undefined) return candidates.slice(0, MAX_SUGGESTIONS);
  const confidence = guess?.confidence ?? 0;
  return [
    { myth, confidence },
    { topic, confidence },
  ];
}

/** `undefined` if the bank does not have it (any more) in the case's language. */
export function composeSuggestion(
  context: ComposeContext,
  { language, mentions }: Pick<Case, "language" | "mentions">,
  suggestion: Suggestion | undefined,
): Composed | undefined {
  if (suggestion === undefined) return undefined;
  if (isCorrection(suggestion)) {
    const myth = context.bank.myths.get(suggestion.myth);
    const correction = myth?.corrections[language];
    return myth && correction && composeCorrection(context, myth, correction);
  }
  const topic = context.bank.topics.get(suggestion.topic);
  const version = topic?.versions[language];
  return topic && version && composeAnswer(context, topic, version, mentions);
}

/** The text that would be sent, with its state. */
export function textOf(suggestion: Suggestion, bank: Bank, language: string): Reviewable | undefined {
  return isCorrection(suggestion)
    ? bank.myths.get(suggestion.myth)?.corrections[language]
    : bank.topics.get(suggestion.topic)?.versions[language];
}

/** A correction is named by the claim, in German, for the advisor. */
export function titleOf(suggestion: Suggestion, bank: Bank, language: string): string {
  if (isCorrection(suggestion)) return bank.myths.get(suggestion.myth)?.says ?? suggestion.myth;
  const versions = bank.topics.get(suggestion.topic)?.versions;
  return (versions?.[language] ?? versions?.["de"])?.title ?? suggestion.topic;
}

export function topicOf(suggestion: Suggestion, bank: Bank): Topic | undefined {
  return bank.topics.get(isCorrection(suggestion) ? (bank.myths.get(suggestion.myth)?.topic ?? "") : suggestion.topic);
}
