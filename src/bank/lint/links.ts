/** Asks the web whether the bank's links still lead somewhere, slowly and one request at a time for each host. */
import Bottleneck from "bottleneck";
import { errorAt, warningAt, type Fault } from "../files.ts";
import type { LoadedBank } from "../load.ts";
import { SOURCE_LANGUAGE } from "../schema.ts";
import { linksOf } from "./text.ts";

export interface OnlineOptions {
  /** Requests at the same time, to different hosts. */
  readonly concurrency: number;
  /** Pause between two requests to one host. */
  readonly pauseMs: number;
  readonly timeoutMs: number;
  readonly onProgress: (done: number, total: number) => void;
}

interface Link {
  readonly url: string;
  readonly file: string;
}

type Outcome =
  | { readonly kind: "works" }
  | { readonly kind: "moved"; readonly to: string }
  | { readonly kind: "gone"; readonly status: number }
  /** Says nothing about the page: the host refuses robots, is down, or cannot be reached from here. */
  | { readonly kind: "unknown"; readonly why: string };

const USER_AGENT = "lotse-link-check (checks the links of an answer bank, about once a month)";
/** What `HEAD` is refused with by hosts that answer `GET`. */
const TRY_GET = new Set([403, 405, 501]);
const GONE = new Set([404, 410]);

/** Every link once, of answers, sources and directory. */
export async function lintOnline(loaded: LoadedBank, options: OnlineOptions): Promise<Fault[]> {
  const links = linksOfBank(loaded);
  const all = new Bottleneck({ maxConcurrent: options.concurrency });
  const hosts = new Bottleneck.Group({ maxConcurrent: 1, minTime: options.pauseMs });
  let done = 0;
  const faults = await Promise.all(
    links.map(async ({ url, file }): Promise<Fault[]> => {
      const host = hosts.key(new URL(url).host);
      const outcome = await host.schedule(() => all.schedule(() => visit(url, options.timeoutMs)));
      options.onProgress(++done, links.length);
      return faultOf(outcome, url, file);
    }),
  );
  await hosts.disconnect(false);
  return faults.flat();
}

function linksOfBank({ bank }: LoadedBank): Link[] {
  const { centres, authorities } = bank.directory;
  const links: Link[] = [
    ...[...bank.topics.values()].flatMap(({ id, versions, sources }) => [
      ...linksOf(versions[SOURCE_LANGUAGE]?.body ?? "").map((url) => ({
        url,
        file: `topics/${id}/${SOURCE_LANGUAGE}.md`,
      })),
      ...sources.map(({ url }) => ({ url, file: `topics/${id}/topic.yaml` })),
    ]),
    ...centres.flatMap(({ website }) => linkIn(website, "directory/advice-centres.yaml")),
    ...authorities.flatMap(({ website }) => linkIn(website, "directory/authorities.yaml")),
  ];
  return [...new Map(links.map((link) => [link.url, link])).values()];
}

function linkIn(url: string | undefined, file: string): Link[] {
  return url === undefined ? [] : [{ url, file }];
}

async function visit(url: string, timeoutMs: number): Promise<Outcome> {
  try {
    let response = await request("HEAD", url, timeoutMs);
    if (TRY_GET.has(response.status)) response = await request("GET", url, timeoutMs);
    await response.body?.cancel();
    if (GONE.has(response.status)) return { kind: "gone", status: response.status };
    if (!response.ok) return { kind: "unknown", why: `it answers ${response.status}` };
    return response.redirected && new URL(response.url).host !== new URL(url).host
      ? { kind: "moved", to: response.url }
      : { kind: "works" };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: "unknown", why: cause instanceof Error ? cause.message : String(cause) };
  }
}

function request(method: string, url: string, timeoutMs: number): Promise<Response> {
  return fetch(url, { method, headers: { "user-agent": USER_AGENT }, signal: AbortSignal.timeout(timeoutMs) });
}

function faultOf(outcome: Outcome, url: string, file: string): Fault[] {
  switch (outcome.kind) {
    case "works":
      return [];
    case "moved":
      return [warningAt(file, 1, `${url} leads to another site, ${outcome.to}: check it and write the new address`)];
    case "gone":
      return [
        errorAt(file, 1, `${url} does not exist any more (${outcome.status}): find the new page and check the answer`),
      ];
    case "unknown":
      return [warningAt(file, 1, `${url} could not be checked: ${outcome.why}`)];
  }
}
