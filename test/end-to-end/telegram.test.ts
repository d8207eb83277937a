import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  startFakeTelegram,
  type FakeChat,
  type FakeMessage,
  type FakeTelegram,
  type FakeUser,
} from "../fakes/telegram.ts";
import { createLotseProcess, type LotseProcess } from "./process.ts";

const QUESTION = "quien paga la homologacion de mi titulo en alemania?";
const CHATTER = "buenos dias a todos, feliz domingo!!";
/** For us, but nothing that the bank answers: a person's own file. */
const UNCLEAR =
  "hola, tengo un problema, mi solicitud de homologacion fue rechazada y me llego el Bescheid ayer, que hago ahora?";
const FALSE_CLAIM = "no mija, sin apostilla no te aceptan nada de nada en alemania";
const INVITATION = "https://www.anerkennung-in-deutschland.de";

let telegram: FakeTelegram;
let lotse: LotseProcess;
let group: FakeChat;
let advisors: FakeChat;
let asker: FakeUser;
let ana: FakeUser;
let ben: FakeUser;

beforeEach(async () => {
  telegram = await startFakeTelegram();
  group = telegram.group("Latinos en Berlín");
  advisors = telegram.group("Beratung");
  asker = telegram.user("Marta");
  ana = telegram.user("Ana");
  ben = telegram.user("Ben");
  lotse = createLotseProcess({
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    ADVISORS_CHAT: `telegram:${advisors.id}`,
    TRUST: "draft",
    LISTEN: "all",
  });
});

afterEach(async () => {
  await lotse.dispose();
  await telegram.close();
});

const PATIENCE_MS = 15_000;
const first = (chat: FakeChat) => telegram.waitFor(() => telegram.sentTo(chat)[0], PATIENCE_MS);
const buttonOf = (message: FakeMessage, verb: string): string => {
  const found = message.reply_markup?.inline_keyboard
    .flat()
    .find(({ callback_data: data }) => data?.includes(`:${verb}`))?.callback_data;
  if (found === undefined) throw new Error(`There is no button ${verb}.`);
  return found;
};
const sends = () => telegram.log.filter(({ method }) => method === "sendMessage");

