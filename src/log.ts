/**
 * JSON lines on standard error. A line has an event name and plain facts; never a message text, a person's
 * name or id, or a secret. `createLog` is given its sink, so that tests can look at every line.
 */
export type LogLevel = "debug" | "info" | "warn" | "error";
type Fact = string | number | boolean | null | undefined;
export type Facts = Readonly<Record<string, Fact>>;

export interface Log {
  debug(event: string, facts?: Facts): void;
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  error(event: string, facts?: Facts): void;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

export function createLog(level: LogLevel, write: (line: string) => void, now: () => number = Date.now): Log {
  const at =
    (own: LogLevel) =>
    (event: string, facts: Facts = {}) => {
      if (RANK[own] < RANK[level]) return;
      write(`${JSON.stringify({ time: new Date(now()).toISOString(), level: own, event, ...facts })}\n`);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** The name and code of anything thrown: enough to find the fault, and free of texts and ids. */
export function errorFacts(error: unknown): { error: string; code: string | undefined } {
  if (!(error instanceof Error)) return { error: typeof error, code: undefined };
  const code = (error as { code?: unknown }).code;
  return { error: error.name, code: typeof code === "string" || typeof code === "number" ? String(code) : undefined };
}
