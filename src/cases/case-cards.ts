/** Where the card of each case stands in the advisors' chat, and how it gets there and is kept true. */
import { createHash } from "node:crypto";
import type { Conversation, SendResult } from "../adapter.ts";
import type { Bank } from "../bank/bank.ts";
import type { CardSend } from "../delivery/courier.ts";
import type { Words } from "../replying/words.ts";
import type { Store } from "../store/store.ts";
import { renderCard } from "./card.ts";
import { CASES, RETENTION_MS, type Case } from "./case.ts";

export interface CaseCardsDeps {
  readonly store: Store;
  readonly bank: () => Bank;
  readonly words: Words;
  readonly now: () => number;
  readonly advisors: Conversation | undefined;
  readonly advisorsLanguage: string;
}

export interface CaseCards {
  /** Posts the card, or edits the one that stands already; `undefined` where there is no advisors' chat to post to. */
  post(item: Case, send: CardSend): Promise<SendResult | undefined>;
  /** Notes that the card of this case is this message. */
  remember(caseId: string, conversation: Conversation, messageId: string): Promise<void>;
  /** Id of the case whose card this message is. */
  caseOf(conversation: Conversation, messageId: string): Promise<string | undefined>;
}

const CARDS = "cards";
/** Length of a nonce that every platform takes. */
const NONCE_LENGTH = 25;

export function createCaseCards({ store, bank, words, now, advisors, advisorsLanguage }: CaseCardsDeps): CaseCards {
  const { documents } = store;
  const cards: CaseCards = {
    async post(item, { adapter: adapterOf, paced }) {
      if (advisors === undefined) return undefined;
      const { id, card } = item;
      const conversation = card?.conversation ?? advisors;
      const adapter = adapterOf(conversation.platform);
      if (adapter === undefined) return undefined;
      const content = renderCard(item, bank(), words, advisorsLanguage);
      if (card !== undefined) {
        const edited = await paced(conversation, () => adapter.edit({ ...card, ...content }));
        // Somebody deleted the card: the case needs a new one.
        if (edited.kind !== "gone" || edited.what !== "message") return edited;
      }
      const nonce = createHash("sha256")
        .update(`card-${id}-${card?.messageId ?? ""}`)
        .digest("hex")
        .slice(0, NONCE_LENGTH);
      const sent = await paced(advisors, () =>
        adapter.send({ conversation: advisors, ifReplyGone: "send", isSilent: false, nonce, ...content }),
      );
      if (sent.kind === "sent") await cards.remember(id, advisors, sent.messageId);
      return sent;
    },

    async remember(caseId, conversation, messageId) {
      const expiresAt = now() + RETENTION_MS;
      await documents.put(CARDS, cardKey(conversation, messageId), caseId, { expiresAt });
      for (;;) {
        const stored = await documents.get<Case>(CASES, caseId);
        if (stored === undefined) return;
        const next: Case = { ...stored.value, card: { conversation, messageId } };
        if ((await documents.put(CASES, caseId, next, { ifRevision: stored.revision })) !== undefined) return;
      }
    },

    async caseOf(conversation, messageId) {
      return (await documents.get<string>(CARDS, cardKey(conversation, messageId)))?.value;
    },
  };
  return cards;
}

function cardKey({ platform, chat }: Conversation, messageId: string): string {
  return `${platform}:${chat}:${messageId}`;
}
