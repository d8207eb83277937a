import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";

describe("readConfig", () => {
  it("reports every wrong setting at once, and no secret", () => {
    const wrong = { TELEGRAM_BOT_TOKEN: "123:secret-token", ADVISORS_CHAT: "somewhere", TRUST: "all", LISTEN: "loud" };
    const read = () => readConfig(wrong);
    expect(read).toThrow(/ADVISORS_CHAT[\s\S]*|TRUST/u);
    try {
      read();
    } catch (error) {
      const text = String(error);
      for (const name of ["ADVISORS_CHAT", "TRUST", "LISTEN"]) expect(text).toContain(name);
      expect(text).not.toContain("secret-token");
    }
  });

  it("refuses advisors on a platform that is not connected, and a short webhook secret", () => {
    expect(() => readConfig({ ADVISORS_CHAT: "telegram:-100123" })).toThrow(/TELEGRAM_BOT_TOKEN/u);
    expect(() =>
      readConfig({
        TELEGRAM_BOT_TOKEN: "1:a",
        TELEGRAM_WEBHOOK_URL: "https://example.org/hook",
        TELEGRAM_WEBHOOK_SECRET: "short",
      }),
    ).toThrow(/SECRET/u);
  });

  it("takes empty settings as not set", () => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN: "", TRUST: " " })).toMatchObject({ telegram: undefined, trust: undefined });
  });
});
