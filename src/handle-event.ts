/** What happens with an event from the inbox: the thin shell around read, decide, permit and compose. Idempotent. */
import type { Block, ChatEvent, Conversation, Message } from "./adapter.ts";
import type { Bank } from "./bank/bank.ts";
import { handleCommand } from "./handle-command.ts";
import { contextOf, uiLanguage, type HandleDeps } from "./handle-deps.ts";
import { handlePress } from "./handle-press.ts";
import type { Reading } from "./reading/read.ts";
import { choiceButtons } from "./replying/choices.ts";
import { closeReply, composeAnswer, composeCorrection, composeNotice, type Composed } from "./replying/compose.ts";
import { decide, type Decision, type DecisionContext } from "./replying/decide.ts";
import { permit, type VersionState } from "./replying/permit.ts";

const MINUTE_MS = 60_000;
/** After an outage the backlog is not answered: the group has moved on (research/platforms.md, row 30). */
const STALE_MS = 15 * MINUTE_MS;
/** Telegram keeps updates for a day; what claims to be older comes from a wrong clock, not from a backlog. */
const BACKLOG_MS = 24 * 60 * MINUTE_MS;

export function createHandler(deps: HandleDeps): (event: ChatEvent) => Promise<void> {
  return async (event) => {
    switch (event.kind) {
      case "message":
        return handleMessage(deps, event);
      case "command":
        return handleCommand(deps, event);
      case "press":
        return handlePress(deps, event);
      case "joined":
        return greet(deps, event.conversation, event.id);
      case "left":
        return deps.spaces.forget(event.conversation);
      case "migrated":
        return deps.spaces.move(event.conversation, event.newChat);
    }
  };
}

/** What a decision rests on, the same for groups, `lotse read` and tests. */
export function decisionContext(bank: Bank, isAddressed: boolean): DecisionContext {
  const topics = [...bank.topics.values()];
  return {
    isAddressed,
    hasAnswer: (topic, language) => bank.topics.get(topic)?.versions[language] !== undefined,
    hasCorrection: (myth, language) => bank.myths.get(myth)?.corrections[language] !== undefined,
    languages: [...new Set(topics.flatMap(({ versions }) => Object.keys(versions)))],
  };
}

