/** The bank's Markdown as the small tree that platforms render. Parsed by mdast-util-from-markdown (CommonMark). */
import type { List, Node, Paragraph, Parent, PhrasingContent, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Block, Inline } from "../adapter.ts";
import { isolate } from "./bidi.ts";

const URL = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/gu;

/** Headings and rules become bold paragraphs and nothing; HTML is shown as the text it is. */
export function parseMarkdown(markdown: string, language: string): Block[] {
  return fromMarkdown(markdown).children.flatMap((node) => toBlocks(node, language));
}

/** Text that somebody typed, one paragraph a line: nothing in it is markup. */
export function plainBlocks(text: string, language: string): Block[] {
  return text
    .split(/\n+/u)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => ({ kind: "paragraph", children: textWithLinks(line, language) }));
}

/** Splits plain text into text and the links that stand in it. */
export function textWithLinks(text: string, language: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(URL)) {
    if (match.index > at) parts.push({ kind: "text", text: isolate(text.slice(at, match.index), language) });
    parts.push({ kind: "link", url: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: "text", text: isolate(text.slice(at), language) });
  return parts;
}

function toBlocks(node: RootContent, language: string): Block[] {
  switch (node.type) {
    case "paragraph":
      return [{ kind: "paragraph", children: inline(node.children, language) }];
    case "heading":
      return [{ kind: "paragraph", children: [{ kind: "strong", children: inline(node.children, language) }] }];
    case "list":
      return [{ kind: "list", isOrdered: node.ordered === true, items: itemsOf(node, language) }];
    case "blockquote":
      return [
        {
          kind: "quote",
          children: inline(
            paragraphsOf(node).flatMap(({ children }) => children),
            language,
          ),
        },
      ];
    case "code":
    case "html":
      return [{ kind: "paragraph", children: textWithLinks(node.value, language) }];
    default:
      return [];
  }
}

function itemsOf(list: List, language: string): Inline[][] {
  return list.children.map((item) =>
    inline(
      paragraphsOf(item).flatMap(({ children }) => children),
      language,
    ),
  );
}

function paragraphsOf(parent: Parent): Paragraph[] {
  return parent.children.filter((child: Node): child is Paragraph => child.type === "paragraph");
}

function inline(nodes: readonly PhrasingContent[], language: string): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    switch (node.type) {
      case "text":
        return textWithLinks(node.value.replaceAll("\n", " "), language);
      case "strong":
        return [{ kind: "strong", children: inline(node.children, language) }];
      case "emphasis":
        return [{ kind: "emphasis", children: inline(node.children, language) }];
      case "link":
        return [{ kind: "link", url: node.url }];
      case "inlineCode":
      case "html":
        return [{ kind: "text", text: isolate(node.value, language) }];
      case "break":
        return [{ kind: "text", text: "\n" }];
      default:
        return [];
    }
  });
}
