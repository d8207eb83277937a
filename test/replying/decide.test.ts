import { describe, expect, it } from "vitest";
import type { Reading } from "../../src/reading/read.ts";
import { decide, type DecisionContext } from "../../src/replying/decide.ts";
import { permit, type VersionState } from "../../src/replying/permit.ts";

function reading(more: Partial<Reading> = {}): Reading {
  return {
    language: { code: "es", confidence: 0.99 },
    isAsking: 0.9,
    isForUs: 0.95,
    candidates: [{ topic: "nurses", confidence: 0.9 }],
    myth: undefined,
    mentions: {},
    flags: [],
    kind: undefined,
    why: [],
    ...more,
  };
}

const context: DecisionContext = {
  isAddressed: false,
  hasAnswer: (_topic, language) => language === "es",
  hasCorrection: (_myth, language) => language === "es",
  languages: ["es", "de"],
};
const near = [
  { topic: "nurses", confidence: 0.4 },
  { topic: "doctors", confidence: 0.35 },
];

describe("decide", () => {
  it.each([
    ["answers what it is sure of", {}, { kind: "answer", topic: "nurses" }],
    ["asks back between two close topics", { candidates: near }, { kind: "clarify", topics: ["nurses", "doctors"] }],
    [
      "hands over what fits no topic",
      { candidates: [{ topic: "nurses", confidence: 0.1 }] },
      { kind: "escalate", reason: "unsure-of-topic" },
    ],
    [
      "hands over a running time limit, however sure the topic",
      { flags: ["deadline"] as const },
      { kind: "escalate", reason: "deadline", topic: "nurses" },
    ],
    [
      "hands over an individual case",
      { flags: ["individual-case"] as const },
      { kind: "escalate", reason: "individual-case" },
    ],
    [
      "hands over distress first",
      { flags: ["deadline", "distress"] as const },
      { kind: "escalate", reason: "distress" },
    ],
    ["answers although a phone number was posted", { flags: ["personal-data"] as const }, { kind: "answer" }],
    [
      "hands over what the bank cannot say in that language",
      { language: { code: "de", confidence: 1 } },
      { kind: "escalate", reason: "no-answer-in-language" },
    ],
    [
      "is silent in a language of none of its answers",
      { language: { code: "nl", confidence: 1 } },
      { kind: "ignore", reason: "language" },
    ],
    [
      "is silent on who tells and does not ask",
      { isForUs: 0.2, isAsking: 0.1 },
      { kind: "ignore", reason: "not-asking" },
    ],
    ["is silent on questions of another subject", { isForUs: 0.2 }, { kind: "ignore", reason: "not-for-us" }],
    ["is silent where there is nothing to read", { candidates: [] }, { kind: "ignore", reason: "nothing-to-read" }],
  ])("%s", (_title, more, expected) => {
    expect(decide(reading(more), context)).toMatchObject(expected);
  });

  it.each([
    [
      "corrects what is surely false and nobody asked",
      {},
      {},
      { kind: "correct", myth: "apostille-always", reason: "false-claim" },
    ],
    ["lets an unsure myth be", { myth: { myth: "apostille-always", confidence: 0.85 } }, {}, { kind: "ignore" }],
    [
      "is less shy where it is spoken to",
      { myth: { myth: "apostille-always", confidence: 0.85 } },
      { isAddressed: true },
      { kind: "correct" },
    ],
    ["answers who asks whether it is so", { isAsking: 0.9, isForUs: 0.95 }, {}, { kind: "answer" }],
    ["leaves a person in need to a person", { flags: ["distress"] as const, isForUs: 0.95 }, {}, { kind: "escalate" }],
    [
      "has nothing to say in a language without a correction",
      { language: { code: "de", confidence: 1 } },
      {},
      { kind: "ignore" },
    ],
    [
      "has nothing to say in a language that it only guesses",
      { language: { code: "es", confidence: 0.3 } },
      {},
      { kind: "ignore" },
    ],
  ])("%s", (_title, more, where, expected) => {
    const claim = { isForUs: 0.2, isAsking: 0.1, myth: { myth: "apostille-always", confidence: 0.95 } };
    expect(decide(reading({ ...claim, ...more }), { ...context, ...where })).toMatchObject(expected);
  });

  it("hands over what it does not understand when it is spoken to", () => {
    expect(decide(reading({ isForUs: 0.1 }), { ...context, isAddressed: true })).toMatchObject({
      kind: "escalate",
      reason: "not-understood",
    });
  });
});

describe("permit", () => {
  const answer = { kind: "answer", topic: "nurses", reason: "sure" } as const;
  const reviewed: VersionState = { status: "reviewed", isOutdated: false, reviewBy: "2027-01-01" };
  const today = "2026-11-24";

  it.each([
    ["sends a reviewed version", "auto", "reviewed", reviewed, { kind: "send" }],
    [
      "never sends a draft by itself",
      "auto",
      "reviewed",
      { ...reviewed, status: "draft" },
      { kind: "draft", because: "not-reviewed" },
    ],
    [
      "never sends an outdated version by itself",
      "auto",
      "reviewed",
      { ...reviewed, isOutdated: true },
      { kind: "draft", because: "outdated" },
    ],
    [
      "sends drafts where the operator trusts them",
      "auto",
      "draft",
      { ...reviewed, status: "draft" },
      { kind: "send" },
    ],
    [
      "sends nothing past its review day",
      "auto",
      "draft",
      { ...reviewed, reviewBy: "2026-11-23" },
      { kind: "draft", because: "review-overdue" },
    ],
    ["asks an advisor first in assist", "assist", "draft", reviewed, { kind: "draft", because: "mode-assist" }],
    ["lets nothing leave in observe", "observe", "draft", reviewed, { kind: "nothing" }],
  ] as const)("%s", (_title, mode, trust, state, expected) => {
    expect(permit(answer, mode, trust, today, () => state)).toEqual(expected);
    const correct = { kind: "correct", myth: "apostille-always", reason: "false-claim" } as const;
    expect(permit(correct, mode, trust, today, () => state)).toEqual(expected);
  });

  it("asks for the state of what would be sent", () => {
    const asked: string[] = [];
    const note = (what: string, id: string) => {
      asked.push(`${what} ${id}`);
      return reviewed;
    };
    permit({ kind: "correct", myth: "apostille-always", reason: "false-claim" }, "auto", "reviewed", today, note);
    permit({ kind: "clarify", topics: ["a", "b"], reason: "close-topics" }, "auto", "reviewed", today, note);
    expect(asked).toEqual(["myth apostille-always", "topic a", "topic b"]);
  });

  it("sends nothing that the bank does not have", () => {
    expect(permit(answer, "auto", "draft", today, () => undefined)).toEqual({ kind: "nothing" });
  });
});