async function handleMessage(deps: HandleDeps, message: Message): Promise<void> {
  const { bank, reader, spaces, cases, outbox, counters, trust, now, log } = deps;
  if (await cases.reply(message)) return;
  const settings = await spaces.get(message.conversation);
  const isAddressed = message.isAddressed || message.isPrivate;
  const reading = reader.read(message.text, { languages: settings.languages });
  const decision: Decision = isStale(message, isAddressed)
    ? { kind: "ignore", reason: "old" }
    : decide(reading, decisionContext(bank(), isAddressed));
  const today = new Date(now()).toISOString().slice(0, 10);
  const mode = message.isPrivate ? "auto" : settings.mode;
  const permission = permit(decision, mode, trust, today, (what, id) =>
    stateOf(bank(), what, id, reading.language.code),
  );
  log.info("message.decided", {
    platform: message.conversation.platform,
    decision: decision.kind,
    reason: decision.reason,
    permit: permission.kind,
  });

  deps.observe?.(message, reading, decision, permission);

  const region = reading.mentions.state ?? settings.region;
  const say = (composed: Composed, name: string, buttons: ReturnType<typeof choiceButtons> = []) =>
    outbox.reply({
      id: `${name}-${message.id}`,
      conversation: message.conversation,
      ...(message.isPrivate ? {} : { replyTo: message.messageId }),
      ifReplyGone: "drop",
      blocks: closeReply(contextOf(deps), withWarning(deps, composed, reading), region),
      buttons,
      promise: isAddressed ? "at-least-once" : "at-most-once",
      isSilent: !isAddressed,
    });

  let isFirstTime = true;
  if (permission.kind === "draft") {
    await cases.open(message, reading, permission.because, decision.kind === "correct" ? decision.myth : undefined);
    if (isAddressed)
      await say(
        composeNotice(contextOf(deps), languageOf(deps, reading), deps.hasAdvisors ? "handOver" : "noAdvisor"),
        "notice",
      );
  } else if (permission.kind === "send" && decision.kind === "answer") {
    const topic = bank().topics.get(decision.topic);
    const version = topic?.versions[reading.language.code];
    if (topic !== undefined && version !== undefined) {
      isFirstTime = (await say(composeAnswer(contextOf(deps), topic, version, reading.mentions), "answer")) === "added";
    }
  } else if (permission.kind === "send" && decision.kind === "correct") {
    const myth = bank().myths.get(decision.myth);
    const correction = myth?.corrections[reading.language.code];
    if (myth !== undefined && correction !== undefined) {
      isFirstTime = (await say(composeCorrection(contextOf(deps), myth, correction), "correction")) === "added";
    }
  } else if (permission.kind === "send" && decision.kind === "clarify") {
    const { code } = reading.language;
    const titles = decision.topics.map((id) => ({ id, title: bank().topics.get(id)?.versions[code]?.title ?? id }));
    isFirstTime =
      (await say(
        composeNotice(contextOf(deps), code, "clarify"),
        "clarify",
        choiceButtons(titles, code, reading.mentions),
      )) === "added";
  } else if (permission.kind === "send" && decision.kind === "escalate") {
    await cases.open(message, reading, decision.reason);
    if (isAddressed)
      await say(
        composeNotice(contextOf(deps), languageOf(deps, reading), deps.hasAdvisors ? "handOver" : "noAdvisor"),
        "notice",
      );
  } else if (message.isPrivate && decision.kind === "ignore") {
    await say(composeNotice(contextOf(deps), languageOf(deps, reading), "help"), "help");
  }
  if (isFirstTime) {
    await counters.increment("decisions", {
      platform: message.conversation.platform,
      language: reading.language.code,
      kind: decision.kind,
      reason: decision.reason,
      topic: decision.kind === "correct" ? decision.myth : (reading.candidates[0]?.topic ?? ""),
    });
  }
}

/** How far the text that would be sent has come; `undefined` if the bank does not have it. */
function stateOf(bank: Bank, what: "topic" | "myth", id: string, language: string): VersionState | undefined {
  const myth = what === "myth" ? bank.myths.get(id) : undefined;
  const topic = bank.topics.get(myth?.topic ?? id);
  const text = what === "myth" ? myth?.corrections[language] : topic?.versions[language];
  return topic === undefined || text === undefined ? undefined : { ...text, reviewBy: topic.reviewBy };
}

/** Says who it is when it comes into a group: nobody should wonder what the bot does. */
async function greet({ words, outbox }: HandleDeps, conversation: Conversation, eventId: string): Promise<void> {
  await outbox.reply({
    id: `greeting-${eventId}`,
    conversation,
    ifReplyGone: "send",
    blocks: ["de", "en"].map((language) => ({
      kind: "paragraph",
      children: [{ kind: "text", text: words(language, "joined") }],
    })),
    promise: "at-least-once",
    isSilent: true,
  });
}

/** Who posts a phone number or a file number in a group is told not to. */
function withWarning({ words }: HandleDeps, composed: Composed, { flags }: Reading): Composed {
  if (!flags.includes("personal-data")) return composed;
  const warning: Block = {
    kind: "paragraph",
    children: [{ kind: "text", text: words(composed.language, "noPersonalData") }],
  };
  return { ...composed, blocks: [...composed.blocks, warning] };
}

function isStale({ sentAt, receivedAt }: Message, isAddressed: boolean): boolean {
  const age = receivedAt - sentAt;
  return !isAddressed && age > STALE_MS && age < BACKLOG_MS;
}

/** The language to say something in: the message's, if the bot has words in it. */
function languageOf(deps: HandleDeps, { language }: Reading): string {
  return uiLanguage(deps, language.code);
}
