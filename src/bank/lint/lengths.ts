/** One phone screen: how long an answer is once its placeholders are filled with the longest that the directory has. */
import { AUTHORITY_PLACEHOLDER, closeReply, composeAnswer, type ComposeContext } from "../../replying/compose.ts";
import { blockLength } from "../../replying/split.ts";
import { invitation } from "../../replying/invitation.ts";
import { createWords, type Words } from "../../replying/words.ts";
import type { Block } from "../../adapter.ts";
import type { Bank, Topic, Version } from "../bank.ts";
import { errorAt, warningAt, type Fault } from "../files.ts";

export interface PlatformLength {
  readonly platform: string;
  /** UTF-16 code units that one message may have. */
  readonly textLength: number;
}

/** The hard limit for a filled answer without invitation, and what is aimed at unfilled (answers/README.md). */
const MAX_BODY = 1_200;
const AIM_BODY = 850;
const MIN_BODY = 200;

export function lintLengths(bank: Bank, platforms: readonly PlatformLength[]): Fault[] {
  const context = { bank, words: createWords(bank.ui) };
  const longestMentions = createLongestMentions(context);
  const longestInvitation = createLongestInvitation(bank, context.words);
  return [...bank.topics.values()].flatMap((topic) =>
    Object.values(topic.versions).flatMap((version) => {
      const mentions = longestMentions(topic, version);
      const answer = composeAnswer(context, topic, version, mentions);
      const filled = lengthOf(answer.blocks);
      const reply = lengthOf(closeReply(context, answer, longestInvitation(version.language)));
      const file = `topics/${topic.id}/${version.language}.md`;
      return [
        ...(filled > MAX_BODY
          ? [errorAt(file, 1, `is ${filled} characters long once filled: at most ${MAX_BODY}`)]
          : version.body.length > AIM_BODY
            ? [warningAt(file, 1, `is ${version.body.length} characters long: aim at 350 to 700`)]
            : []),
        ...(version.body.length < MIN_BODY
          ? [warningAt(file, 1, `has only ${version.body.length} characters: say a little more`)]
          : []),
        ...platforms
          .filter(({ textLength }) => reply > textLength)
          .map(({ platform, textLength }) =>
            errorAt(file, 1, `makes a reply of ${reply} characters; ${platform} takes ${textLength} in one message`),
          ),
      ];
    }),
  );
}

/** The profession and state whose authority makes the answer longest. */
function createLongestMentions(context: ComposeContext) {
  const found = new Map<string, { profession: string; state: string }>();
  const { professions, states } = context.bank.directory;
  return (topic: Topic, version: Version): { profession?: string; state?: string } => {
    if (!version.body.includes(AUTHORITY_PLACEHOLDER)) return {};
    const key = `${version.language}:${topic.profession ?? ""}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const bare = { ...version, body: AUTHORITY_PLACEHOLDER };
    let longest = { profession: "", state: "" };
    let most = -1;
    for (const profession of topic.profession === undefined ? professions.map(({ id }) => id) : [topic.profession]) {
      for (const { code } of states) {
        const length = lengthOf(composeAnswer(context, topic, bare, { profession, state: code }).blocks);
        if (length <= most) continue;
        most = length;
        longest = { profession, state: code };
      }
    }
    found.set(key, longest);
    return longest;
  };
}

/** The state whose advice centre makes the invitation longest, for each language. */
function createLongestInvitation({ directory }: Bank, words: Words) {
  const found = new Map<string, string | undefined>();
  return (language: string): string | undefined => {
    if (!found.has(language)) {
      const lengths = directory.states.map(({ code }) => ({
        code,
        length: lengthOf(invitation(directory, words, language, code, "full")),
      }));
      found.set(language, lengths.sort((a, b) => b.length - a.length)[0]?.code);
    }
    return found.get(language);
  };
}

function lengthOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + blockLength(block), 0);
}
