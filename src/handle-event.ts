/** What happens with an event from the inbox: the thin shell around read, decide, permit and compose. Idempotent. */
import type { Adapter, Block, ChatEvent, Command, Conversation, Message, Press } from "./adapter.ts";
import type { Bank } from "./bank/bank.ts";
import { RETENTION_DAYS, type Cases } from "./cases/cases.ts";
import type { Outbox } from "./delivery/outbox.ts";
import type { Log } from "./log.ts";
import type { Reader, Reading } from "./reading/read.ts";
import { choiceButtons, readChoice } from "./replying/choices.ts";
import {
  closeReply,
  composeAnswer,
  composeCorrection,
  composeNotice,
  type ComposeContext,
  type Composed,
} from "./replying/compose.ts";
import { decide, type Decision, type DecisionContext } from "./replying/decide.ts";
import { permit, type Permit, type Trust, type VersionState } from "./replying/permit.ts";
import type { Words } from "./replying/words.ts";
import { readMenuAction, renderMenu } from "./spaces/menu.ts";
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

const MINUTE_MS = 60_000;
/** After an outage the backlog is not answered: the group has moved on (research/platforms.md, row 30). */
const STALE_MS = 15 * MINUTE_MS;
/** Telegram keeps updates for a day; what claims to be older comes from a wrong clock, not from a backlog. */
const BACKLOG_MS = 24 * 60 * MINUTE_MS;
const DEFAULT_LANGUAGE = "de";

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

async function handleCommand(deps: HandleDeps, command: Command): Promise<void> {
  const { spaces, outbox, words, adapters } = deps;
  const settings = await spaces.get(command.conversation);
  const language = uiLanguage(deps, command.author.language, settings.languages);
  const adapter = adapters.get(command.conversation.platform);
  const note = async (text: string) => {
    if (command.receipt !== undefined) await adapter?.acknowledge(command.receipt, text);
  };
  const post = (
    blocks: Parameters<Outbox["reply"]>[0]["blocks"],
    buttons: Parameters<Outbox["reply"]>[0]["buttons"] = [],
  ) =>
    outbox.reply({
      id: `command-${command.id}`,
      conversation: command.conversation,
      ...(command.isPrivate || command.receipt !== undefined ? {} : { replyTo: command.messageId }),
      ifReplyGone: "send",
      blocks,
      buttons,
      promise: "at-least-once",
      isSilent: true,
    });
  if (command.name === "lotse" && !command.isPrivate) {
    const isAdmin = await adapter?.isAdmin(command.conversation, command.author.id);
    if (isAdmin !== true) {
      await note(words(language, "settingsOnlyAdmins"));
      if (command.receipt === undefined)
        await post(composeNotice(contextOf(deps), language, "settingsOnlyAdmins").blocks);
      return;
    }
    const menu = renderMenu(settings, words, language);
    await post(menu.blocks, menu.buttons);
    await note(words(language, "settingsTitle"));
    return;
  }
  const key =
    command.name === "lotse"
      ? "settingsOnlyGroups"
      : command.name === "privacy"
        ? "privacy"
        : command.name === "start"
          ? "start"
          : "help";
  const text = words(language, key, { days: RETENTION_DAYS });
  // A command that only its sender sees is answered where only they see it.
  if (command.receipt !== undefined) return note(text);
  await post(
    closeReply(
      contextOf(deps),
      {
        ...composeNotice(contextOf(deps), language, key),
        blocks: [{ kind: "paragraph", children: [{ kind: "text", text }] }],
      },
      settings.region,
    ),
  );
}

async function handlePress(deps: HandleDeps, press: Press): Promise<void> {
  const { cases, adapters } = deps;
  const adapter = adapters.get(press.conversation.platform);
  const told =
    (await cases.press(press)) ??
    (await pressMenu(deps, press)) ??
    (await pressChoice(deps, press)) ??
    deps.words(uiLanguage(deps, press.author.language), "buttonStale");
  await adapter?.acknowledge(press.receipt, told === "" ? undefined : told);
}

async function pressMenu(deps: HandleDeps, press: Press): Promise<string | undefined> {
  const { spaces, outbox, words, adapters } = deps;
  const change = readMenuAction(press.action);
  if (change === undefined) return undefined;
  const before = await spaces.get(press.conversation);
  const language = uiLanguage(deps, press.author.language, before.languages);
  if ((await adapters.get(press.conversation.platform)?.isAdmin(press.conversation, press.author.id)) !== true) {
    return words(language, "settingsOnlyAdmins");
  }
  const after = await spaces.change(press.conversation, change);
  await outbox.edit(`menu-${press.id}`, {
    conversation: press.conversation,
    messageId: press.messageId,
    ...renderMenu(after, words, language),
  });
  return words(language, "settingsSaved");
}

/** Puts the answer in the place of the question back, so that the group gets one message and not two. */
async function pressChoice(deps: HandleDeps, press: Press): Promise<string | undefined> {
  const choice = readChoice(press.action);
  const topic = deps.bank().topics.get(choice?.topic ?? "");
  const version = topic?.versions[choice?.language ?? ""];
  if (choice === undefined || topic === undefined || version === undefined) return undefined;
  const { region } = await deps.spaces.get(press.conversation);
  const answer = composeAnswer(contextOf(deps), topic, version, choice.mentions);
  await deps.outbox.edit(`choice-${press.id}`, {
    conversation: press.conversation,
    messageId: press.messageId,
    blocks: closeReply(contextOf(deps), answer, choice.mentions.state ?? region),
    buttons: [],
  });
  return "";
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

function contextOf({ bank, words }: HandleDeps): ComposeContext {
  return { bank: bank(), words };
}

function isStale({ sentAt, receivedAt }: Message, isAddressed: boolean): boolean {
  const age = receivedAt - sentAt;
  return !isAddressed && age > STALE_MS && age < BACKLOG_MS;
}

/** The language to say something in: the message's, if the bot has words in it. */
function languageOf(deps: HandleDeps, { language }: Reading): string {
  return uiLanguage(deps, language.code);
}

function uiLanguage({ bank }: HandleDeps, wanted: string | undefined, space: readonly string[] = []): string {
  const { ui } = bank();
  return (
    [wanted, ...space].find((language) => language !== undefined && ui[language] !== undefined) ?? DEFAULT_LANGUAGE
  );
}
