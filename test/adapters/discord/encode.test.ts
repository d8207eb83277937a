import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeEdit, encodePost } from "../../../adapters/discord/encode.ts";
import type { Block, Post } from "../../../src/adapter.ts";

const SUPPRESS_EMBEDS = 4;
const SILENT = 4096;

function post(blocks: readonly Block[], more: Partial<Post> = {}): Post {
  return {
    conversation: { platform: "discord", chat: "300000000000000001" },
    ifReplyGone: "drop",
    blocks,
    buttons: [],
    isSilent: false,
    nonce: "a1b2c3",
    ...more,
  };
}

function paragraph(text: string): Block {
  return { kind: "paragraph", children: [{ kind: "text", text }] };
}

function contentOf(...blocks: readonly Block[]): string {
  return encodePost(post(blocks)).content;
}

describe("the content", () => {
  it("shows each kind of block in Discord's Markdown", () => {
    const blocks: readonly Block[] = [
      {
        kind: "paragraph",
        children: [
          { kind: "strong", children: [{ kind: "text", text: "Costs" }] },
          { kind: "text", text: " are " },
          { kind: "emphasis", children: [{ kind: "text", text: "usually" }] },
          { kind: "text", text: " 100 to 600 euros." },
        ],
      },
      {
        kind: "list",
        isOrdered: false,
        items: [[{ kind: "text", text: "Passport" }], [{ kind: "text", text: "Diploma\n(certified)" }]],
      },
      { kind: "list", isOrdered: true, items: [[{ kind: "text", text: "Apply" }], [{ kind: "text", text: "Wait" }]] },
      { kind: "quote", children: [{ kind: "text", text: "It is\nfree" }] },
      { kind: "small", children: [{ kind: "text", text: "As of 2026" }] },
      { kind: "small", children: [{ kind: "link", url: "https://www.example.org/a_b_c" }] },
    ];
    expect(contentOf(...blocks)).toBe(
      [
        "**Costs** are _usually_ 100 to 600 euros.",
        "",
        "- Passport",
        "- Diploma",
        "  (certified)",
        "",
        "1. Apply",
        "2. Wait",
        "",
        "> It is",
        "> free",
        "",
        "-# As of 2026",
        "-# https://www.example.org/a_b_c",
      ].join("\n"),
    );
  });

  it.each([
    ["bold and italics", "**a** _b_ ~~c~~", "\\*\\*a\\*\\* \\_b\\_ \\~\\~c\\~\\~"],
    ["code and spoilers", "`x` ||y|| \\", "\\`x\\` \\|\\|y\\|\\| \\\\"],
    ["a hidden link", "[here](https://example.org)", "\\[here\\](https://example.org)"],
    ["a heading", "# Big\n-# small", "\\# Big\n\\-# small"],
    ["a quote", "> said\n>>> all", "\\> said\n\\>>> all"],
    ["lists", "- a\n+ b\n  - c\n1. d\n2) e", "\\- a\n\\+ b\n  \\- c\n1\\. d\n2\\) e"],
    ["a mention of a person", "<@500000000000000001>", "\\<@500000000000000001>"],
    ["a custom emoji", "<:x:700000000000000001>", "\\<:x:700000000000000001>"],
    ["a mention of everyone", "@everyone @here", "@\u200Beveryone @\u200Bhere"],
    ["nothing in the middle of a line", "a - b # c > d 1. e (f)", "a - b # c > d 1. e (f)"],
    ["nothing in an address", "see https://example.org/a_b*c now", "see https://example.org/a_b\\*c now"],
    ["Arabic words", "كم تستغرق *المعادلة*؟", "كم تستغرق \\*المعادلة\\*؟"],
  ])("escapes %s", (_title, text, content) => {
    expect(contentOf(paragraph(text))).toBe(content);
  });

  it("does not repeat a mark inside itself, nor put one around nothing", () => {
    const twice: Block = {
      kind: "paragraph",
      children: [{ kind: "strong", children: [{ kind: "strong", children: [{ kind: "text", text: "a" }] }] }],
    };
    expect(contentOf(twice)).toBe("**a**");
    expect(contentOf({ kind: "paragraph", children: [{ kind: "strong", children: [] }] })).toBe("");
  });

  it("shows addresses that Discord does not link as words", () => {
    expect(contentOf({ kind: "paragraph", children: [{ kind: "link", url: "mailto:a_b@example.org" }] })).toBe(
      "mailto:a\\_b@example.org",
    );
  });

  it("fits what was written to burst it, and drops nothing but marks", () => {
    const quote: Block = { kind: "quote", children: [{ kind: "text", text: "*\n_".repeat(600) }] };
    const content = contentOf(quote, paragraph("The invitation"));
    expect(content.length).toBeLessThanOrEqual(2000);
    expect(content).toContain("The invitation");
    expect(content).not.toMatch(/[*_]/);
  });

  it("is refused where it is too long in any case", () => {
    expect(() => contentOf(paragraph("a".repeat(2001)))).toThrow(
      expect.objectContaining({ code: "PLATFORM_REFUSED" }) as Error,
    );
  });

  it("keeps text of the allowed length within Discord's", () => {
    const text = string({ unit: "grapheme", maxLength: 1900 }).filter(({ length }) => length <= 1900);
    assert(
      property(text, (words) => {
        expect(contentOf(paragraph(words)).length).toBeLessThanOrEqual(2000);
      }),
    );
  });

  it("lets no words become formatting", () => {
    const words = string({
      unit: constantFrom("*", "_", "`", "~", "|", "\\", "<", "@", "a", " "),
      maxLength: 40,
    });
    assert(
      property(words, (text) => {
        const bare = contentOf(paragraph(text)).replaceAll(/\\[^\sa-z]/g, "");
        expect(bare).not.toMatch(/[*_`~|\\<]/);
      }),
    );
  });
});

describe("the message", () => {
  it("pings nobody, hides previews, and carries its nonce", () => {
    expect(encodePost(post([paragraph("Hello")]))).toEqual({
      content: "Hello",
      components: [],
      allowed_mentions: { parse: [], replied_user: false },
      flags: SUPPRESS_EMBEDS,
      nonce: "a1b2c3",
      enforce_nonce: true,
    });
  });

  it("refers to its question, strictly or not, and is silent where wanted", () => {
    const replyTo = "600000000000000001";
    expect(encodePost(post([], { replyTo, isSilent: true }))).toMatchObject({
      flags: SUPPRESS_EMBEDS | SILENT,
      message_reference: { message_id: replyTo, fail_if_not_exists: true },
    });
    expect(encodePost(post([], { replyTo, ifReplyGone: "send" }))).toMatchObject({
      message_reference: { message_id: replyTo, fail_if_not_exists: false },
    });
  });

  it("refers to no slash command, as there is no message", () => {
    const content = encodePost(post([], { replyTo: "interaction-610000000000000001" }));
    expect(content).not.toHaveProperty("message_reference");
  });

  it("has buttons in rows", () => {
    const yes = { label: "Yes", action: "v1:fb:a:1" };
    expect(encodePost(post([], { buttons: [[yes], []] })).components).toEqual([
      { type: 1, components: [{ type: 2, style: 2, label: "Yes", custom_id: "v1:fb:a:1" }] },
    ]);
  });

  it.each([
    ["an action that is too long", [[{ label: "Yes", action: "a".repeat(101) }]]],
    ["an empty action", [[{ label: "Yes", action: "" }]]],
    ["six buttons in a row", [Array.from({ length: 6 }, (_, n) => ({ label: "x", action: `a${n}` }))]],
    ["six rows", Array.from({ length: 6 }, (_, n) => [{ label: "x", action: `a${n}` }])],
  ])("is refused with %s", (_title, buttons) => {
    expect(() => encodePost(post([], { buttons }))).toThrow(
      expect.objectContaining({ code: "PLATFORM_REFUSED" }) as Error,
    );
  });

  it("takes the old buttons away when it is edited without any", () => {
    const { conversation, blocks, buttons } = post([paragraph("Done")]);
    expect(encodeEdit({ conversation, messageId: "1", blocks, buttons })).toEqual({
      content: "Done",
      components: [],
      allowed_mentions: { parse: [], replied_user: false },
      flags: SUPPRESS_EMBEDS,
    });
  });
});
