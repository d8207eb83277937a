import { describe, expect, it } from "vitest";
import type { Block, Inline } from "../../src/adapter.ts";
import { loadBank } from "../../src/bank/load.ts";
import { closeReply, composeAnswer, composeCorrection, composeNotice } from "../../src/replying/compose.ts";
import { createWords } from "../../src/replying/words.ts";

const bank = loadBank("answers");
const context = { bank, words: createWords(bank.ui) };
const FINDER = "https://www.anerkennung-in-deutschland.de";

function textOf(blocks: readonly Block[]): string {
  const inline = (children: readonly Inline[]): string =>
    children
      .map((child) => ("text" in child ? child.text : "url" in child ? child.url : inline(child.children)))
      .join("");
  return blocks
    .map((block) => (block.kind === "list" ? block.items.map(inline).join("\n") : inline(block.children)))
    .join("\n\n")
    .replaceAll(/[\u2066-\u2069]/gu, "");
}

describe("a reply", () => {
  it.each(Object.keys(bank.ui))("ends with the invitation and says who speaks, in %s", (language) => {
    const topic = bank.topics.get("costs-and-fees");
    const version = topic?.versions[language];
    if (topic === undefined || version === undefined) throw new Error(`no answer in ${language}`);
    const answer = textOf(closeReply(context, composeAnswer(context, topic, version, {}), undefined));
    const notice = textOf(closeReply(context, composeNotice(context, language, "help"), undefined));
    const invitation = bank.ui[language]?.["invitation"] ?? "";
    expect(answer).toContain(invitation);
    expect(answer.indexOf(invitation)).toBeGreaterThan(answer.indexOf(version.body.slice(0, 20)));
    expect(answer).toContain("11/2026");
    expect(notice).toContain(FINDER);
    // The bot's own remarks invite in one line, so that nobody reads three lines below each of them.
    expect(notice).not.toContain(invitation);
  });

  it("names the advice centre of the state in every length of the invitation", () => {
    const topic = bank.topics.get("nurses");
    const version = topic?.versions["de"];
    if (topic === undefined || version === undefined) throw new Error("no answer");
    const centre = bank.directory.centres.find(({ id }) => id === "hh-zaa");
    const full = textOf(closeReply(context, composeAnswer(context, topic, version, {}), centre?.state));
    const line = textOf(closeReply(context, composeNotice(context, "de", "help"), centre?.state));
    expect(full).toContain(centre?.website);
    expect(full).toContain(FINDER);
    expect(line).toContain(centre?.website);
  });

  it("names a source in the reader's language, else one in German, English or none", () => {
    const topic = bank.topics.get("certified-copies-apostille");
    const version = topic?.versions["de"];
    if (topic === undefined || version === undefined) throw new Error("no answer");
    const [source] = topic.sources;
    if (source === undefined) throw new Error("no source");
    const pages = ["https://a.example/html/ro/x", "https://a.example/html/it/x", "https://a.example/x"];
    const sourceIn = (language: string) =>
      composeAnswer(
        context,
        { ...topic, sources: pages.map((url) => ({ ...source, url })) },
        { ...version, language },
        {},
      ).source;
    expect(["ro", "it", "uk", "de"].map(sourceIn)).toEqual([pages[0], pages[1], pages[2], pages[2]]);
  });

  it("corrects in one paragraph, with the source of the topic and the short invitation", () => {
    const myth = bank.myths.get("apostille-always");
    const correction = myth?.corrections["es"];
    if (myth === undefined || correction === undefined) throw new Error("no correction");
    const composed = composeCorrection(context, myth, correction);
    const text = textOf(closeReply(context, composed, undefined));
    expect(composed.blocks).toHaveLength(1);
    expect(text.startsWith(correction.text.slice(0, 40))).toBe(true);
    expect(bank.topics.get(myth.topic)?.sources.map(({ url }) => url)).toContain(composed.source);
    expect(text).toContain("Más en la primera asesoría gratuita de IQ");
    expect(text).toContain("11/2026");
  });
});
