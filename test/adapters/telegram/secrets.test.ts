import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { LotseError } from "../../../src/errors.ts";
import { setScene } from "./scene.ts";

const WRONG_TOKEN = "987654321:AAE-secret_and_wrong";

describe("the token", () => {
  it("is refused with a hint and does not appear in the error", async () => {
    const { adapter, collect, lines } = await setScene({ token: WRONG_TOKEN });
    const error: unknown = await adapter.start(collect).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LotseError);
    expect(error).toMatchObject({
      code: "CREDENTIALS_REFUSED",
      hint: expect.stringContaining("@BotFather"),
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("AAE-secret");
    expect(lines.join("")).not.toContain("AAE-secret");
  });

  it.each([
    ["an empty token", ""],
    ["a token that is no token", "not a token?"],
  ])("is refused: %s", async (_title, token) => {
    const { fake, adapter, collect } = await setScene({ token });
    fake.fault("getMe", { kind: "error", code: 404, description: "Not Found" });
    await expect(adapter.start(collect)).rejects.toMatchObject({ code: "CREDENTIALS_REFUSED" });
  });

  it("appears in no log line and no result, whatever fails", async () => {
    const { fake, adapter, collect, lines, post } = await setScene();
    const secret = fake.token.slice(fake.token.indexOf(":") + 1);
    const page = { kind: "html", code: 400 } as const;
    fake.fault("getMe", page);
    fake.fault("setMyCommands", page);
    fake.fault("deleteWebhook", { kind: "reset-before" });
    fake.fault("sendMessage", page, { kind: "reset-before" });
    fake.fault("answerCallbackQuery", page);
    fake.fault("getChatMember", page);
    await adapter.start(collect);
    const results = [
      await adapter.send(post("Hello")),
      await adapter.send(post("Hello")),
      await adapter.acknowledge("1", "Hello"),
      await adapter.isAdmin(post("").conversation, "5000000001"),
    ];
    await vi.waitFor(() => expect(lines.join("")).toContain("telegram.webhook_not_removed"));
    expect(inspect(results, { depth: 9 })).not.toContain(secret);
    for (const event of ["unreachable", "commands_not_set", "press_not_acknowledged", "admin_unknown"]) {
      expect(lines.join("")).toContain(`telegram.${event}`);
    }
    expect(lines.join("")).not.toContain(secret);
  });
});
