/** From a post to the body of Discord's "create message" and "edit message". Pure. */
import type { Button, Edit, Post } from "../../src/adapter.ts";
import { LotseError } from "../../src/errors.ts";
import { toMarkdown } from "./markup.ts";

interface Content {
  readonly content: string;
  readonly components: readonly Row[];
  readonly allowed_mentions: { readonly parse: readonly []; readonly replied_user: false };
  readonly flags: number;
}

interface Row {
  readonly type: 1;
  readonly components: readonly {
    readonly type: 2;
    readonly style: 2;
    readonly label: string;
    readonly custom_id: string;
  }[];
}

export interface CreateMessage extends Content {
  readonly nonce: string;
  readonly enforce_nonce: true;
  readonly message_reference?: {
    readonly message_id: string;
    readonly fail_if_not_exists: boolean;
  };
}

/** https://discord.com/developers/docs/resources/message: characters of `content`. */
export const CONTENT_LENGTH = 2000;
const ROWS = 5;
const BUTTONS_IN_ROW = 5;
const LABEL_LENGTH = 80;
const ACTION_LENGTH = 100;

/** An embedded preview would push the answer off a small screen. */
export const SUPPRESS_EMBEDS = 1 << 2;
const SUPPRESS_NOTIFICATIONS = 1 << 12;

const SNOWFLAKE = /^\d+$/;

/** Throws `PLATFORM_REFUSED` if the content or a button is longer than Discord takes. */
export function encodePost(post: Post): CreateMessage {
  const { replyTo, isSilent, nonce, ifReplyGone } = post;
  const content = encodeContent(post);
  return {
    ...content,
    flags: content.flags | (isSilent ? SUPPRESS_NOTIFICATIONS : 0),
    nonce,
    enforce_nonce: true,
    // A slash command is no message that a reply could refer to.
    ...(replyTo === undefined || !SNOWFLAKE.test(replyTo)
      ? {}
      : {
          message_reference: { message_id: replyTo, fail_if_not_exists: ifReplyGone === "drop" },
        }),
  };
}

/** Throws as `encodePost` does. An edit without buttons takes the old ones away. */
export function encodeEdit(edit: Edit): Content {
  return encodeContent(edit);
}

function encodeContent({ blocks, buttons }: Pick<Post, "blocks" | "buttons">): Content {
  const content = toMarkdown(blocks, CONTENT_LENGTH);
  if (content.length > CONTENT_LENGTH) {
    throw refusal(`A message has ${content.length} characters; Discord takes ${CONTENT_LENGTH}.`);
  }
  return {
    content,
    components: encodeButtons(buttons),
    allowed_mentions: { parse: [], replied_user: false },
    flags: SUPPRESS_EMBEDS,
  };
}

function encodeButtons(rows: readonly (readonly Button[])[]): readonly Row[] {
  const filled = rows.filter((row) => row.length > 0);
  if (filled.length > ROWS || filled.some((row) => row.length > BUTTONS_IN_ROW)) {
    throw refusal(`A message has more than ${ROWS} rows of ${BUTTONS_IN_ROW} buttons.`);
  }
  return filled.map((row) => ({
    type: 1,
    components: row.map(({ label, action }) => {
      if (action.length < 1 || action.length > ACTION_LENGTH) {
        throw refusal(`A button's action has ${action.length} characters; Discord takes 1 to ${ACTION_LENGTH}.`);
      }
      const shown = Array.from(label).slice(0, LABEL_LENGTH).join("");
      return { type: 2, style: 2, label: shown, custom_id: action };
    }),
  }));
}

function refusal(message: string): LotseError {
  return new LotseError("PLATFORM_REFUSED", message);
}
