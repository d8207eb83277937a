import { adapterContract } from "../contract.ts";
import type { Stage, StagedPost } from "../contract.ts";
import type { FakeMessage } from "../../fakes/discord.ts";
import { openScene } from "./scene.ts";

adapterContract(
  "discord",
  async (): Promise<Stage> => {
    const { fake, adapter, channel, amal, close } = await openScene();
    const authors = { person: amal, ourselves: fake.bot, bot: fake.user("Other", { bot: true }) };
    return {
      adapter,
      conversation: { platform: "discord", chat: channel.id },
      async say(text, { by = "person", isAddressed = false, replyTo } = {}) {
        const content = isAddressed ? `<@${fake.bot.id}> ${text}` : text;
        const reply = replyTo === undefined ? {} : { replyTo };
        return fake.say({ channel, author: authors[by], content, ...reply }).id;
      },
      async press(messageId, action) {
        const post = fake.world.messages.get(messageId);
        if (post === undefined) throw new Error("There is no such post.");
        const pressed = fake.press(post, action, amal);
        return {
          seen() {
            const [toast] = pressed.followUps;
            return toast === undefined ? undefined : { toast };
          },
        };
      },
      posts: () => fake.postsIn(channel).map(staged),
      deleteMessage: async (id) => fake.deleteMessage({ id }),
      isAccepted: () => true,
      close,
    };
  },
  ["acceptance"],
);

function staged({ id, content, message_reference, components }: FakeMessage): StagedPost {
  const buttons = components.flatMap((row) => row.components ?? []);
  return {
    messageId: id,
    text: content,
    ...(message_reference === undefined ? {} : { replyTo: message_reference.message_id }),
    actions: buttons.flatMap(({ custom_id }) => custom_id ?? []),
  };
}
