/** Opens cases, carries out what advisors do with them, and keeps their cards true. */
import { createHash } from "node:crypto";
import type { Block, Conversation, Message, Person, Press } from "../adapter.ts";
import type { Bank } from "../bank/bank.ts";
import type { Cards } from "../delivery/courier.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { Pseudonym } from "../privacy/pseudonym.ts";
import { redact } from "../privacy/redact.ts";
import type { Reading } from "../reading/read.ts";
import { closeReply, composeAdvisorReply } from "../replying/compose.ts";
import { plainBlocks } from "../replying/markdown.ts";
import type { Words } from "../replying/words.ts";
import type { Store } from "../store/store.ts";
import { createCaseCards } from "./case-cards.ts";
import { caseNumber } from "./card.ts";
import { CASES, isDone, readCaseAction, RETENTION_MS, type Advisor, type Case, type CaseAction } from "./case.ts";
import { composeSuggestion, suggestionsOf } from "./suggestion.ts";

export interface CasesDeps {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly bank: () => Bank;
  readonly words: Words;
  readonly pseudonym: Pseudonym;
  readonly now: () => number;
  /** Where the cards go; without it cases are kept for `lotse cases`. */
  readonly advisors: Conversation | undefined;
  readonly advisorsLanguage: string;
  /** Federal state of the space, for the invitation. */
  readonly regionOf: (conversation: Conversation) => Promise<string | undefined>;
}

export interface Cases extends Cards {
  /** Idempotent: the same message makes the same case. `myth`: the message states it, and its correction is the first suggestion. */
  open(message: Message, reading: Reading, reason: Case["reason"], myth?: string): Promise<Case>;
  get(id: string): Promise<Case | undefined>;
  /** A press on a card. Returns what the presser is told, or `undefined` if it was not a card's button. */
  press(press: Press): Promise<string | undefined>;
  /** A message that replies to a card is the advisor's answer. False if it does not reply to a card. */
  reply(message: Message): Promise<boolean>;
  /** What an advisor does, wherever they do it (button, console command). Returns what they are told. */
  act(caseId: string, action: CaseAction, person: Advisor, eventId: string): Promise<string>;
  /** An advisor's own words. */
  answer(caseId: string, text: string, person: Advisor, eventId: string): Promise<string>;
}

/** A claim ends by itself, so that a case does not wait for an advisor who has gone home. */
const CLAIM_MS = 30 * 60_000;

