import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  letrec,
  oneof,
  property,
  record,
  string,
  webUrl,
} from "fast-check";
import type { Arbitrary } from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeEdit, encodePost, plainText } from "../../../adapters/telegram/encode.ts";
import type { Block, Inline, Post } from "../../../src/adapter.ts";
import { parseHtml } from "../../fakes/telegram/html.ts";

const text = (words: string): Inline => ({ kind: "text", text: words });
const paragraph = (...children: Inline[]): Block => ({ kind: "paragraph", children });

function post(blocks: readonly Block[], more: Partial<Post> = {}): Post {
  return {
    conversation: { platform: "telegram", chat: "-1001000000001" },
    ifReplyGone: "drop",
    blocks,
    buttons: [],
    isSilent: true,
    nonce: "n1",
    ...more,
  };
}

function withAction(action: string): Partial<Post> {
  return { buttons: [[{ label: "A", action }]] };
}

function html(...blocks: Block[]): string {
  return encodePost(post(blocks)).text;
}

describe("encodePost", () => {
  it("fills in the parameters of a silent reply", () => {
    expect(encodePost(post([paragraph(text("Yes."))], { replyTo: "101" }))).toEqual({
      chat_id: -1_001_000_000_001,
      text: "Yes.",
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
      disable_notification: true,
      reply_parameters: { message_id: 101, allow_sending_without_reply: false },
    });
  });

  it("sends without the question where that is wanted, and into the topic", () => {
    const conversation = { platform: "telegram", chat: "-1001000000003", thread: "17" };
    const params = encodePost(post([], { conversation, replyTo: "101", ifReplyGone: "send", isSilent: false }));
    expect(params).toMatchObject({
      message_thread_id: 17,
      disable_notification: false,
      reply_parameters: { message_id: 101, allow_sending_without_reply: true },
    });
  });

  it("keeps rows of buttons", () => {
    const buttons = [
      [
        { label: "👍", action: "v1:fb:a:1" },
        { label: "👎", action: "v1:fb:a:0" },
      ],
      [{ label: "سؤال", action: "v1:h" }],
    ];
    expect(encodePost(post([], { buttons })).reply_markup).toEqual({
      inline_keyboard: [
        [
          { text: "👍", callback_data: "v1:fb:a:1" },
          { text: "👎", callback_data: "v1:fb:a:0" },
        ],
        [{ text: "سؤال", callback_data: "v1:h" }],
      ],
    });
  });

  it("takes an action of 64 bytes", () => {
    expect(encodePost(post([], withAction("x".repeat(64))))).toHaveProperty("reply_markup");
  });

  it.each([
    ["65 bytes", "x".repeat(65)],
    ["33 characters of two bytes", "ü".repeat(33)],
    ["nothing", ""],
  ])("does not take an action of %s", (_title, action) => {
    expect(() => encodePost(post([], withAction(action)))).toThrow(
      expect.objectContaining({ code: "PLATFORM_REFUSED" }),
    );
  });
});

describe("encodeEdit", () => {
  it("names the message and takes the buttons away where there are none", () => {
    const { conversation } = post([]);
    const edit = encodeEdit({
      conversation,
      messageId: "77",
      blocks: [paragraph(text("New"))],
      buttons: [],
    });
    expect(edit).toMatchObject({ chat_id: -1_001_000_000_001, message_id: 77, text: "New" });
    expect(edit).not.toHaveProperty("reply_markup");
  });
});

describe("blocks as HTML", () => {
  it("escapes every piece of text, also in links", () => {
    expect(
      html(
        paragraph(text('a < b && "c" > <b>'), {
          kind: "link",
          url: "https://x.example/?a=1&b=<2>",
        }),
      ),
    ).toBe('a &lt; b &amp;&amp; "c" &gt; &lt;b&gt;https://x.example/?a=1&amp;b=&lt;2&gt;');
  });

  it("marks strong, emphasis and quotes", () => {
    const strong: Inline = {
      kind: "strong",
      children: [text("Fees: "), { kind: "emphasis", children: [text("600 €")] }],
    };
    expect(html(paragraph(strong), { kind: "quote", children: [text("not <needed>")] })).toBe(
      "<b>Fees: <i>600 €</i></b>\n\n<blockquote>not &lt;needed&gt;</blockquote>",
    );
  });

  it("writes lists as lines, and small lines together in italics without italics inside", () => {
    const small: Block = {
      kind: "small",
      children: [text("As of "), { kind: "emphasis", children: [text("May")] }],
    };
    const list = (isOrdered: boolean): Block => ({
      kind: "list",
      isOrdered,
      items: [[text("One")], [text("Two")]],
    });
    expect(html(list(true), list(false), small, small)).toBe(
      "1. One\n2. Two\n\n• One\n• Two\n\n<i>As of May</i>\n<i>As of May</i>",
    );
  });

  it("leaves right-to-left text and its isolates in the order in which they are read", () => {
    const words = "الرسوم \u2068(Gebühren)\u2069 حوالي 600 يورو";
    expect(html(paragraph(text(words)), { kind: "list", isOrdered: true, items: [[text("ترجمة")]] })).toBe(
      `${words}\n\n1. ترجمة`,
    );
  });

  it("always gives markup that Telegram can read, with the words of the plain text", () => {
    assert(
      property(array(anyBlock, { minLength: 1, maxLength: 5 }), (blocks) => {
        expect(parseHtml(html(...blocks))).toMatchObject({
          kind: "parsed",
          text: plainText(blocks).trim(),
        });
      }),
    );
  });
});

const anyText = string({ unit: "grapheme", maxLength: 30 }).map(text);
const { inline: anyInline } = letrec<{ inline: Inline }>((tie) => ({
  inline: oneof(
    { maxDepth: 3 },
    anyText,
    webUrl().map((url): Inline => ({ kind: "link", url })),
    record({
      kind: constantFrom("strong", "emphasis"),
      children: array(tie("inline"), { maxLength: 3 }),
    }),
  ),
}));
const anyChildren = array(anyInline, { maxLength: 4 });
const anyBlock: Arbitrary<Block> = oneof(
  record({ kind: constantFrom("paragraph", "small", "quote"), children: anyChildren }),
  record({
    kind: constant("list"),
    isOrdered: boolean(),
    items: array(anyChildren, { maxLength: 3 }),
  }),
);
