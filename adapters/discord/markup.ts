/** Blocks in Discord's Markdown, so that no word in them becomes formatting or a mention. Pure. */
import type { Block, Inline } from "../../src/adapter.ts";

interface Rendering {
  /** Turns words into words that Discord shows as they are. */
  readonly escape: (text: string) => string;
  /** Whether the lines of quotes and small print run on, which saves their marks. */
  readonly isTight: boolean;
}

const FULL: Rendering = { escape: escapeText, isTight: false };
const TIGHT: Rendering = { escape: replaceMarks, isTight: true };

const URL_IN_TEXT = /(https?:\/\/[^\s<>*~`|\\]+)/;
const ZERO_WIDTH_SPACE = "\u200B";

/** Of one UTF-16 unit each, so that the text keeps its length. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  "\\": "＼",
  "*": "∗",
  _: "＿",
  "~": "∼",
  "`": "ˋ",
  "|": "∣",
  "[": "［",
  "]": "］",
  "<": "‹",
  ">": "›",
  "#": "＃",
  "-": "‐",
  "+": "＋",
  "@": "＠",
};

/**
 * Special characters are escaped. Where backslashes and line marks would make the text longer than `longest`, look-alikes
 * stand for the characters instead, so that nobody can make a message too long to be sent by what they write.
 */
export function toMarkdown(blocks: readonly Block[], longest: number): string {
  const full = render(blocks, FULL);
  return full.length <= longest ? full : render(blocks, TIGHT);
}

/** Words that can become neither formatting nor a mention. Web addresses in them keep working. */
function escapeText(text: string): string {
  return outsideUrls(text, (words) =>
    words
      .replace(/[\\*_~`|[\]<]/g, "\\$&")
      // The rest means something at the start of a line only.
      .replace(/^(\s*)([>#+-])/gm, "$1\\$2")
      .replace(/^(\s*\d+)([.)])(?=\s)/gm, "$1\\$2")
      .replace(/@(?=everyone|here)/g, `@${ZERO_WIDTH_SPACE}`),
  );
}

function replaceMarks(text: string): string {
  return outsideUrls(text, (words) =>
    words
      .replace(/[\\*_~`|[\]<>]|^\s*[#+-]|@(?=everyone|here)/gm, (found) =>
        found.replace(/\S/, (mark) => LOOK_ALIKES[mark] ?? mark),
      )
      .replace(/^(\s*\d+)[.)](?=\s)/gm, "$1․"),
  );
}

function outsideUrls(text: string, change: (words: string) => string): string {
  return text
    .split(URL_IN_TEXT)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join("");
}

/** Blocks stand a blank line apart; small lines that follow each other stand together. */
function render(blocks: readonly Block[], rendering: Rendering): string {
  return blocks
    .map((block, index) => {
      const isJoined = block.kind === "small" && blocks[index - 1]?.kind === "small";
      const gap = index === 0 ? "" : isJoined ? "\n" : "\n\n";
      return gap + renderBlock(block, rendering);
    })
    .join("");
}

function renderBlock(block: Block, rendering: Rendering): string {
  switch (block.kind) {
    case "paragraph":
      return renderInline(block.children, rendering);
    case "list":
      return block.items
        .map((item, index) => {
          const mark = block.isOrdered ? `${index + 1}. ` : "- ";
          const indent = `\n${" ".repeat(mark.length)}`;
          return mark + renderInline(item, rendering).replaceAll("\n", indent);
        })
        .join("\n");
    case "small":
      return eachLine("-# ", renderInline(block.children, rendering), rendering);
    case "quote":
      return eachLine("> ", renderInline(block.children, rendering), rendering);
  }
}

function eachLine(mark: string, text: string, { isTight }: Rendering): string {
  const lines = isTight ? [text.replace(/\s*\n\s*/g, " ")] : text.split("\n");
  return lines.map((line) => mark + line).join("\n");
}

function renderInline(children: readonly Inline[], rendering: Rendering, open = ""): string {
  return children
    .map((inline) => {
      switch (inline.kind) {
        case "text":
          return rendering.escape(inline.text);
        case "strong":
          return marked("**", inline.children, rendering, open);
        case "emphasis":
          return marked("_", inline.children, rendering, open);
        case "link":
          // Discord links bare web addresses by itself; people should see where they go.
          return /^https?:\/\/[^\s<>]+$/.test(inline.url) ? inline.url : rendering.escape(inline.url);
      }
    })
    .join("");
}

/** A mark inside itself would end it, and around nothing it would show. */
function marked(mark: string, children: readonly Inline[], rendering: Rendering, open: string): string {
  const inner = renderInline(children, rendering, open + mark);
  return inner.trim() === "" || open.includes(mark) ? inner : mark + inner + mark;
}
