import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../adapters/telegram/api.ts";
import { toEditResult, toSendResult } from "../../../adapters/telegram/outcome.ts";
import { pauseMs } from "../../../adapters/telegram/pause.ts";

function denied(code: number, description: string, more: { retryAfterMs?: number; newChat?: string } = {}): Outcome {
  return {
    kind: "denied",
    code,
    description,
    retryAfterMs: more.retryAfterMs,
    newChat: more.newChat,
  };
}

describe("toSendResult", () => {
  it.each<[string, Outcome, object]>([
    ["a message", { kind: "done", result: { message_id: 7 } }, { kind: "sent", messageId: "7" }],
    ["an answer that names none", { kind: "done", result: true }, { kind: "unsure" }],
    ["429", denied(429, "Too Many Requests: retry after 3", { retryAfterMs: 3000 }), { kind: "wait", ms: 3000 }],
    ["429 without a time", denied(429, "Too Many Requests"), { kind: "wait", ms: 5000 }],
    [
      "a new id of the chat",
      denied(400, "Bad Request: group chat was upgraded", { newChat: "-1009" }),
      { kind: "migrated", newChat: "-1009" },
    ],
    [
      "a deleted question",
      denied(400, "Bad Request: message to be replied not found"),
      { kind: "gone", what: "question" },
    ],
    [
      "a deleted question, older wording",
      denied(400, "Bad Request: reply message not found"),
      { kind: "gone", what: "question" },
    ],
    ["a deleted topic", denied(400, "Bad Request: message thread not found"), { kind: "gone", what: "question" }],
    ["a deleted post", denied(400, "Bad Request: message to edit not found"), { kind: "gone", what: "message" }],
    ["an unknown chat", denied(400, "Bad Request: chat not found"), { kind: "gone", what: "chat" }],
    ["a kick", denied(403, "Forbidden: bot was kicked from the supergroup chat"), { kind: "gone", what: "chat" }],
    [
      "a long text",
      denied(400, "Bad Request: message is too long"),
      { kind: "refused", reason: "400 Bad Request: message is too long" },
    ],
    ["a fault of the server", denied(502, "Bad Gateway"), { kind: "failed", reason: "502 Bad Gateway" }],
    ["a refused token", denied(401, "Unauthorized"), { kind: "failed", reason: "401 Unauthorized" }],
    ["no connection", { kind: "unreachable", reason: "ECONNREFUSED" }, { kind: "failed", reason: "ECONNREFUSED" }],
    ["a broken connection", { kind: "broken", reason: "ECONNRESET" }, { kind: "unsure", reason: "ECONNRESET" }],
  ])("reads %s", (_title, outcome, expected) => {
    expect(toSendResult(outcome)).toMatchObject(expected);
  });
});

describe("toEditResult", () => {
  it("takes text that was already there as sent", () => {
    const outcome = denied(400, "Bad Request: message is not modified: specified new message content");
    expect(toEditResult(outcome, "7")).toEqual({ kind: "sent", messageId: "7" });
  });

  it("reads the rest as a send", () => {
    expect(toEditResult(denied(400, "Bad Request: chat not found"), "7")).toEqual({
      kind: "gone",
      what: "chat",
    });
  });
});

describe("pauseMs", () => {
  it("doubles from half a second to half a minute", () => {
    expect([1, 2, 3, 6, 7, 50].map((failures) => pauseMs(failures))).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000]);
  });

  it("is never shorter than what the platform asks for", () => {
    expect(pauseMs(1, 45_000)).toBe(45_000);
    expect(pauseMs(7, 1000)).toBe(30_000);
  });
});
