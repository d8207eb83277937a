import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lintOnline } from "../../src/bank/lint/links.ts";
import { readBank } from "../../src/bank/load.ts";
import { createSmallBank, type SmallBank } from "./small-bank.ts";

let bank: SmallBank;
let server: Server;
let other: Server;
let root: string;
let otherRoot: string;
const asked: { method: string; url: string; at: number; agent: string }[] = [];
let atOnce = 0;
let mostAtOnce = 0;

beforeAll(async () => {
  bank = createSmallBank();
  // The directory's own links lead to the web, which tests do not reach.
  bank.write("directory/advice-centres.yaml", "[]\n");
  bank.write("directory/authorities.yaml", "[]\n");
  other = createServer((_request, response) => response.end("moved here"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  otherRoot = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    asked.push({ method, url, at: performance.now(), agent: request.headers["user-agent"] ?? "" });
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    setTimeout(() => {
      atOnce--;
      if (url === "/slow") return;
      if (url === "/moved") response.writeHead(301, { location: `${otherRoot}/new` });
      else if (url === "/gone") response.writeHead(404);
      else if (url === "/broken") response.writeHead(500);
      else if (url === "/no-head" && method === "HEAD") response.writeHead(405);
      response.end(method === "GET" ? "page" : undefined);
    }, 20);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  bank.remove();
  server.closeAllConnections();
  server.close();
  other.close();
});

describe("the links of the bank, asked online", () => {
  it("tells what is gone, what has moved and what cannot be known, and visits one host slowly", async () => {
    const source = (path: string) =>
      `  - { url: "${root}${path}", as_of: undated, read_on: 2026-11-22, confidence: high }\n`;
    const paths = ["/fine", "/fine", "/no-head", "/gone", "/broken", "/moved", "/slow"];
    for (const id of ["fees", "help"]) {
      bank.write(
        `topics/${id}/topic.yaml`,
        `group: money\nreview_by: 2027-05-22\nsources:\n${paths.map(source).join("")}`,
      );
      bank.write(`topics/${id}/de.md`, (text) => text.replace("https://www.anerkennung-in-deutschland.de", ""));
    }
    const progress: [number, number][] = [];
    const faults = await lintOnline(readBank(bank.folder), {
      concurrency: 4,
      pauseMs: 50,
      timeoutMs: 500,
      onProgress: (done, total) => progress.push([done, total]),
    });

    expect(faults.map(({ severity, message }) => `${severity}: ${message}`).sort()).toEqual([
      expect.stringContaining(`error: ${root}/gone does not exist any more (404)`),
      expect.stringContaining(`warning: ${root}/broken could not be checked: it answers 500`),
      expect.stringContaining(`warning: ${root}/moved leads to another site, ${otherRoot}/new`),
      expect.stringContaining(`warning: ${root}/slow could not be checked`),
    ]);
    expect(progress.at(-1)).toEqual([6, 6]);
    expect(asked.filter(({ url }) => url === "/fine")).toHaveLength(1);
    expect(asked.find(({ url, method }) => url === "/no-head" && method === "GET")).toBeDefined();
    expect(mostAtOnce).toBe(1);
    expect(asked.every(({ agent }) => agent.startsWith("lotse-link-check"))).toBe(true);
  });
});
