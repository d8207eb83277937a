/**
 * What Lotse remembers: documents, counters, claims. Implementations pass `test/store/contract.ts`.
 * Times are milliseconds since 1970 and come from the clock that the store was opened with.
 */
export interface Stored<T> {
  readonly id: string;
  readonly value: T;
  /** Grows by one with each write. */
  readonly revision: number;
  readonly updatedAt: number;
}

export interface PutOptions {
  /** The revision that was read, 0 for "must not exist yet". Without it the write always wins. */
  readonly ifRevision?: number;
  /** The document vanishes then. Without it an earlier expiry stays. */
  readonly expiresAt?: number;
  /** What `list` can select by, such as a state. Without it an earlier tag stays. */
  readonly tag?: string;
}

export interface ListOptions {
  readonly tag?: string;
  readonly limit: number;
  /** Ids after this one, in the order of the listing. */
  readonly after?: string;
  /** By id; default ascending. */
  readonly order?: "ascending" | "descending";
}

export interface Documents {
  get<T>(collection: string, id: string): Promise<Stored<T> | undefined>;
  /** Returns the new revision, or `undefined` when `ifRevision` did not match: read again and decide anew. */
  put<T>(collection: string, id: string, value: T, options?: PutOptions): Promise<number | undefined>;
  delete(collection: string, id: string): Promise<boolean>;
  list<T>(collection: string, options: ListOptions): Promise<Stored<T>[]>;
  count(collection: string, tag?: string): Promise<number>;
}

export interface Counters {
  /** Adds to a counter of the day (UTC) and returns the new value. `name` and `labels` name no person. */
  increment(name: string, labels: Readonly<Record<string, string>>, by?: number): Promise<number>;
  /** Sums since a day (`2026-11-24`), by labels. */
  read(name: string, sinceDay: string): Promise<{ day: string; labels: Record<string, string>; value: number }[]>;
}

export type ClaimResult =
  | { readonly kind: "won"; readonly expiresAt: number }
  | { readonly kind: "held"; readonly by: string; readonly expiresAt: number };

export interface Claims {
  /** One holder at a time. Claiming again as the same holder renews. Atomic across processes. */
  claim(key: string, holder: string, ttlMs: number): Promise<ClaimResult>;
  holder(key: string): Promise<string | undefined>;
  /** False if somebody else holds it. */
  release(key: string, holder: string): Promise<boolean>;
}

export interface Store {
  readonly documents: Documents;
  readonly counters: Counters;
  readonly claims: Claims;
  /** Deletes what has expired; returns how many rows went. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}
