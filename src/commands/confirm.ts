/** `lotse bank confirm`: writes into a translation which German text it says the same as. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";
import type { Bank } from "../bank/bank.ts";
import { readBank } from "../bank/load.ts";
import { LANGUAGES, SOURCE_LANGUAGE } from "../bank/schema.ts";
import { readConfig } from "../config.ts";
import { LotseError } from "../errors.ts";

/** A translation that names another German revision than today's, or none. */
interface Unconfirmed {
  readonly file: string;
  readonly language: string;
  /** Of the German text. */
  readonly revision: string;
  readonly what: "topic" | "myth";
}

export function confirm(environment: NodeJS.ProcessEnv, id: string, languages: readonly string[]): void {
  const { bankDir } = readConfig(environment);
  const unknown = languages.filter(
    (language) => !LANGUAGES.some((own) => own === language) || language === SOURCE_LANGUAGE,
  );
  if (unknown.length > 0)
    throw new LotseError("USAGE", `Not a language of translations: ${unknown.join(", ")}.`, {
      hint: `They are ${LANGUAGES.slice(1).join(" ")}.`,
    });
  const { bank } = readBank(bankDir);
  if (id !== "all" && !bank.topics.has(id) && !bank.myths.has(id))
    throw new LotseError("USAGE", `There is no topic or myth "${id}".`, {
      hint: "`npm run lotse -- check` lists the topics; the myths are the files in answers/myths.",
    });
  const wanted = unconfirmed(bank, id).filter(({ language }) => languages.length === 0 || languages.includes(language));
  for (const { file, language, revision, what } of wanted) {
    const path = `${bankDir}/${file}`;
    const text = readFileSync(path, "utf8");
    writeFileSync(path, what === "topic" ? withRevision(text, revision) : withMythRevision(text, language, revision));
  }
  process.stdout.write(`${wanted.length} version${wanted.length === 1 ? "" : "s"} confirmed.\n`);
}

function unconfirmed({ topics, myths }: Bank, id: string): Unconfirmed[] {
  const outdated = (
    what: Unconfirmed["what"],
    texts: Readonly<Record<string, { readonly revision: string; readonly isOutdated: boolean }>>,
    fileOf: (language: string) => string,
  ): Unconfirmed[] => {
    const revision = texts[SOURCE_LANGUAGE]?.revision;
    if (revision === undefined) return [];
    return Object.entries(texts)
      .filter(([language, { isOutdated }]) => language !== SOURCE_LANGUAGE && isOutdated)
      .map(([language]) => ({ file: fileOf(language), language, revision, what }));
  };
  const isWanted = (own: { readonly id: string }) => id === "all" || own.id === id;
  return [
    ...[...topics.values()]
      .filter(isWanted)
      .flatMap((topic) => outdated("topic", topic.versions, (language) => `topics/${topic.id}/${language}.md`)),
    ...[...myths.values()]
      .filter(isWanted)
      .flatMap((myth) => outdated("myth", myth.corrections, () => `myths/${myth.id}.yaml`)),
  ];
}

function withRevision(text: string, revision: string): string {
  // Quoted: without quotes YAML would read digits around an e as a number.
  const line = `source_revision: "${revision}"`;
  if (/^source_revision:.*$/mu.test(text)) return text.replace(/^source_revision:.*$/mu, line);
  return text.replace(/^(as_of:.*)$/mu, `$1\n${line}`);
}

/** Keeps the file's comments and layout. */
function withMythRevision(text: string, language: string, revision: string): string {
  const document = parseDocument(text);
  document.setIn(["corrections", language, "source_revision"], revision);
  return document.toString({ lineWidth: 0 });
}
