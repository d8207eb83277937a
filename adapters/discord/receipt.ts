/** What it takes to answer an interaction: valid for 15 minutes, from any process. Pure. */

export interface Receipt {
  readonly kind: "command" | "press";
  readonly application: string;
  readonly interaction: string;
  readonly token: string;
}

/** `kind:application:interaction:token`; the token stands last, as only Discord knows what is in it. */
const FORM = /^(command|press):(\d+):(\d+):(.+)$/s;

export function formatReceipt({ kind, application, interaction, token }: Receipt): string {
  return `${kind}:${application}:${interaction}:${token}`;
}

/** Undefined if it is none of ours. */
export function parseReceipt(text: string): Receipt | undefined {
  const [, kind, application, interaction, token] = FORM.exec(text) ?? [];
  if (kind === undefined || application === undefined) return undefined;
  if (interaction === undefined || token === undefined) return undefined;
  return { kind: kind === "command" ? "command" : "press", application, interaction, token };
}
