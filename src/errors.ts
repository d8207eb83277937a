/**
 * Every error that Lotse throws on purpose. `code` never changes its meaning, `message` says what is wrong and where,
 * `hint` what to do about it. None of them ever carries a secret or the text of a chat message.
 */
export type ErrorCode =
  | "CONFIG_INVALID"
  | "NODE_TOO_OLD"
  | "BANK_INVALID"
  | "STORE_LOCKED"
  | "STORE_UNREADABLE"
  | "CONFLICT"
  | "CREDENTIALS_REFUSED"
  | "PLATFORM_UNREACHABLE"
  | "PLATFORM_REFUSED"
  | "USAGE";

export class LotseError extends Error {
  override readonly name = "LotseError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
