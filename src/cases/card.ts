/** The card of a case, as the advisors see it. Pure. */
import type { Block, Button, Inline } from "../adapter.ts";
import type { Bank } from "../bank/bank.ts";
import { isolate } from "../replying/bidi.ts";
import { textWithLinks } from "../replying/markdown.ts";
import type { Words } from "../replying/words.ts";
import { caseAction, isDone, type Case } from "./case.ts";
import { isCorrection, MAX_SUGGESTIONS, textOf, titleOf, topicOf } from "./suggestion.ts";

export function renderCard(
  item: Case,
  bank: Bank,
  words: Words,
  uiLanguage: string,
): { blocks: Block[]; buttons: Button[][] } {
  const say = (key: string, values: Record<string, string | number> = {}) => words(uiLanguage, key, values);
  const line = (text: string): Block => ({ kind: "paragraph", children: textWithLinks(text, uiLanguage) });
  const mentioned = Object.values(item.mentions);
  const hint = item.suggestions[0] && topicOf(item.suggestions[0], bank)?.handOver[0];
  const where = [item.origin.title, item.origin.link].filter((part) => part !== undefined).join(" ");
  const blocks: Block[] = [
    strong(say("cardTitle", { number: caseNumber(item), language: item.language, reason: reasonOf(item, say) })),
    // The question stands in its own direction, whatever the card's language.
    { kind: "quote", children: [{ kind: "text", text: item.question }] },
    ...(where === "" ? [] : [line(say("cardWhere", { where }))]),
    ...(mentioned.length === 0 ? [] : [line(say("cardMentions", { mentions: mentioned.join(", ") }))]),
    ...(item.flags.length === 0 ? [] : [line(say("cardFlags", { flags: item.flags.join(", ") }))]),
    ...suggestionLines(item, bank, say),
    ...(hint === undefined ? [] : [line(say("cardHandOver", { note: hint }))]),
    {
      kind: "small",
      children: [{ kind: "text", text: isolate(say("cardWhy", { why: item.why.join(" · ") }), uiLanguage) }],
    },
    strong(stateLine(item, say)),
  ];
  return { blocks, buttons: buttonsOf(item, bank, say) };
}

export function caseNumber({ id }: Pick<Case, "id">): string {
  return `#${id.slice(0, 6)}`;
}

type Say = (key: string, values?: Record<string, string | number>) => string;

function suggestionLines(item: Case, bank: Bank, say: Say): Block[] {
  const items = item.suggestions.slice(0, MAX_SUGGESTIONS).map((suggestion, i): Inline[] => {
    const version = textOf(suggestion, bank, item.language);
    const state = say(
      version === undefined
        ? "stateMissing"
        : version.isOutdated
          ? "stateOutdated"
          : version.status === "reviewed"
            ? "stateReviewed"
            : "stateDraft",
    );
    return [
      {
        kind: "text",
        text: say(isCorrection(suggestion) ? "cardCorrection" : "cardSuggestion", {
          n: i + 1,
          title: titleOf(suggestion, bank, item.language),
          confidence: Math.round(suggestion.confidence * 100),
          state,
        }),
      },
    ];
  });
  if (items.length === 0) return [{ kind: "paragraph", children: [{ kind: "text", text: say("cardNoSuggestion") }] }];
  return items.map((children) => ({ kind: "paragraph", children }));
}

function buttonsOf(item: Case, bank: Bank, say: Say): Button[][] {
  if (isDone(item)) return [];
  const claim: Button =
    item.state === "claimed"
      ? { label: say("buttonRelease"), action: caseAction(item.id, { kind: "release" }) }
      : { label: say("buttonClaim"), action: caseAction(item.id, { kind: "claim" }) };
  const suggestions = item.suggestions
    .slice(0, MAX_SUGGESTIONS)
    .flatMap((suggestion, index): Button[] =>
      textOf(suggestion, bank, item.language) === undefined
        ? []
        : [{ label: say("buttonSend", { n: index + 1 }), action: caseAction(item.id, { kind: "suggest", index }) }],
    );
  return [
    [claim, { label: say("buttonClose"), action: caseAction(item.id, { kind: "close" }) }],
    ...suggestions.map((button) => [button]),
  ];
}

function stateLine({ state, holder, failure }: Case, say: Say): string {
  const name = holder?.name ?? "";
  switch (state) {
    case "open":
      return say("cardOpen");
    case "claimed":
      return say("cardClaimed", { name });
    case "sent":
      return say("cardSent", { name });
    case "closed":
      return say("cardClosed", { name });
    case "failed":
      return say("cardFailed", { reason: failure ?? "" });
  }
}

function reasonOf({ reason, suggestions }: Case, say: Say): string {
  if (suggestions[0] !== undefined && isCorrection(suggestions[0])) return say("reasonFalseClaim");
  switch (reason) {
    case "deadline":
      return say("reasonDeadline");
    case "distress":
      return say("reasonDistress");
    case "individual-case":
      return say("reasonIndividualCase");
    case "unsure-of-topic":
      return say("reasonUnsureOfTopic");
    case "no-answer-in-language":
      return say("reasonNoAnswerInLanguage");
    case "not-understood":
      return say("reasonNotUnderstood");
    default:
      return say("reasonDraft");
  }
}

function strong(text: string): Block {
  return { kind: "paragraph", children: [{ kind: "strong", children: [{ kind: "text", text }] }] };
}
