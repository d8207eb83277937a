/** Posts as plain text for a terminal. Pure. */
import type { Block, Button, Conversation, Inline } from "../../src/adapter.ts";

/** A post that has been printed, for lines that refer to it. */
export interface Shown {
  readonly conversation: Conversation;
  readonly actions: readonly string[];
}

const INDENT = "  ";

export function encodePost(
  number: number,
  title: string,
  blocks: readonly Block[],
  buttons: readonly (readonly Button[])[],
): string {
  const body = blocks.flatMap((block, i) => [...(i === 0 ? [] : [""]), ...blockLines(block)]);
  const row = buttons.flat().map(({ label }, i) => `[${number}${String.fromCharCode(97 + i)}] ${label}`);
  return [
    `${title} (${number})`,
    ...[...body, ...(row.length === 0 ? [] : ["", row.join("   ")])].map((line) => (line === "" ? "" : INDENT + line)),
    "",
    "",
  ].join("\n");
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case "list":
      return block.items.map((item, i) => `${block.isOrdered ? `${i + 1}.` : "-"} ${plain(item)}`);
    case "quote":
      return plain(block.children)
        .split("\n")
        .map((line) => `| ${line}`);
    default:
      return plain(block.children).split("\n");
  }
}

/** Terminals without bidi support show isolates as boxes; those with it order a whole line by its first letter. */
function plain(children: readonly Inline[]): string {
  return children
    .map((child) =>
      child.kind === "text"
        ? child.text.replace(/[\u2066-\u2069]/gu, "")
        : child.kind === "link"
          ? child.url
          : plain(child.children),
    )
    .join("");
}
