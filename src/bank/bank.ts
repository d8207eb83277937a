/** The curated content, as the rest of Lotse sees it: read-only data. */
import type { TrainingBank } from "../reading/train.ts";
import type { FlagTerms } from "../reading/flags.ts";
import type { Authority, Centre, Country, FederalState, GlossaryTerm, Profession } from "./schema.ts";

export interface Source {
  readonly url: string;
  readonly asOf: string;
  readonly readOn: string;
  readonly confidence: "high" | "medium";
}

/** A text in one language and how far it has come. */
export interface Reviewable {
  readonly language: string;
  readonly status: "draft" | "reviewed";
  /** Month, such as `2026-11`. */
  readonly asOf: string;
  readonly revision: string;
  /** The German revision that it was translated from. */
  readonly sourceRevision: string | undefined;
  /** The German text has changed its meaning since this was translated. */
  readonly isOutdated: boolean;
  readonly reviewedBy: string | undefined;
  readonly reviewedOn: string | undefined;
}

/** A topic in one language. */
export interface Version extends Reviewable {
  readonly title: string;
  /** Markdown with placeholders. */
  readonly body: string;
}

/** What is said to a myth in one language: one paragraph. */
export interface Correction extends Reviewable {
  readonly text: string;
}

/** A false claim that members state, and what corrects it. */
export interface Myth {
  readonly id: string;
  /** The topic whose answer corrects it. */
  readonly topic: string;
  /** The claim in German, for advisors. */
  readonly says: string;
  readonly corrections: Readonly<Record<string, Correction>>;
}

export interface Topic {
  readonly id: string;
  readonly group: string;
  readonly profession: string | undefined;
  /** Day after which no version is sent without an advisor, such as `2027-05-22`. */
  readonly reviewBy: string;
  readonly sources: readonly Source[];
  readonly related: readonly string[];
  readonly handOver: readonly string[];
  readonly versions: Readonly<Record<string, Version>>;
}

export interface Directory {
  readonly professions: readonly Profession[];
  readonly authorities: readonly Authority[];
  readonly centres: readonly Centre[];
  readonly states: readonly FederalState[];
  readonly countries: readonly Country[];
}

export interface Bank {
  /** Hash of everything in the folder. */
  readonly revision: string;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly myths: ReadonlyMap<string, Myth>;
  readonly training: TrainingBank;
  readonly flags: readonly FlagTerms[];
  readonly directory: Directory;
  readonly glossary: readonly GlossaryTerm[];
  /** Lotse's own words by language. */
  readonly ui: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
