/** What a command such as /lotse or /help does. */
import type { Command } from "./adapter.ts";
import { RETENTION_DAYS } from "./cases/case.ts";
import type { Outbox } from "./delivery/outbox.ts";
import { contextOf, uiLanguage, type HandleDeps } from "./handle-deps.ts";
import { closeReply, composeNotice } from "./replying/compose.ts";
import { renderMenu } from "./spaces/menu.ts";

export async function handleCommand(deps: HandleDeps, command: Command): Promise<void> {
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
