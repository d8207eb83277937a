/** From a decision to a reply: blocks without invitation, which the sender adds. Pure. */
import type { Block, Inline } from "../adapter.ts";
import type { Bank, Correction, Myth, Topic, Version } from "../bank/bank.ts";
import type { Mentions } from "../reading/mentions.ts";
import { findAuthority } from "./authority.ts";
import { invitation, type InvitationLength } from "./invitation.ts";
import { parseMarkdown, textWithLinks } from "./markdown.ts";
import type { Words } from "./words.ts";

/** Alone on a line of an answer; replaced by the competent authority or the official finder. */
export const AUTHORITY_PLACEHOLDER = "{authority}";
const FINDER = "https://www.anerkennung-in-deutschland.de";

export interface Composed {
  readonly blocks: readonly Block[];
  readonly language: string;
  /** Says who speaks: the bot or an advisor, with the date of the answer. */
  readonly label: string;
  /** A source of the topic that the reader can read. */
  readonly source?: string;
  readonly invitation: InvitationLength;
}

export interface ComposeContext {
  readonly bank: Bank;
  readonly words: Words;
}

/** The bank's answer, filled for what was mentioned. */
export function composeAnswer(
  { bank, words }: ComposeContext,
  topic: Topic,
  version: Version,
  mentions: Mentions,
): Composed {
  const { language } = version;
  const profession = mentions.profession ?? topic.profession;
  const blocks = version.body
    .split(/\n{2,}/u)
    .flatMap((paragraph) =>
      paragraph.trim() === AUTHORITY_PLACEHOLDER
        ? authorityBlocks(bank, words, language, profession, mentions.state)
        : parseMarkdown(paragraph, language),
    );
  return {
    blocks: mergeLists(blocks),
    language,
    label: words(language, "label", { date: monthOf(version) }),
    ...sourceOf(topic, language),
    invitation: "full",
  };
}

/** What the bank says to a false claim. */
export function composeCorrection({ bank, words }: ComposeContext, myth: Myth, correction: Correction): Composed {
  const { language, text } = correction;
  return {
    blocks: parseMarkdown(text, language),
    language,
    label: words(language, "label", { date: monthOf(correction) }),
    ...sourceOf(bank.topics.get(myth.topic), language),
    invitation: "short",
  };
}

/** An advisor's own text. */
export function composeAdvisorReply({ words }: ComposeContext, blocks: readonly Block[], language: string): Composed {
  return { blocks, language, label: words(language, "labelAdvisor"), invitation: "full" };
}

/** One of Lotse's own sentences. */
export function composeNotice({ words }: ComposeContext, language: string, key: string): Composed {
  return {
    blocks: [{ kind: "paragraph", children: textWithLinks(words(language, key), language) }],
    language,
    label: words(language, "labelBot"),
    invitation: "line",
  };
}

/** What is sent: the reply, the invitation, and the small print. */
export function closeReply({ bank, words }: ComposeContext, reply: Composed, state: string | undefined): Block[] {
  const { language, label, source } = reply;
  const small: Inline[] = textWithLinks(label, language);
  if (source !== undefined)
    small.push({ kind: "text", text: "\n" }, ...textWithLinks(words(language, "source", { url: source }), language));
  return [
    ...reply.blocks,
    ...invitation(bank.directory, words, language, state, reply.invitation),
    { kind: "small", children: small },
  ];
}

/** `2026-11` as `11/2026`. */
function monthOf({ asOf }: Correction | Version): string {
  return asOf.split("-").reverse().join("/");
}

/** The topic's first source that the reader can read: in their language, else German, English or of no language. */
function sourceOf(topic: Topic | undefined, language: string): { source?: string } {
  const urls = topic?.sources.map(({ url }) => url) ?? [];
  const isIn = (codes: readonly string[]) => (url: string) => codes.includes(PAGE_LANGUAGE.exec(url)?.[1] ?? "");
  const source = urls.find(isIn([language])) ?? urls.find(isIn(["", SOURCE_LANGUAGE, "en"])) ?? urls[0];
  return source === undefined ? {} : { source };
}

/** Official pages bear their language in the path: `/html/ro/glosar.php`. */
const PAGE_LANGUAGE = /\/(ar|de|en|es|fa|fr|it|pl|pt|ro|ru|tr|uk)(?:\/|$)/u;
const SOURCE_LANGUAGE = "de";

function authorityBlocks(
  bank: Bank,
  words: Words,
  language: string,
  professionId: string | undefined,
  state: string | undefined,
): Block[] {
  const found = findAuthority(bank.directory, professionId, state);
  if (found.kind === "unknown" || found.kind === "craft") {
    return lines([words(language, found.kind === "craft" ? "authorityCraft" : "authorityUnknown"), FINDER], language);
  }
  const { authority, profession } = found;
  const stateName = bank.directory.states.find(({ code }) => code === authority.state)?.names;
  const values = {
    profession,
    state: stateName?.[language as keyof typeof stateName] ?? "",
    name: authority.name ?? "",
    date: /\d{4}(-\d{2})?/u.exec(authority.as_of)?.[0] ?? "",
  };
  const key =
    found.kind === "uncertain"
      ? "authorityUncertain"
      : stateName === undefined
        ? "authorityNationwide"
        : "authorityKnown";
  return lines([words(language, key, values), authority.website ?? FINDER], language);
}

function lines(all: readonly string[], language: string): Block[] {
  return [
    {
      kind: "paragraph",
      children: all.flatMap((line, i): Inline[] => [
        ...(i === 0 ? [] : [{ kind: "text" as const, text: "\n" }]),
        ...textWithLinks(line, language),
      ]),
    },
  ];
}

/** A list that a blank line cut in two is one list, so that its numbers go on. */
function mergeLists(blocks: readonly Block[]): Block[] {
  return blocks.reduce<Block[]>((merged, block) => {
    const last = merged.at(-1);
    if (block.kind === "list" && last?.kind === "list" && last.isOrdered === block.isOrdered) {
      merged[merged.length - 1] = { ...last, items: [...last.items, ...block.items] };
    } else merged.push(block);
    return merged;
  }, []);
}
