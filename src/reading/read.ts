/**
 * Reads one message: is somebody asking, is it for us, which topic, who and what is mentioned, what calls for care.
 * Pure: the same models and message always give the same reading.
 */
import { probability } from "./confidence.ts";
import { gateEvidence, topicEvidenceRow } from "./evidence.ts";
import type { Flag, FlagFinder } from "./flags.ts";
import { scoreGate, scoreKinds, tellingWords, type GateScores } from "./gate.ts";
import { identifyLanguage, type LanguageGuess } from "./language.ts";
import { scoreTopics, type Prepared } from "./match.ts";
import type { MentionFinder, Mentions } from "./mentions.ts";
import { scoreMyths } from "./myths.ts";
import { clean, prepare, type Models } from "./train.ts";

export interface Candidate {
  readonly topic: string;
  /** Probability that this is what is asked, 0 to 1. */
  readonly confidence: number;
}

export interface MythGuess {
  /** Id of the myth. */
  readonly myth: string;
  /** Probability that the message states it, 0 to 1. */
  readonly confidence: number;
}

export interface Reading {
  readonly language: LanguageGuess;
  /** Probability that somebody asks or needs something, of whatever subject. */
  readonly isAsking: number;
  /** Probability that it is a question for us: recognition in Germany, asked by somebody who wants to know. */
  readonly isForUs: number;
  /** Best first, at most `MAX_CANDIDATES`; empty where there is nothing to read. */
  readonly candidates: readonly Candidate[];
  /** A false claim that the message may state. */
  readonly myth: MythGuess | undefined;
  readonly mentions: Mentions;
  readonly flags: readonly Flag[];
  /** What kind of message it looks like if it is not for us; see `answers/ignore/kinds.yaml`. */
  readonly kind: string | undefined;
  /** The evidence in words, for advisors and editors. */
  readonly why: readonly string[];
}

export interface ReadingContext {
  /** Languages that the space speaks, if known. */
  readonly languages: readonly string[];
  /** The language is known for certain (set by the asker or by the caller). */
  readonly language?: string;
}

export interface Reader {
  read(text: string, context?: ReadingContext): Reading;
  /** The first and cheap part of `read`: could this be for us at all? Rejects most chatter. */
  isWorthReading(text: string): boolean;
  /** Only the language: the quickest part of `read`. */
  languageOf(text: string): LanguageGuess;
  readonly topics: readonly string[];
  /** Languages that the bank has phrasings in. */
  readonly languages: readonly string[];
}

const MAX_CANDIDATES = 5;
const NO_CONTEXT: ReadingContext = { languages: [] };
/** A message longer than this is not read to its end: nobody's question is. */
const MAX_LENGTH = 4_000;
/** Margin below which the gate alone is sure that a message is not for us. */
const HOPELESS_MARGIN = -0.9;
/** Margin of the claim head below which no myth is looked for. */
const NO_CLAIM_MARGIN = -0.9;
/** Below this the second language is looked up for names, too. */
const SURE_LANGUAGE = 0.9;
/** Turns the asking head's margin into a probability. */
const ASKING_SHARPNESS = 3;
/** How fast the share of a candidate falls with its score. */
const CANDIDATE_SHARPNESS = 5;
const WHY_WORDS = 4;

