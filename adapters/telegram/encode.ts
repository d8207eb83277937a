/** From a post to the parameters of the Bot API. Pure. */
import type { Block, Button, Edit, Inline, Post } from "../../src/adapter.ts";
import { LotseError } from "../../src/errors.ts";

interface TextParams {
  readonly chat_id: number;
  readonly text: string;
  /** Absent where the text is sent as it stands. */
  readonly parse_mode?: "HTML";
  readonly link_preview_options: { readonly is_disabled: true };
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly InlineButton[])[] };
}

interface InlineButton {
  readonly text: string;
  readonly callback_data: string;
}

export interface SendParams extends TextParams {
  readonly message_thread_id?: number;
  readonly disable_notification: boolean;
  readonly reply_parameters?: {
    readonly message_id: number;
    readonly allow_sending_without_reply: boolean;
  };
}

export interface EditParams extends TextParams {
  readonly message_id: number;
}

/** How each kind of text is marked. */
interface Markup {
  readonly text: (text: string) => string;
  readonly strong: (inner: string) => string;
  readonly emphasis: (inner: string) => string;
  readonly quote: (inner: string) => string;
}

/** Bytes of `callback_data`, from 1. */
const ACTION_BYTES = 64;

const same = (inner: string): string => inner;

const HTML: Markup = {
  text: escapeHtml,
  strong: (inner) => `<b>${inner}</b>`,
  emphasis: (inner) => `<i>${inner}</i>`,
  quote: (inner) => `<blockquote>${inner}</blockquote>`,
};

const PLAIN: Markup = { text: same, strong: same, emphasis: same, quote: same };

/** Parameters of sendMessage. Throws `PLATFORM_REFUSED` if a button's action is longer than Telegram takes. */
export function encodePost(post: Post): SendParams {
  const { chat, thread } = post.conversation;
  return {
    ...encodeContent(chat, post),
    disable_notification: post.isSilent,
    ...(thread === undefined ? {} : { message_thread_id: Number(thread) }),
    ...(post.replyTo === undefined
      ? {}
      : {
          reply_parameters: {
            message_id: Number(post.replyTo),
            allow_sending_without_reply: post.ifReplyGone === "send",
          },
        }),
  };
}

/** Parameters of editMessageText. Throws as `encodePost` does. An edit without buttons takes the old ones away. */
export function encodeEdit(edit: Edit): EditParams {
  return { ...encodeContent(edit.conversation.chat, edit), message_id: Number(edit.messageId) };
}

/** The same words and lines without any markup. Its length is what Telegram's limit counts. */
export function plainText(blocks: readonly Block[]): string {
  return render(blocks, PLAIN);
}

function encodeContent(chat: string, { blocks, buttons }: Pick<Post, "blocks" | "buttons">): TextParams {
  return {
    chat_id: Number(chat),
    text: render(blocks, HTML),
    parse_mode: "HTML",
    // A preview would push the answer off a small screen.
    link_preview_options: { is_disabled: true },
    ...(buttons.length === 0 ? {} : { reply_markup: { inline_keyboard: buttons.map((row) => row.map(encodeButton)) } }),
  };
}

function encodeButton({ label, action }: Button): InlineButton {
  const bytes = Buffer.byteLength(action);
  if (bytes < 1 || bytes > ACTION_BYTES) {
    throw new LotseError(
      "PLATFORM_REFUSED",
      `A button's action has ${bytes} bytes; Telegram takes 1 to ${ACTION_BYTES}.`,
      {
        hint: "Put a short id into the action and look the rest up.",
      },
    );
  }
  return { text: label, callback_data: action };
}

/** Blocks stand a blank line apart; small lines that follow each other stand together. */
function render(blocks: readonly Block[], markup: Markup): string {
  return blocks
    .map((block, index) => {
      const isJoined = block.kind === "small" && blocks[index - 1]?.kind === "small";
      const gap = index === 0 ? "" : isJoined ? "\n" : "\n\n";
      return gap + renderBlock(block, markup);
    })
    .join("");
}

function renderBlock(block: Block, markup: Markup): string {
  switch (block.kind) {
    case "paragraph":
      return renderInline(block.children, markup);
    case "list":
      return block.items
        .map((item, index) => `${block.isOrdered ? `${index + 1}.` : "•"} ${renderInline(item, markup)}`)
        .join("\n");
    case "small":
      return markup.emphasis(renderInline(block.children, { ...markup, emphasis: same }));
    case "quote":
      return markup.quote(renderInline(block.children, markup));
  }
}

/** A tag inside itself would say nothing, so it is not repeated. */
function renderInline(children: readonly Inline[], markup: Markup): string {
  return children
    .map((inline) => {
      switch (inline.kind) {
        case "text":
          return markup.text(inline.text);
        case "strong":
          return markup.strong(renderInline(inline.children, { ...markup, strong: same }));
        case "emphasis":
          return markup.emphasis(renderInline(inline.children, { ...markup, emphasis: same }));
        case "link":
          // Telegram asks "Open this link?" for hidden anchors only; people should see where they go.
          return markup.text(inline.url);
      }
    })
    .join("");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
