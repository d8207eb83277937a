/** What a press on a button does: on a card, in the settings, or on an offered topic. */
import type { Press } from "./adapter.ts";
import { contextOf, uiLanguage, type HandleDeps } from "./handle-deps.ts";
import { readChoice } from "./replying/choices.ts";
import { closeReply, composeAnswer } from "./replying/compose.ts";
import { readMenuAction, renderMenu } from "./spaces/menu.ts";

export async function handlePress(deps: HandleDeps, press: Press): Promise<void> {
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
