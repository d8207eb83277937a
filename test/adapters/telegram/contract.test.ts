import { adapterContract } from "../contract.ts";
import type { Stage, StagedPost } from "../contract.ts";
import type { FakeMessage } from "../../fakes/telegram.ts";
import { openScene } from "./scene.ts";

adapterContract("telegram", async (): Promise<Stage> => {
  const { fake, adapter, group, amal, close } = await openScene();
  const authors = {
    person: amal,
    ourselves: fake.bot,
    bot: { ...fake.user("Other"), is_bot: true },
  };
  return {
    adapter,
    conversation: { platform: "telegram", chat: String(group.id) },
    async say(text, { by = "person", isAddressed = false, replyTo } = {}) {
      const words = isAddressed ? `@${fake.bot.username} ${text}` : text;
      const reply = replyTo === undefined ? {} : { replyTo: Number(replyTo) };
      return String(fake.say({ chat: group, from: authors[by], text: words, ...reply }).message_id);
    },
    async press(messageId, action) {
      const post = fake.sentTo(group).find(({ message_id }) => String(message_id) === messageId);
      if (post === undefined) throw new Error("There is no such post.");
      const query = fake.press(post, action, amal);
      return {
        seen() {
          const answer = fake.answers.get(query);
          return answer === undefined ? undefined : { toast: answer.text };
        },
      };
    },
    posts: () => fake.sentTo(group).map(staged),
    deleteMessage: async (messageId) => fake.deleteMessage(group, Number(messageId)),
    isAccepted: (messageId) =>
      !fake.pending().some(({ message }) => String((message as FakeMessage | undefined)?.message_id) === messageId),
    close,
  };
});

function staged({ message_id, text = "", reply_to_message, reply_markup }: FakeMessage): StagedPost {
  const buttons = reply_markup?.inline_keyboard.flat() ?? [];
  return {
    messageId: String(message_id),
    text,
    ...(reply_to_message === undefined ? {} : { replyTo: String(reply_to_message.message_id) }),
    actions: buttons.flatMap(({ callback_data }) => callback_data ?? []),
  };
}
