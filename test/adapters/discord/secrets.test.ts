import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { LotseError } from "../../../src/errors.ts";
import { setScene } from "./scene.ts";

const WRONG_TOKEN = "OTg3NjU0MzIxMDk4NzY1NDMy.GwrongB.secret-and-wrong_token";

describe("the token", () => {
  it("is refused with a hint and does not appear in the error", async () => {
    const { adapter, collect, lines } = await setScene({ token: WRONG_TOKEN });
    const error: unknown = await adapter.start(collect).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LotseError);
    expect(error).toMatchObject({
      code: "CREDENTIALS_REFUSED",
      hint: expect.stringContaining("Developer Portal"),
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("secret-and-wrong");
    expect(lines.join("")).not.toContain("secret-and-wrong");
  });

  it("is refused when only the gateway refuses it", async () => {
    const { fake, adapter, collect } = await setScene();
    const identify = vi.spyOn(fake.gateway.rules, "isTokenGood").mockReturnValue(false);
    await expect(adapter.start(collect)).rejects.toMatchObject({ code: "CREDENTIALS_REFUSED" });
    expect(identify).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["an empty token", ""],
    ["a token with a line break", "abc\ndef"],
    ["a token in other letters", "жетон"],
  ])("is refused: %s", async (_title, token) => {
    const { fake, adapter, collect } = await setScene({ token });
    await expect(adapter.start(collect)).rejects.toMatchObject({ code: "CREDENTIALS_REFUSED" });
    expect(fake.log).toEqual([]);
  });

  it("appears in no log line and no result, whatever fails", async () => {
    const { fake, adapter, collect, lines, post } = await setScene();
    const secret = fake.token.slice(fake.token.indexOf(".") + 1);
    const page = { kind: "html", status: 400 } as const;
    fake.fault("GET /gateway/bot", page);
    fake.fault("PUT /applications/:id/commands", page);
    fake.fault("POST /channels/:id/messages", page, { kind: "reset-before" }, { kind: "error", status: 401 });
    fake.fault("POST /webhooks/:id/:token", page);
    fake.fault("GET /guilds/:id", page);
    await adapter.start(collect);
    const results = [
      await adapter.isAdmin(post("").conversation, "500000000000000001"),
      await adapter.acknowledge("press:1:2:3", "Hello"),
      await adapter.send(post("Hello")),
      await adapter.send(post("Hello")),
      await adapter.send(post("Hello")),
    ];
    for (const event of ["not_connected", "commands_not_set", "interaction_not_answered", "admin_unknown"]) {
      await vi.waitFor(() => expect(lines.join("")).toContain(`discord.${event}`));
    }
    expect(inspect(results, { depth: 9 })).not.toContain(secret);
    expect(lines.join("")).not.toContain(secret);
  });
});
