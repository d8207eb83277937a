/**
 * The seam between a chat platform and the core. An adapter translates; it never decides. To add a platform: implement
 * `Adapter` in `adapters/<name>/` with a pure `decode.ts` and a pure `encode.ts`, list it in `adapters/index.ts`, and run
 * the contract suite of `test/adapters/contract.ts` on it.
 */

/** Where a reply belongs: one chat, and within it a forum topic or thread. */
export interface Conversation {
  /** Lower-case platform name. */
  readonly platform: string;
  /** The platform's id of the group, channel or private chat. */
  readonly chat: string;
  /** The platform's id of a forum topic (Telegram). Discord threads are chats of their own. */
  readonly thread?: string;
}

/** A person as the platform names them. Ids leave the process only as keyed hashes. */
export interface Person {
  readonly id: string;
  /** Display name; only shown to other advisors on a card. */
  readonly name: string;
  /** ISO 639-1 code of the language that their app is set to, if the platform tells. */
  readonly language?: string;
}

/** One human message. */
export interface Message {
  readonly kind: "message";
  /** `platform:chat:messageId`; the same message always has the same id, also when it is delivered twice. */
  readonly id: string;
  readonly conversation: Conversation;
  readonly messageId: string;
  readonly author: Person;
  /** Plain text with mentions of the bot taken out. Never empty. */
  readonly text: string;
  /** When it was written and when it reached us, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Meant for the bot: private chat, mention, reply to one of its posts. */
  readonly isAddressed: boolean;
  readonly isPrivate: boolean;
  /** The message that this one replies to. */
  readonly replyTo?: {
    readonly messageId: string;
    readonly isOurs: boolean;
    /** `action` of the buttons under it, if it is ours: tells a case's card even where we have not stored its id. */
    readonly actions: readonly string[];
  };
  /** Title of the chat, for the advisors' card. */
  readonly chatTitle?: string;
  /** Link to the message, if the platform has one that members can open. */
  readonly link?: string;
}

/** A command such as `/lotse` or `/privacy`, typed or picked. `args` is what follows it. */
export interface Command extends Omit<Message, "kind"> {
  readonly kind: "command";
  readonly name: string;
  readonly args: string;
  /** Where the platform must be told within seconds that the command arrived (Discord). */
  readonly receipt?: string;
}

/** A pressed button. */
export interface Press {
  readonly kind: "press";
  readonly id: string;
  readonly conversation: Conversation;
  /** The post that bears the button. */
  readonly messageId: string;
  readonly author: Person;
  readonly action: string;
  /** What `Adapter.acknowledge` needs to answer this press. */
  readonly receipt: string;
  readonly receivedAt: number;
}

/** The bot was added to or removed from a chat, or the chat got a new id. */
export type ChatChange =
  | { readonly kind: "joined"; readonly id: string; readonly conversation: Conversation; readonly receivedAt: number }
  | { readonly kind: "left"; readonly id: string; readonly conversation: Conversation; readonly receivedAt: number }
  | {
      readonly kind: "migrated";
      readonly id: string;
      readonly conversation: Conversation;
      readonly newChat: string;
      readonly receivedAt: number;
    };

export type ChatEvent = Message | Command | Press | ChatChange;

/** Formatted text as a small tree; each platform renders it in its own markup. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "strong"; readonly children: readonly Inline[] }
  | { readonly kind: "emphasis"; readonly children: readonly Inline[] }
  | { readonly kind: "link"; readonly url: string };

export type Block =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  /** Secondary lines such as date, source and bot label. */
  | { readonly kind: "small"; readonly children: readonly Inline[] }
  /** Somebody else's words. */
  | { readonly kind: "quote"; readonly children: readonly Inline[] };

/** `action` is at most 64 bytes of ASCII (Telegram's callback_data); `label` at most 34 characters. */
export interface Button {
  readonly label: string;
  readonly action: string;
}

/** One message to send. */
export interface Post {
  readonly conversation: Conversation;
  /** The message this one answers. */
  readonly replyTo?: string;
  /** What to do when `replyTo` has been deleted: send nothing, or send without the thread. */
  readonly ifReplyGone: "drop" | "send";
  readonly blocks: readonly Block[];
  /** Rows of buttons. */
  readonly buttons: readonly (readonly Button[])[];
  /** Without a sound on the readers' phones. */
  readonly isSilent: boolean;
  /** At most 25 ASCII characters, the same at every try: lets platforms that can (Discord) drop the second copy. */
  readonly nonce: string;
}

/** New content for a message that we sent. */
export interface Edit {
  readonly conversation: Conversation;
  readonly messageId: string;
  readonly blocks: readonly Block[];
  readonly buttons: readonly (readonly Button[])[];
}

/**
 * What became of a send or an edit. `gone`: it can never succeed (question deleted, bot removed, chat closed).
 * `wait`: the platform asks for a pause and did nothing. `unsure`: the connection broke after the request was
 * written, so it may or may not have been carried out. `refused`: the platform rejects this content for good.
 */
export type SendResult =
  | { readonly kind: "sent"; readonly messageId: string }
  | { readonly kind: "gone"; readonly what: "question" | "chat" | "message" }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "unsure"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "migrated"; readonly newChat: string };

export interface AdapterLimits {
  /** Characters of visible text in one message (UTF-16 code units). */
  readonly textLength: number;
  /** Least time between two messages to one chat, and between any two messages, in milliseconds. */
  readonly perChatMs: number;
  readonly perPlatformMs: number;
  /** Messages to one group within a minute. */
  readonly perGroupPerMinute: number;
}

export interface Adapter {
  readonly name: string;
  readonly limits: AdapterLimits;
  /** Whether the platform itself drops a second copy with the same nonce. */
  readonly isDeduplicating: boolean;

  /**
   * Connects and calls `onEvent` for each event, in order within a conversation. The bot's own and other bots' messages
   * are dropped here. An event counts as accepted when `onEvent` has resolved: only then is the platform told so.
   * Resolves once connected; rejects with `CREDENTIALS_REFUSED` when the token is refused. Lost connections are re-made
   * with growing pauses until `stop`.
   */
  start(onEvent: (event: ChatEvent) => Promise<void>): Promise<void>;

  /** Sends one message. Never throws for what a platform is expected to answer. */
  send(post: Post): Promise<SendResult>;
  edit(edit: Edit): Promise<SendResult>;

  /** Ends the "working" display of a pressed button; `toast` (at most 200 characters) is shown to the presser alone. */
  acknowledge(receipt: string, toast: string | undefined): Promise<void>;

  /** Whether this person may change the bot's settings in this chat. Asks the platform. */
  isAdmin(conversation: Conversation, personId: string): Promise<boolean>;

  /** Stops taking events and waits for requests in flight. Safe to call twice. */
  stop(): Promise<void>;
}
