/** Telegram's HTML style: text and entities, or the error that Telegram answers. */
import type { FakeEntity } from "./types.ts";

export type ParsedHtml =
  | { readonly kind: "parsed"; readonly text: string; readonly entities: readonly FakeEntity[] }
  | { readonly kind: "unparsable"; readonly reason: string };

interface OpenTag {
  readonly name: string;
  readonly offset: number;
  readonly url: string | undefined;
}

const ENTITY_TYPES: Readonly<Record<string, string>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  a: "text_link",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
};

const CHARACTERS: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };
const TAG = /<(\/?)([a-z-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*>/iy;
const REFERENCE = /&(lt|gt|amp|quot|#\d+|#x[0-9a-f]+);/iy;

export function parseHtml(html: string): ParsedHtml {
  let text = "";
  const entities: FakeEntity[] = [];
  const open: OpenTag[] = [];
  const unparsable = (what: string, at: number): ParsedHtml => ({
    kind: "unparsable",
    reason: `can't parse entities: ${what} at byte offset ${Buffer.byteLength(html.slice(0, at))}`,
  });

  for (let at = 0; at < html.length;) {
    const reference = matchAt(REFERENCE, html, at);
    if (reference !== undefined) {
      text += decodeReference(reference[1] ?? "");
      at += reference[0].length;
      continue;
    }
    if (html[at] !== "<") {
      text += html.charAt(at);
      at += 1;
      continue;
    }
    const tag = matchAt(TAG, html, at);
    const name = tag?.[2]?.toLowerCase() ?? "";
    const type = ENTITY_TYPES[name];
    if (tag === undefined || type === undefined) return unparsable(`Unsupported start tag "${name}"`, at);
    if (tag[1] === "") {
      if (name === "blockquote" && open.some((other) => other.name === name)) {
        return unparsable("Block quotes can't be nested", at);
      }
      open.push({
        name,
        offset: text.length,
        url: /href\s*=\s*["']([^"']*)/i.exec(tag[3] ?? "")?.[1],
      });
    } else {
      const start = open.pop();
      if (start === undefined || start.name !== name) return unparsable("Unmatched end tag", at);
      const entity = { type, offset: start.offset, length: text.length - start.offset };
      if (entity.length > 0) entities.push(start.url === undefined ? entity : { ...entity, url: start.url });
    }
    at += tag[0].length;
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    return unparsable(`Can't find end tag corresponding to start tag "${unclosed.name}"`, html.length);
  }
  return trimmed(text, entities);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function decodeReference(name: string): string {
  if (!name.startsWith("#")) return CHARACTERS[name.toLowerCase()] ?? "";
  return String.fromCodePoint(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
}

function trimmed(text: string, entities: readonly FakeEntity[]): ParsedHtml {
  const shift = text.length - text.trimStart().length;
  const rest = text.trim();
  return {
    kind: "parsed",
    text: rest,
    entities: entities
      .map((entity) => {
        const offset = Math.max(0, entity.offset - shift);
        const end = Math.min(rest.length, entity.offset + entity.length - shift);
        return { ...entity, offset, length: end - offset };
      })
      .filter(({ length }) => length > 0)
      .toSorted((a, b) => a.offset - b.offset || b.length - a.length),
  };
}
