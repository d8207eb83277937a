/** The closing lines of every reply. Appended by the sender: authors cannot forget them, adapters cannot drop them. */
import type { Block, Inline } from "../adapter.ts";
import type { Directory } from "../bank/bank.ts";
import type { Centre } from "../bank/schema.ts";
import { textWithLinks } from "./markdown.ts";
import type { Words } from "./words.ts";

/** The official search for advice centres; named in every invitation (directory/advice-centres.yaml). */
export const SEARCH_CENTRE_ID = "nat-search-aid";
const SEARCH_URL = "https://www.anerkennung-in-deutschland.de";
/** Kinds of centres that advise everybody, whatever the profession. */
const GENERAL_KINDS = new Set(["recognition-advice", "state-network"]);

/** `full` below answers, `short` below corrections, `line` below the bot's own remarks: nobody reads the same three lines all day. */
export type InvitationLength = "full" | "short" | "line";

/** `state`: the one that was mentioned, else the space's region. */
export function invitation(
  directory: Directory,
  words: Words,
  language: string,
  state: string | undefined,
  length: InvitationLength,
): Block[] {
  const centre = centreFor(directory, state);
  const search = directory.centres.find(({ id }) => id === SEARCH_CENTRE_ID)?.website ?? SEARCH_URL;
  if (length !== "full") {
    const url = centre?.website ?? search;
    const text = words(language, length === "short" ? "invitationShort" : "invitationLine", { url });
    return [{ kind: "paragraph", children: textWithLinks(text, language) }];
  }
  const lines = [words(language, "invitation")];
  if (centre?.website !== undefined) {
    lines.push(words(language, "invitationCentre", { name: centre.name, url: centre.website }));
  }
  lines.push(words(language, "invitationSearch", { url: search }));
  const [first = "", ...others] = lines;
  return [
    {
      kind: "paragraph",
      children: [
        { kind: "strong", children: textWithLinks(first, language) },
        ...others.flatMap((line) => newLine(line, language)),
      ],
    },
  ];
}

/** Only rows of high confidence are named; the official search covers the rest. */
function centreFor({ centres }: Directory, state: string | undefined): Centre | undefined {
  if (state === undefined) return undefined;
  const sure = centres.filter((row) => row.state === state && row.confidence === "high" && GENERAL_KINDS.has(row.kind));
  // A centre of one town is no answer for a whole state.
  return (
    sure.find((row) => row.kind === "state-network") ??
    sure.find((row) => !row.name.includes("Regierungsbezirk") && !row.name.includes("district"))
  );
}

function newLine(line: string, language: string): Inline[] {
  return [{ kind: "text", text: "\n" }, ...textWithLinks(line, language)];
}