describe("Lotse on Telegram", () => {
  it("answers a question in the thread of the question, with the invitation", async () => {
    await lotse.start();
    const question = telegram.say({ chat: group, from: asker, text: QUESTION });
    const answer = await first(group);
    expect(answer.reply_to_message?.message_id).toBe(question.message_id);
    expect(answer.text).toContain("Jobcenter");
    expect(answer.text).toContain(INVITATION);
    expect(sends()).toHaveLength(1);
  });

  it("makes no request at all for chatter", async () => {
    await lotse.start();
    telegram.say({ chat: group, from: asker, text: CHATTER });
    await telegram.waitFor(() => telegram.pending().length === 0, PATIENCE_MS);
    await delay(500);
    expect(sends()).toEqual([]);
  });

  it("corrects a false claim under it, and is silent where the same words are true", async () => {
    await lotse.start();
    telegram.say({ chat: group, from: ana, text: "en turquía sin apostilla no hacen nada, pero eso es otro país" });
    const claim = telegram.say({ chat: group, from: ben, text: FALSE_CLAIM });
    const correction = await first(group);
    expect(correction.reply_to_message?.message_id).toBe(claim.message_id);
    expect(correction.text).toContain("apostilla");
    expect(correction.text).toContain(INVITATION);
    expect(sends()).toHaveLength(1);
  });

  it("hands an unclear question to an advisor, and their reply back to the thread", async () => {
    await lotse.start();
    const question = telegram.say({ chat: group, from: asker, text: UNCLEAR });
    const card = await first(advisors);
    expect(telegram.sentTo(group)).toEqual([]);
    const won = telegram.press(card, buttonOf(card, "claim"), ana);
    await telegram.waitFor(() => telegram.answers.get(won), PATIENCE_MS);
    const lost = telegram.press(card, buttonOf(card, "claim"), ben);
    const told = await telegram.waitFor(() => telegram.answers.get(lost), PATIENCE_MS);
    expect(JSON.stringify(told)).toContain("Ana");
    await telegram.waitFor(() => telegram.sentTo(advisors)[0]?.text?.includes("Ana"), PATIENCE_MS);

    telegram.say({
      chat: advisors,
      from: ana,
      text: "Hola Marta, escríbenos y lo vemos juntas.",
      replyTo: card.message_id,
    });
    const reply = await first(group);
    expect(reply.reply_to_message?.message_id).toBe(question.message_id);
    expect(reply.text).toContain("escríbenos y lo vemos juntas");
    expect(reply.text).toContain(INVITATION);
    await telegram.waitFor(
      () =>
        telegram.sentTo(advisors)[0]?.reply_markup?.inline_keyboard.flat().length === 0 ||
        !telegram.sentTo(advisors)[0]?.reply_markup,
      PATIENCE_MS,
    );
  });

  it("tells an advisor who presses second who has the case, when both press at once", async () => {
    await lotse.start();
    telegram.say({ chat: group, from: asker, text: UNCLEAR });
    const card = await first(advisors);
    const presses = [
      telegram.press(card, buttonOf(card, "claim"), ana),
      telegram.press(card, buttonOf(card, "claim"), ben),
    ];
    const answers = await Promise.all(
      presses.map((id) => telegram.waitFor(() => telegram.answers.get(id), PATIENCE_MS)),
    );
    const texts = answers.map((answer) => JSON.stringify(answer));
    expect(texts.filter((text) => text.includes("Sie haben den Fall"))).toHaveLength(1);
    expect(texts.filter((text) => text.includes("Den Fall hat"))).toHaveLength(1);
  });

  it("listens to all only after an admin has said so with /lotse", async () => {
    await lotse.dispose();
    lotse = createLotseProcess({ TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url, TRUST: "draft" });
    await lotse.start();
    telegram.say({ chat: group, from: asker, text: QUESTION });
    telegram.say({ chat: group, from: asker, text: "/lotse" });
    const refused = await first(group);
    expect(refused.reply_markup).toBeUndefined();
    telegram.setMember(group, ana, "administrator");
    telegram.say({ chat: group, from: ana, text: "/lotse" });
    const menu = await telegram.waitFor(
      () => telegram.sentTo(group).find((sent) => sent.reply_markup !== undefined),
      PATIENCE_MS,
    );
    const press = telegram.press(menu, buttonOf(menu, "listen:all"), ana);
    await telegram.waitFor(() => telegram.answers.get(press), PATIENCE_MS);
    telegram.say({ chat: group, from: asker, text: QUESTION });
    const answer = await telegram.waitFor(
      () => telegram.sentTo(group).find(({ text }) => text?.includes("Jobcenter")),
      PATIENCE_MS,
    );
    expect(answer.text).toContain(INVITATION);
  });

  it("keeps every promise when it is killed at any moment", async () => {
    // Each delay is a kill at another step between the update and the reply; the first ones come before it is accepted.
    for (const wait of [0, 4, 8, 16, 30, 60, 120]) {
      await lotse.start();
      const before = telegram.sentTo(advisors).length;
      telegram.say({ chat: group, from: asker, text: `${UNCLEAR} (${wait})` });
      await delay(wait);
      await lotse.kill();
      await lotse.start();
      const card = await telegram.waitFor(() => telegram.sentTo(advisors)[before], PATIENCE_MS);
      const replies = telegram.sentTo(group).length;
      telegram.say({ chat: advisors, from: ana, text: `Respuesta ${wait}`, replyTo: card.message_id });
      await delay(wait);
      await lotse.kill();
      await lotse.start();
      await telegram.waitFor(
        () =>
          telegram
            .sentTo(group)
            .slice(replies)
            .some(({ text }) => text?.includes(`Respuesta ${wait}`)),
        PATIENCE_MS,
      );
      await lotse.stop();
    }
    expect(lotse.log()).not.toContain("Respuesta");
  }, 180_000);

  it("sends an unprompted answer at most once, whenever it is killed", async () => {
    for (const moment of ["before", "after"] as const) {
      await lotse.start();
      const sent = telegram.sentTo(group).length;
      telegram.fault("sendMessage", { kind: moment === "after" ? "reset-after" : "reset-before" });
      telegram.say({ chat: group, from: asker, text: `${QUESTION} ${moment}` });
      await telegram.waitFor(
        () => sends().some(({ params }) => String(params["chat_id"]) === String(group.id)),
        PATIENCE_MS,
      );
      await lotse.kill();
      await lotse.start();
      await delay(1_000);
      expect(telegram.sentTo(group).length - sent).toBeLessThanOrEqual(1);
      await lotse.stop();
    }
  }, 60_000);
});
