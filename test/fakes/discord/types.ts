/** The objects of Discord's API that the fake deals in, in their documented shape. */
export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly discriminator: "0";
  readonly avatar: null;
  readonly bot?: boolean;
}

export interface FakeChannel {
  readonly id: string;
  /** 0 text, 1 private, 11 thread, 15 forum. */
  readonly type: number;
  readonly guild_id?: string;
  readonly name?: string;
  readonly position: number;
  readonly parent_id?: string;
  thread_metadata?: { archived: boolean; locked: boolean };
}

export interface FakeRole {
  readonly id: string;
  readonly name: string;
  /** A decimal number of bits. */
  readonly permissions: string;
  readonly tags?: { readonly bot_id: string };
}

export interface FakeGuild {
  readonly id: string;
  readonly name: string;
  readonly owner_id: string;
  readonly joined_at: string;
  readonly roles: FakeRole[];
  /** Roles by the id of the member. */
  readonly members: Map<string, readonly string[]>;
}

export interface FakeComponent {
  readonly type: number;
  readonly custom_id?: string | undefined;
  readonly label?: string | undefined;
  readonly components?: readonly FakeComponent[] | undefined;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel_id: string;
  readonly author: FakeUser;
  readonly type: number;
  readonly timestamp: string;
  readonly mentions: readonly FakeUser[];
  content: string;
  edited_timestamp: string | null;
  flags: number;
  components: readonly FakeComponent[];
  readonly message_reference?: { readonly message_id: string; readonly channel_id: string };
  /** Null where the message has been deleted. */
  readonly referenced_message?: FakeMessage | null;
  readonly nonce?: string;
  readonly [other: string]: unknown;
}

/** A press or a command, and what the person who made it was shown. */
export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly kind: "press" | "command";
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Type of the callback; undefined until it comes. */
  callback?: number;
  acknowledgedAfterMs?: number;
  /** The note "is thinking" once it has been filled. */
  original?: string;
  isOriginalDeleted: boolean;
  readonly followUps: string[];
}

/** What the server does with the next request of a route, instead of or besides carrying it out. */
export type Fault =
  | { readonly kind: "error"; readonly status: number; readonly code?: number }
  | { readonly kind: "rate-limited"; readonly retryAfterS: number; readonly isGlobal?: boolean }
  /** A proxy in between answers with a web page. */
  | { readonly kind: "html"; readonly status: number }
  /** The connection breaks; the request is not carried out, or it is. */
  | { readonly kind: "reset-before" }
  | { readonly kind: "reset-after" }
  /** Carried out only after so long. */
  | { readonly kind: "slow"; readonly ms: number }
  /** No answer ever. */
  | { readonly kind: "hang" };

/** Thrown by a route: the documented error answer. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: object | undefined;

  constructor(status: number, code: number, message: string, errors?: object) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** Discord's "Invalid Form Body" about one field. */
export function invalidForm(field: string, code: string, message: string): ApiFault {
  return new ApiFault(400, 50_035, "Invalid Form Body", {
    [field]: { _errors: [{ code, message }] },
  });
}
