/** `answers/SOURCES.md`: where the facts of each topic were read, for advisors and readers. Generated; never edited. */
import type { Bank } from "./bank.ts";
import { errorAt, type Fault } from "./files.ts";
import { SOURCE_LANGUAGE } from "./schema.ts";

export const SOURCES_FILE = "SOURCES.md";
const CONFIDENCE = { high: "read on the page", medium: "worded with care" } as const;

export function renderSources({ topics, directory }: Bank): string {
  const rows = [...topics.values()].flatMap(({ id, versions, sources, reviewBy }) => [
    `## ${versions[SOURCE_LANGUAGE]?.title ?? id}`,
    "",
    `\`${id}\`, to be checked again by ${reviewBy}`,
    "",
    "| page | its date | read on | |",
    "| --- | --- | --- | --- |",
    ...sources.map(
      ({ url, asOf, readOn, confidence }) => `| <${url}> | ${asOf} | ${readOn} | ${CONFIDENCE[confidence]} |`,
    ),
    "",
  ]);
  const pages = (urls: readonly string[]) =>
    [...new Set(urls)]
      .filter((url) => URL.canParse(url))
      .sort()
      .map((url) => `- <${url}>`);
  return [
    "# Sources of the answer bank",
    "",
    "Made from `topics/*/topic.yaml` and `directory/*.yaml` by `npm run lotse -- bank sources`; do not edit.",
    "The first source of a topic is shown below its answer.",
    "",
    ...rows,
    "## Directory: competent authorities",
    "",
    ...pages(directory.authorities.flatMap(({ sources }) => sources)),
    "",
    "## Directory: advice centres",
    "",
    ...pages(directory.centres.flatMap(({ sources }) => sources)),
    "",
  ].join("\n");
}

/** `text`: the file as it stands, if it does. */
export function lintSources(bank: Bank, text: string | undefined): Fault[] {
  if (text?.trim() === renderSources(bank).trim()) return [];
  return [errorAt(SOURCES_FILE, 1, 'does not say what the topics say: run "npm run lotse -- bank sources"')];
}
