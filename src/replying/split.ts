/** Cuts a reply into parts that fit a platform's message length: between blocks, else between sentences, else between words. */
import type { Block, Inline } from "../adapter.ts";

/** Length of the visible text of a block, in UTF-16 code units. */
export function blockLength(block: Block): number {
  // A list's numbers and line ends take up to five characters an item; blocks are parted by a blank line.
  if (block.kind === "list") return block.items.reduce((sum, item) => sum + inlineLength(item) + 5, 2);
  return inlineLength(block.children) + 4;
}

/** Every part is non-empty and at most `limit` long; their order and text are those of `blocks`. */
export function splitBlocks(blocks: readonly Block[], limit: number): Block[][] {
  const parts: Block[][] = [];
  let part: Block[] = [];
  let length = 0;
  for (const block of blocks.flatMap((whole) => cut(whole, limit))) {
    const own = blockLength(block);
    if (part.length > 0 && length + own > limit) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(block);
    length += own;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function inlineLength(children: readonly Inline[]): number {
  return children.reduce((sum, child) => {
    if (child.kind === "text") return sum + child.text.length;
    if (child.kind === "link") return sum + child.url.length;
    return sum + inlineLength(child.children);
  }, 0);
}

/** A block that is too long by itself becomes several paragraphs of plain text. */
function cut(block: Block, limit: number): Block[] {
  if (blockLength(block) <= limit) return [block];
  if (block.kind === "list") {
    return block.items.flatMap((item) =>
      cut({ kind: "paragraph", children: [{ kind: "text", text: "• " }, ...item] }, limit),
    );
  }
  const room = limit - 4;
  const pieces: string[] = [];
  let rest = plain(block.children);
  while (rest.length > room) {
    const window = rest.slice(0, room);
    const sentence = Math.max(
      window.lastIndexOf(". "),
      window.lastIndexOf("? "),
      window.lastIndexOf("! "),
      window.lastIndexOf("\n"),
    );
    const word = window.lastIndexOf(" ");
    const at = sentence > room / 2 ? sentence + 1 : word > 0 ? word : safeCut(window);
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  pieces.push(rest);
  return pieces.filter((text) => text !== "").map((text) => ({ ...block, children: [{ kind: "text", text }] }));
}

/** Never between the two halves of one character. */
function safeCut(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? text.length - 1 : text.length;
}

function plain(children: readonly Inline[]): string {
  return children
    .map((child) => (child.kind === "text" ? child.text : child.kind === "link" ? child.url : plain(child.children)))
    .join("");
}
