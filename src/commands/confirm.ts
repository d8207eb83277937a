/** `lotse bank confirm`: writes into a translation which German text it says the same as. */
import { readFileSync, writeFileSync } from "node:fs";
import { readBank } from "../bank/load.ts";
import { LANGUAGES, SOURCE_LANGUAGE } from "../bank/schema.ts";
import { readConfig } from "../config.ts";
import { LotseError } from "../errors.ts";

export function confirm(environment: NodeJS.ProcessEnv, topicId: string, languages: readonly string[]): void {
  const { bankDir } = readConfig(environment);
  const unknown = languages.filter(
    (language) => !LANGUAGES.some((own) => own === language) || language === SOURCE_LANGUAGE,
  );
  if (unknown.length > 0)
    throw new LotseError("USAGE", `Not a language of translations: ${unknown.join(", ")}.`, {
      hint: `They are ${LANGUAGES.slice(1).join(" ")}.`,
    });
  const { bank } = readBank(bankDir);
  const topics =
    topicId === "all" ? [...bank.topics.values()] : [bank.topics.get(topicId)].filter((topic) => topic !== undefined);
  if (topics.length === 0)
    throw new LotseError("USAGE", `There is no topic "${topicId}".`, { hint: "`npm run lotse -- check` lists them." });
  let count = 0;
  for (const { id, versions } of topics) {
    const revision = versions[SOURCE_LANGUAGE]?.revision;
    if (revision === undefined) continue;
    for (const language of languages.length > 0 ? languages : LANGUAGES.slice(1)) {
      if (versions[language] === undefined || !versions[language].isOutdated) continue;
      const file = `${bankDir}/topics/${id}/${language}.md`;
      writeFileSync(file, withRevision(readFileSync(file, "utf8"), revision));
      count++;
    }
  }
  process.stdout.write(`${count} version${count === 1 ? "" : "s"} confirmed.\n`);
}

function withRevision(text: string, revision: string): string {
  const line = `source_revision: ${revision}`;
  if (/^source_revision:.*$/mu.test(text)) return text.replace(/^source_revision:.*$/mu, line);
  return text.replace(/^(as_of:.*)$/mu, `$1\n${line}`);
}
