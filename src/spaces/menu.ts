/** The settings of a space as a message with buttons, and what a press on them means. Pure. */
import type { Block, Button } from "../adapter.ts";
import type { Mode } from "../replying/permit.ts";
import type { Words } from "../replying/words.ts";
import type { Listen, SpaceSettings } from "./settings.ts";

const LISTEN: readonly (readonly [Listen, string])[] = [
  ["mention", "listenMention"],
  ["all", "listenAll"],
];
const MODES: readonly (readonly [Mode, string])[] = [
  ["observe", "modeObserve"],
  ["assist", "modeAssist"],
  ["auto", "modeAuto"],
];
const PREFIX = "v1:set:";

export function renderMenu(
  settings: SpaceSettings,
  words: Words,
  language: string,
): { blocks: Block[]; buttons: Button[][] } {
  const line = (text: string): Block => ({ kind: "paragraph", children: [{ kind: "text", text }] });
  const labelOf = (all: readonly (readonly [string, string])[], value: string) =>
    words(language, all.find(([own]) => own === value)?.[1] ?? "");
  return {
    blocks: [
      {
        kind: "paragraph",
        children: [{ kind: "strong", children: [{ kind: "text", text: words(language, "settingsTitle") }] }],
      },
      line(words(language, "settingsListen", { value: labelOf(LISTEN, settings.listen) })),
      line(words(language, "settingsMode", { value: labelOf(MODES, settings.mode) })),
    ],
    buttons: [
      LISTEN.map(([value, key]) => button(words(language, key), settings.listen === value, `listen:${value}`)),
      MODES.map(([value, key]) => button(words(language, key), settings.mode === value, `mode:${value}`)),
    ],
  };
}

/** `undefined` if the action is not one of this menu. */
export function readMenuAction(action: string): Partial<SpaceSettings> | undefined {
  if (!action.startsWith(PREFIX)) return undefined;
  const [name, value] = action.slice(PREFIX.length).split(":");
  const listen = LISTEN.find(([own]) => name === "listen" && own === value)?.[0];
  if (listen !== undefined) return { listen };
  const mode = MODES.find(([own]) => name === "mode" && own === value)?.[0];
  return mode === undefined ? undefined : { mode };
}

function button(label: string, isChosen: boolean, action: string): Button {
  return { label: isChosen ? `✓ ${label}` : label, action: PREFIX + action };
}
