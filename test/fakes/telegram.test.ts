import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeTelegram } from "./telegram.ts";
import type { FakeTelegram } from "./telegram.ts";
import { parseHtml } from "./telegram/html.ts";

interface Answer {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly description?: string;
}

type Ask = (method: string, params?: object | FormData | URLSearchParams) => Promise<Answer>;

async function open(): Promise<{ readonly fake: FakeTelegram; readonly ask: Ask }> {
  const fake = await startFakeTelegram();
  onTestFinished(() => fake.close());
  return { fake, ask: asker(fake.url, fake.token) };
}

function asker(url: string, token: string): Ask {
  return async (method, params = {}) => {
    const isForm = params instanceof FormData || params instanceof URLSearchParams;
    const init = isForm
      ? { body: params }
      : { body: JSON.stringify(params), headers: { "content-type": "application/json" } };
    const response = await fetch(`${url}/bot${token}/${method}`, { method: "POST", ...init });
    return (await response.json()) as Answer;
  };
}

describe("fake Telegram", () => {
  it("knows its token, its methods and its bot", async () => {
    const { fake, ask } = await open();
    expect(await asker(fake.url, "1:wrong")("getMe")).toEqual({
      ok: false,
      error_code: 401,
      description: "Unauthorized",
    });
    expect(await ask("noSuchMethod")).toMatchObject({ ok: false, error_code: 404 });
    expect(await ask("GETME")).toMatchObject({
      ok: true,
      result: { id: fake.bot.id, is_bot: true },
    });
  });

  it("gives the same updates until their offset is passed", async () => {
    const { fake, ask } = await open();
    const chat = fake.group("Group");
    const from = fake.user("Amal");
    for (const text of ["one", "two", "three"]) fake.say({ chat, from, text });
    const updates = async (params: object): Promise<unknown[]> => (await ask("getUpdates", params)).result as unknown[];
    expect(await updates({})).toHaveLength(3);
    expect(await updates({ limit: 2 })).toHaveLength(2);
    expect(await updates({ offset: 700_000_003 })).toMatchObject([{ message: { text: "three" } }]);
    expect(fake.pending()).toHaveLength(1);
  });

  it("holds a poll until something comes, and ends it in favour of another", async () => {
    const { fake, ask } = await open();
    const first = ask("getUpdates", { timeout: 30, allowed_updates: ["message"] });
    await fake.waitFor(() => fake.log.length === 1);
    const second = ask("getUpdates", { timeout: 30 });
    expect(await first).toMatchObject({ error_code: 409 });
    await fake.waitFor(() => fake.log.length === 2);
    fake.push("poll", { id: "1" });
    fake.say({ chat: fake.group("Group"), from: fake.user("Amal"), text: "@lotse_bot /help" });
    expect(await second).toMatchObject({
      result: [{ message: { entities: [{ type: "mention" }, { type: "bot_command" }] } }],
    });
  });

  it("refuses to be polled while a webhook is set", async () => {
    const { ask } = await open();
    await ask("setWebhook", { url: "http://127.0.0.1:9/" });
    expect(await ask("getUpdates")).toMatchObject({ error_code: 409 });
    expect(await ask("getWebhookInfo")).toMatchObject({
      result: { url: "http://127.0.0.1:9/", pending_update_count: 0 },
    });
    await ask("deleteWebhook");
    expect(await ask("getUpdates")).toMatchObject({ ok: true });
  });

  it("reads JSON, forms and multipart alike", async () => {
    const { fake, ask } = await open();
    const chat = fake.group("Group");
    const fields = {
      chat_id: String(chat.id),
      text: "12",
      reply_markup: '{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}',
    };
    const multipart = new FormData();
    for (const [key, value] of Object.entries(fields)) multipart.append(key, value);
    await ask("sendMessage", {
      ...fields,
      reply_markup: JSON.parse(fields.reply_markup) as object,
    });
    await ask("sendMessage", new URLSearchParams(fields));
    await ask("sendMessage", multipart);
    const expected = { text: "12", reply_markup: JSON.parse(fields.reply_markup) as unknown };
    const sent = fake.sentTo(chat).map(({ text, reply_markup }) => ({ text, reply_markup }));
    expect(sent).toEqual(Array.from({ length: 3 }, () => expected));
  });

  it.each([
    [{ text: " \n " }, "message text is empty"],
    [{ text: "x".repeat(4097) }, "message is too long"],
    [{ text: "<b>x", parse_mode: "HTML" }, "can't parse entities"],
    [{ text: "x", reply_parameters: { message_id: 99 } }, "message to be replied not found"],
    [{ text: "x", message_thread_id: 99 }, "message thread not found"],
    [{ text: "x", chat_id: 42 }, "chat not found"],
    [
      {
        text: "x",
        reply_markup: { inline_keyboard: [[{ text: "A", callback_data: "ü".repeat(33) }]] },
      },
      "BUTTON_DATA_INVALID",
    ],
  ])("refuses sendMessage %o", async (params, description) => {
    const { fake, ask } = await open();
    const answer = await ask("sendMessage", { chat_id: fake.group("Group").id, ...params });
    expect(answer).toMatchObject({
      error_code: 400,
      description: expect.stringContaining(description),
    });
  });

  it("takes one answer per press, and no edit that changes nothing", async () => {
    const { fake, ask } = await open();
    const chat = fake.group("Group");
    await ask("sendMessage", { chat_id: chat.id, text: "Helpful?" });
    const [post] = fake.sentTo(chat);
    if (post === undefined) throw new Error("Nothing was sent.");
    const answer = { callback_query_id: fake.press(post, "a", fake.user("Amal")), text: "Thanks" };
    expect(await ask("answerCallbackQuery", answer)).toMatchObject({ ok: true });
    expect(await ask("answerCallbackQuery", answer)).toMatchObject({ error_code: 400 });

    const edit = {
      chat_id: chat.id,
      message_id: post.message_id,
      text: "<i>Helpful?</i>",
      parse_mode: "HTML",
    };
    expect(await ask("editMessageText", edit)).toMatchObject({ ok: true });
    expect(await ask("editMessageText", edit)).toMatchObject({
      description: expect.stringContaining("is not modified"),
    });
  });

  it("meets each scripted fault once", async () => {
    const { fake, ask } = await open();
    fake.fault(
      "getMe",
      { kind: "error", code: 429, description: "Too Many Requests", retryAfter: 2 },
      { kind: "reset-before" },
    );
    expect(await ask("getMe")).toMatchObject({ error_code: 429, parameters: { retry_after: 2 } });
    await expect(ask("getMe")).rejects.toThrow("fetch failed");
    expect(await ask("getMe")).toMatchObject({ ok: true });
    expect(fake.log.map(({ method }) => method)).toEqual(["getMe", "getMe", "getMe"]);
  });
});

describe("parseHtml", () => {
  it("gives the text and its entities in UTF-16 code units", () => {
    expect(parseHtml(' 👋 <b>a &amp; <i>b</i></b> <a href="https://x.example">c</a>&#33; ')).toEqual({
      kind: "parsed",
      text: "👋 a & b c!",
      entities: [
        { type: "bold", offset: 3, length: 5 },
        { type: "italic", offset: 7, length: 1 },
        { type: "text_link", offset: 9, length: 1, url: "https://x.example" },
      ],
    });
  });

  it.each([
    "<b>x",
    "x</b>",
    "<b><i>x</b></i>",
    "<p>x</p>",
    "1 < 2",
    "<blockquote>a<blockquote>b</blockquote></blockquote>",
  ])("does not take %s", (html) => {
    expect(parseHtml(html).kind).toBe("unparsable");
  });
});