export function createCases(deps: CasesDeps): Cases {
  const { store, outbox, bank, words, pseudonym, now, advisors, advisorsLanguage, regionOf } = deps;
  const { documents, claims } = store;
  const cards = createCaseCards(deps);
  const say = (key: string, values?: Record<string, string | number>) => words(advisorsLanguage, key, values);

  /** Reads, changes and writes until no other writer came between; then brings the card up to date. */
  const change = async (id: string, apply: (item: Case) => Case): Promise<Case | undefined> => {
    for (;;) {
      const stored = await documents.get<Case>(CASES, id);
      if (stored === undefined) return undefined;
      const next = apply(stored.value);
      const revision = await documents.put(CASES, id, next, { ifRevision: stored.revision, ...keep(next) });
      if (revision === undefined) continue;
      if (advisors !== undefined) await outbox.card(id, revision, advisors);
      return next;
    }
  };
  const keep = ({ state }: Case) => ({ expiresAt: now() + RETENTION_MS, tag: state });
  const claimKey = (id: string) => `case:${id}`;

  /** Takes the case for this advisor; the name of who has it otherwise. */
  const take = async (id: string, person: Advisor): Promise<{ kind: "taken" } | { kind: "held"; by: string }> => {
    const claim = await claims.claim(claimKey(id), person.id, CLAIM_MS);
    if (claim.kind === "won") return { kind: "taken" };
    const item = await documents.get<Case>(CASES, id);
    return { kind: "held", by: item?.value.holder?.name ?? "" };
  };

  const send = async (item: Case, id: string, blocks: readonly Block[]): Promise<void> => {
    await outbox.reply({
      id,
      conversation: item.origin.conversation,
      replyTo: item.origin.messageId,
      ifReplyGone: "send",
      blocks,
      promise: "at-least-once",
      isSilent: false,
      caseId: item.id,
    });
    await change(item.id, (current) => ({ ...current, state: "sent" }));
  };

  const stateFor = async (item: Case): Promise<string | undefined> =>
    item.mentions.state ?? (await regionOf(item.origin.conversation));

  /** Runs `work` for the advisor who holds the case, taking it first if it is free. */
  const holding = async (caseId: string, person: Advisor, work: (item: Case) => Promise<string>): Promise<string> => {
    const taken = await take(caseId, person);
    if (taken.kind === "held") return say("toastHeld", { name: taken.by });
    const item = (await documents.get<Case>(CASES, caseId))?.value;
    return item === undefined ? say("buttonStale") : work({ ...item, holder: person });
  };

  const cases: Cases = {
    async open(message, reading, reason, myth) {
      const id = createHash("sha256").update(message.id).digest("hex").slice(0, 12);
      const item: Case = {
        id,
        state: "open",
        reason,
        question: redact(message.text),
        language: reading.language.code,
        mentions: reading.mentions,
        flags: reading.flags,
        why: reading.why.map(redact),
        suggestions: suggestionsOf(reading, bank(), myth),
        origin: {
          conversation: message.conversation,
          messageId: message.messageId,
          ...(message.chatTitle === undefined ? {} : { title: message.chatTitle }),
          ...(message.link === undefined ? {} : { link: message.link }),
        },
        createdAt: now(),
      };
      const revision = await documents.put(CASES, id, item, { ifRevision: 0, ...keep(item) });
      if (advisors !== undefined) await outbox.card(id, revision ?? 1, advisors);
      return revision === undefined ? ((await cases.get(id)) ?? item) : item;
    },

    async get(id) {
      return (await documents.get<Case>(CASES, id))?.value;
    },

    async press(press) {
      const read = readCaseAction(press.action);
      if (read === undefined || !isAdvisorsChat(press.conversation, advisors)) return undefined;
      const current = await cases.get(read.caseId);
      if (current === undefined) return say("buttonStale");
      if (current.card === undefined) await cards.remember(read.caseId, press.conversation, press.messageId);
      return cases.act(read.caseId, read.action, advisorOf(press.conversation, press.author), press.id);
    },

    async reply(message) {
      const { replyTo } = message;
      if (replyTo?.isOurs !== true || !isAdvisorsChat(message.conversation, advisors)) return false;
      const caseId =
        replyTo.actions.map(readCaseAction).find((read) => read !== undefined)?.caseId ??
        (await cards.caseOf(message.conversation, replyTo.messageId));
      if (caseId === undefined) return false;
      const told = await cases.answer(
        caseId,
        message.text,
        advisorOf(message.conversation, message.author),
        message.id,
      );
      if (told !== say("toastSent")) {
        await outbox.reply({
          id: `told-${message.id}`,
          conversation: message.conversation,
          replyTo: message.messageId,
          ifReplyGone: "send",
          blocks: [
            { kind: "paragraph", children: [{ kind: "text", text: `${caseNumber({ id: caseId })} · ${told}` }] },
          ],
          promise: "at-least-once",
          isSilent: true,
        });
      }
      return true;
    },

    async act(caseId, action, person, eventId) {
      const item = await cases.get(caseId);
      if (item === undefined) return say("buttonStale");
      if (isDone(item)) return say("toastDone");
      switch (action.kind) {
        case "claim":
          return holding(caseId, person, async () => {
            await change(caseId, (current) => ({ ...current, state: "claimed", holder: person }));
            return say("toastClaimed");
          });
        case "release": {
          if (!(await claims.release(claimKey(caseId), person.id)))
            return say("toastHeld", { name: item.holder?.name ?? "" });
          await change(caseId, ({ holder: _, ...current }) => ({ ...current, state: "open" }));
          return say("toastReleased");
        }
        case "close":
          return holding(caseId, person, async () => {
            await change(caseId, (current) => ({ ...current, state: "closed", holder: person }));
            return say("toastClosed");
          });
        case "suggest":
          return holding(caseId, person, async (held) => {
            const context = { bank: bank(), words };
            const answer = composeSuggestion(context, held, held.suggestions[action.index]);
            if (answer === undefined) return say("buttonStale");
            await change(caseId, (current) => ({ ...current, holder: person }));
            await send(held, `case-${caseId}-${eventId}`, closeReply(context, answer, await stateFor(held)));
            return say("toastSent");
          });
      }
    },

    async answer(caseId, text, person, eventId) {
      const item = await cases.get(caseId);
      if (item === undefined) return say("buttonStale");
      if (item.state === "closed") return say("toastDone");
      return holding(caseId, person, async (held) => {
        await change(caseId, (current) => ({ ...current, holder: person }));
        const context = { bank: bank(), words };
        const reply = composeAdvisorReply(context, plainBlocks(text, held.language), held.language);
        await send(held, `case-${caseId}-${eventId}`, closeReply(context, reply, await stateFor(held)));
        return say("toastSent");
      });
    },

    async deliver(caseId, send) {
      const item = await cases.get(caseId);
      return item === undefined ? undefined : cards.post(item, send);
    },

    async undeliverable(caseId, reason) {
      await change(caseId, (current) => ({ ...current, state: "failed", failure: reason }));
    },
  };

  const advisorOf = ({ platform }: Conversation, { id, name }: Person): Advisor => ({
    id: pseudonym(platform, id),
    name,
  });

  return cases;
}

/** The whole chat is the advisors', with all its topics. */
export function isAdvisorsChat({ platform, chat }: Conversation, advisors: Conversation | undefined): boolean {
  return advisors !== undefined && advisors.platform === platform && advisors.chat === chat;
}
