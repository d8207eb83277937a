/** Short hashes that tell whether a text is still the one that was translated or reviewed. */
import { createHash } from "node:crypto";

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
