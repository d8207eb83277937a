/** "Which of these do you mean?": the buttons of a question back, and what a press on one means. Pure. */
import type { Button } from "../adapter.ts";
import type { Mentions } from "../reading/mentions.ts";

export interface Choice {
  readonly topic: string;
  readonly language: string;
  readonly mentions: Mentions;
}

const PREFIX = "v1:pick:";
/** Telegram's limit for the data of a button, in bytes; ours are ASCII. */
const MAX_ACTION_LENGTH = 64;
/** Characters of a label that every platform shows. */
const MAX_LABEL_LENGTH = 34;

/** One button a row: titles are long. What was mentioned goes along as far as it fits. */
export function choiceButtons(
  topics: readonly { readonly id: string; readonly title: string }[],
  language: string,
  { state, profession }: Mentions,
): Button[][] {
  return topics.map(({ id, title }) => {
    const short = `${PREFIX}${id}:${language}`;
    const action = [`${short}:${state ?? ""}:${profession ?? ""}`, `${short}:${state ?? ""}`, short].find(
      ({ length }) => length <= MAX_ACTION_LENGTH,
    );
    return [
      {
        label: title.length > MAX_LABEL_LENGTH ? `${title.slice(0, MAX_LABEL_LENGTH - 1)}…` : title,
        action: action ?? short,
      },
    ];
  });
}

/** `undefined` if the action is not a choice. */
export function readChoice(action: string): Choice | undefined {
  if (!action.startsWith(PREFIX)) return undefined;
  const [topic = "", language = "", state, profession] = action.slice(PREFIX.length).split(":");
  return {
    topic,
    language,
    mentions: { ...(state ? { state } : {}), ...(profession ? { profession } : {}) },
  };
}
