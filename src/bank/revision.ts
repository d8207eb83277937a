/** Short hashes that tell whether a text is still the one that was translated or reviewed. */
import { createHash } from "node:crypto";
import type { Reviewable } from "./bank.ts";

/** What the files say of a text's state; see `schema.ts`. */
export interface Head {
  readonly status: "draft" | "reviewed";
  readonly as_of: string;
  readonly source_revision?: string | undefined;
  readonly minor_since?: string | undefined;
  readonly reviewed_by?: string | undefined;
  readonly reviewed_on?: string | undefined;
}

/** Twelve hex digits of a text's SHA-256, blind to line ends, trailing blanks and Unicode composition. */
export function revisionOf(title: string, body: string): string {
  const normal = `${title}\n\n${body}`
    .normalize("NFC")
    .split(/\r?\n/u)
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
  return createHash("sha256").update(normal).digest("hex").slice(0, 12);
}

/**
 * The state of a text. `source`: the head and revision of the German one; a translation is outdated unless it names that
 * revision, or the one before a change that did not alter the meaning.
 */
export function stateOf(
  language: string,
  head: Head,
  revision: string,
  source: { readonly head: Head; readonly revision: string } | undefined,
): Reviewable {
  const current = source === undefined ? [] : [source.revision, source.head.minor_since];
  const isSource = source !== undefined && source.head === head;
  return {
    language,
    status: head.status,
    asOf: head.as_of,
    revision,
    sourceRevision: head.source_revision,
    isOutdated: !isSource && (head.source_revision === undefined || !current.includes(head.source_revision)),
    reviewedBy: head.reviewed_by,
    reviewedOn: head.reviewed_on,
  };
}
