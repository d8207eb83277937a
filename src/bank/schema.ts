/** The shapes of the files in `answers/`. What an editor may write is written here and in `answers/README.md`. */
import { z } from "zod";

/** Languages of the bank, German first: it is the source. */
export const LANGUAGES = ["de", "en", "es", "it", "ar", "fr", "tr", "ru", "uk", "pl", "ro", "fa", "pt"] as const;
export const SOURCE_LANGUAGE = "de";

const day = z.iso.date();
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "expected a month such as 2026-11");
/** A day, month or year, or "undated" where the page bears no date. */
const pageDate = z.union([
  // YAML reads a bare year as a number.
  z.int().min(1990).max(2100).transform(String),
  z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'expected 2026, 2026-11, 2026-11-22 or "undated"'),
  z.literal("undated"),
]);
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected lower-case words joined by hyphens");
const url = z.url({ protocol: /^https?$/ });
const confidence = z.enum(["high", "medium", "low"]);
const terms = z.partialRecord(z.enum(LANGUAGES), z.array(z.string().min(1)));

export const TopicFile = z.strictObject({
  group: z.enum([
    "basics",
    "degrees",
    "education",
    "health",
    "money",
    "procedure",
    "status",
    "support",
    "tech",
    "visa",
  ]),
  profession: id.optional(),
  review_by: day,
  sources: z
    .array(z.strictObject({ url, as_of: pageDate, read_on: day, confidence: z.enum(["high", "medium"]) }))
    .min(1),
  related: z.array(id).default([]),
  hand_over: z.array(z.string().min(1)).default([]),
});
export type TopicFile = z.infer<typeof TopicFile>;

/** In quotes: YAML would read digits around an e as a number. */
const revision = z.string({ error: 'write the revision in quotes, such as "3f9a1c02b7de"' }).regex(/^[0-9a-f]{12}$/);
/** How far a text has come: shared by answers and corrections. */
const reviewable = {
  status: z.enum(["draft", "reviewed"]),
  as_of: month,
  /** The German revision that this was translated from. */
  source_revision: revision.optional(),
  /** A change that did not alter the meaning: translations stay valid. Holds the revision before it. */
  minor_since: revision.optional(),
  reviewed_by: z.string().min(1).optional(),
  reviewed_on: day.optional(),
};
interface Review {
  readonly status: "draft" | "reviewed";
  readonly reviewed_by?: string | undefined;
  readonly reviewed_on?: string | undefined;
}
const isSigned = ({ status, reviewed_by, reviewed_on }: Review) =>
  status !== "reviewed" || (reviewed_by !== undefined && reviewed_on !== undefined);
const signature = { error: "a reviewed version names reviewed_by and reviewed_on", path: ["status"] };

export const VersionHead = z
  .strictObject({ title: z.string().min(1).max(80), ...reviewable })
  .refine(isSigned, signature);
export type VersionHead = z.infer<typeof VersionHead>;

export const MythFile = z.strictObject({
  /** The topic whose answer corrects it. */
  topic: id,
  /** The false claim in one German sentence, for advisors. */
  says: z.string().min(1),
  corrections: z.partialRecord(
    z.enum(LANGUAGES),
    z.strictObject({ text: z.string().min(1), ...reviewable }).refine(isSigned, signature),
  ),
  /** How members state the false thing. */
  claims: terms,
  /** What looks like it and must not be corrected. */
  true: terms,
});
export type MythFile = z.infer<typeof MythFile>;

export const GlossaryFile = z.array(
  z.strictObject({
    /** The German term as it stands on forms. */
    term: z.string().min(1),
    /** What it means, in English, for translators. */
    means: z.string().min(1),
    /** An everyday word: a translation need not name the German one. */
    optional: z.boolean().default(false),
    /** The one rendering that answers use, and other forms of the same words that inflection makes. */
    renderings: z.partialRecord(z.enum(LANGUAGES), z.array(z.string().min(1)).min(1)),
    /** Not on a public page yet: an advisor should look at it. */
    unverified: z.array(z.enum(LANGUAGES)).default([]),
  }),
);
export type GlossaryTerm = z.infer<typeof GlossaryFile>[number];

export const KindsFile = z.record(id, z.strictObject({ says: z.string().min(1), near: z.boolean().optional() }));

export const ProfessionsFile = z.array(
  z.strictObject({
    id,
    name_de: z.string().min(1),
    regulated: z.enum(["yes", "no", "title", "partly"]),
    kind: z.string(),
    authority_group: id.optional(),
    note: z.string().optional(),
    terms,
  }),
);
export type Profession = z.infer<typeof ProfessionsFile>[number];

export const AuthoritiesFile = z.array(
  z
    .strictObject({
      group: id,
      state: z.string().regex(/^DE(-[A-Z]{2})?$/),
      name: z.string().min(1).nullable(),
      city: z.string().optional(),
      website: url.optional(),
      phone: z.string().optional(),
      email: z.email().optional(),
      scope: z.string().optional(),
      confidence: z.enum(["high", "medium", "low", "gap"]),
      as_of: z.string(),
      sources: z.array(z.string()),
      note: z.string().optional(),
    })
    .refine(({ name, confidence: sure }) => (name === null) === (sure === "gap"), {
      error: "a gap has no name, and every other row has one",
      path: ["name"],
    }),
);
export type Authority = z.infer<typeof AuthoritiesFile>[number];

export const CentresFile = z.array(
  z.strictObject({
    id,
    kind: z.string(),
    name: z.string().min(1),
    operator: z.string().optional(),
    state: z.string().regex(/^DE(-[A-Z]{2})?$/),
    city: z.string().optional(),
    website: url.optional(),
    phone: z.string().optional(),
    email: z.email().optional(),
    languages: z.array(z.string().regex(/^[a-z]{2,3}$/)).optional(),
    confidence,
    as_of: z.string(),
    sources: z.array(z.string()).min(1),
    note: z.string().optional(),
  }),
);
export type Centre = z.infer<typeof CentresFile>[number];

export const StatesFile = z.array(
  z.strictObject({
    code: z.string().regex(/^DE-[A-Z]{2}$/),
    names: z.record(z.enum(LANGUAGES), z.string().min(1)),
    terms: z.array(z.string().min(1)),
    cities: z.array(z.strictObject({ name: z.string().min(1), terms: z.array(z.string().min(1)) })),
  }),
);
export type FederalState = z.infer<typeof StatesFile>[number];

export const CountriesFile = z.array(
  z.strictObject({
    code: z.string().regex(/^[A-Z]{2}$/),
    group: z.enum(["EU", "EEA", "CH", "third"]),
    names: terms,
    demonyms: terms,
  }),
);
export type Country = z.infer<typeof CountriesFile>[number];

export const ConceptsFile = z.array(z.strictObject({ id, terms }));

export const FlagsFile = z.array(
  z.strictObject({ id: z.enum(["deadline", "individual-case", "distress"]), says: z.string(), terms }),
);

/** Lotse's own words in one language: every key of the German file. */
export const UiFile = z.record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/), z.string().min(1));
