/** The Bot API objects that the fake deals in, in their documented shape. */
export interface FakeUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
}

export interface FakeChat {
  readonly id: number;
  readonly type: "private" | "group" | "supergroup" | "channel";
  readonly title?: string;
  readonly username?: string;
  readonly first_name?: string;
  readonly is_forum?: boolean;
}

export interface FakeEntity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

export interface FakeKeyboard {
  readonly inline_keyboard: readonly (readonly {
    readonly text: string;
    readonly callback_data?: string | undefined;
  }[])[];
}

export interface FakeMessage {
  readonly message_id: number;
  readonly date: number;
  readonly chat: FakeChat;
  readonly from?: FakeUser;
  text?: string;
  entities?: readonly FakeEntity[];
  reply_markup?: FakeKeyboard;
  edit_date?: number;
  readonly reply_to_message?: FakeMessage;
  readonly message_thread_id?: number;
  readonly is_topic_message?: boolean;
  readonly [other: string]: unknown;
}

export interface FakeUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

/** What the server does with the next request of a method, instead of or besides carrying it out. */
export type Fault =
  | {
      readonly kind: "error";
      readonly code: number;
      readonly description: string;
      readonly retryAfter?: number;
    }
  /** A proxy in between answers with a web page. */
  | { readonly kind: "html"; readonly code: number }
  /** The connection breaks; the request is not carried out, or it is. */
  | { readonly kind: "reset-before" }
  | { readonly kind: "reset-after" }
  /** Carried out, but later. */
  | { readonly kind: "slow"; readonly ms: number }
  /** No answer ever. */
  | { readonly kind: "hang" };

/** Thrown by a method: the documented error answer. */
export class ApiFault extends Error {
  readonly code: number;
  readonly parameters: Readonly<Record<string, number>> | undefined;

  constructor(code: number, description: string, parameters?: Readonly<Record<string, number>>) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}