export function createReader(models: Models, mentions: MentionFinder, flags: FlagFinder): Reader {
  return {
    topics: models.topics,
    languages: models.language.languages,
    languageOf(text) {
      const cleaned = clean(text.slice(0, MAX_LENGTH));
      return guessOf(identifyLanguage(models.language, cleaned.text, cleaned.folded), undefined);
    },
    isWorthReading(text) {
      const cleaned = clean(text.slice(0, MAX_LENGTH));
      if (cleaned.folded.trim() === "") return false;
      // The language is not looked for here: concepts of every language count, or half of the questions would lose theirs.
      const message = prepare(cleaned, models.language.languages, mentions);
      const { us, claim } = scoreGate(models.gate, message);
      return us > HOPELESS_MARGIN || claim > NO_CLAIM_MARGIN;
    },
    read(text, context = NO_CONTEXT) {
      const cleaned = clean(text.slice(0, MAX_LENGTH));
      const guesses = identifyLanguage(models.language, cleaned.text, cleaned.folded, context.languages);
      const language = guessOf(guesses, context.language);
      if (cleaned.folded.trim() === "") return nothingToRead(language);
      const spoken =
        language.confidence >= SURE_LANGUAGE ? [language.code] : guesses.slice(0, 2).map(({ code }) => code);
      const message = prepare(cleaned, spoken, mentions);
      const asked = scoreGate(models.gate, message);
      const scored = scoreTopics(models.topic, message);
      const kinds = scoreKinds(models.gate, asked.vector);
      const isForUs = probability(models.isForUs, gateEvidence(asked, kinds, scored.evidence));
      const isRight = Math.min(isForUs, probability(models.isRight, topicEvidenceRow(asked, kinds, scored.evidence)));
      const isAsking = 1 / (1 + Math.exp(-ASKING_SHARPNESS * asked.asking));
      const myth = asked.claim > NO_CLAIM_MARGIN ? guessMyth(models, message, asked) : undefined;
      const candidates = shareOut(models.topics, scored.ranked, isRight, isForUs);
      return {
        language,
        isAsking,
        isForUs,
        candidates,
        myth,
        mentions: message.named,
        flags: flags.find(cleaned.text, cleaned.folded, spoken),
        kind: kinds.kind,
        why: [
          `language ${language.code} ${percent(language.confidence)}`,
          `asking ${percent(isAsking)}`,
          `for us ${percent(isForUs)} (${tellingWords(models.gate, cleaned.folded, asked.vector, WHY_WORDS).join(" ")})`,
          ...(isForUs < 0.5 && kinds.kind !== undefined ? [`reads like ${kinds.kind}`] : []),
          ...(myth === undefined || myth.confidence < 0.5 ? [] : [`states ${myth.myth} ${percent(myth.confidence)}`]),
          ...(candidates[0] === undefined ? [] : [`topic ${candidates[0].topic} ${percent(candidates[0].confidence)}`]),
          ...(scored.nearest === undefined || isForUs < 0.5
            ? []
            : [`nearest phrasing "${scored.nearest.text}" (${percent(scored.nearest.similarity)})`]),
          ...(candidates[1] === undefined
            ? []
            : [`runner-up ${candidates[1].topic} ${percent(candidates[1].confidence)}`]),
        ],
      };
    },
  };
}

function guessMyth(models: Models, message: Prepared, asked: GateScores): MythGuess | undefined {
  const { myth, evidence } = scoreMyths(models.myth, message, asked);
  const id = models.myth.myths[myth];
  return id === undefined ? undefined : { myth: id, confidence: probability(models.isMyth, evidence) };
}

function guessOf(guesses: readonly LanguageGuess[], known: string | undefined): LanguageGuess {
  if (known !== undefined) return { code: known, confidence: 1 };
  return guesses[0] ?? { code: "und", confidence: 0 };
}

function nothingToRead(language: LanguageGuess): Reading {
  return {
    language,
    isAsking: 0,
    isForUs: 0,
    candidates: [],
    myth: undefined,
    mentions: {},
    flags: [],
    kind: undefined,
    why: ["no words"],
  };
}

/** The winner gets its own probability; the others share what is left of "for us". */
function shareOut(
  topics: readonly string[],
  ranked: readonly { readonly topic: number; readonly score: number }[],
  isRight: number,
  isForUs: number,
): Candidate[] {
  const [winner, ...others] = ranked;
  if (winner === undefined) return [];
  const weights = others.map(({ score }) => Math.exp(CANDIDATE_SHARPNESS * (score - winner.score)));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const rest = Math.max(0, isForUs - isRight);
  return [
    { topic: topics[winner.topic] ?? "", confidence: isRight },
    ...others.slice(0, MAX_CANDIDATES - 1).map(({ topic }, i) => ({
      topic: topics[topic] ?? "",
      confidence: Math.min(isRight, (rest * (weights[i] ?? 0)) / total),
    })),
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
