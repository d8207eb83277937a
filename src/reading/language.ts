/**
 * Which language is a message in? A linear model over character n-grams, trained on the bank's own lines (which are chats
 * about this field, with Arabic in Latin letters and all), together with ELD, a general detector of 60 languages, which
 * knows what the bank does not: that a message is in none of its languages.
 */
import { eld } from "eld/small";
import { extract, type FeatureOptions } from "./features.ts";
import { scoreLinear, trainSvm, type LinearModel } from "./linear.ts";
import { learnVocabulary, vectorise, type GroupWeights, type Vocabulary } from "./vectors.ts";

export interface LanguageModel {
  readonly languages: readonly string[];
  readonly vocabulary: Vocabulary;
  readonly linear: LinearModel;
}

export interface LanguageGuess {
  /** ISO 639-1, or `und` where there is nothing to tell by. */
  readonly code: string;
  /** 0 to 1. */
  readonly confidence: number;
}

export interface LanguageExample {
  readonly folded: string;
  readonly language: string;
}

const FEATURES: FeatureOptions = { minGram: 1, maxGram: 4 };
const WEIGHTS: GroupWeights = { pair: 0.4, gram: 1.4, mark: 0 };
const SVM = { cost: 0.5, epochs: 5 };
/** Turns margins into probabilities; fitted on lines left out of training. */
const SHARPNESS = 5;
/** Weight of the general detector beside the bank's own model. */
const GENERAL_WEIGHT = 6;
/** Margin that the bank's model is taken to give a language it does not know. */
const UNKNOWN_MARGIN = -0.55;
/** What the space's own languages add. */
const PRIOR_BONUS = 1;
const NOTHING: readonly LanguageGuess[] = [{ code: "und", confidence: 0 }];

const detector = eld.newInstance();

export function trainLanguage(examples: readonly LanguageExample[]): LanguageModel {
  const languages = [...new Set(examples.map(({ language }) => language))].sort();
  const features = ({ folded }: LanguageExample) => extract(folded, [], FEATURES);
  const vocabulary = learnVocabulary(examples.length, (i) => features(examples[i] as LanguageExample), WEIGHTS);
  const vectors = examples.map((example) => vectorise(vocabulary, features(example)));
  const labels = examples.map(({ language }) => languages.indexOf(language));
  return { languages, vocabulary, linear: trainSvm(vectors, labels, languages.length, vocabulary.size, SVM) };
}

/** Most likely first. `prior`: languages that the space speaks. */
export function identifyLanguage(
  model: LanguageModel,
  text: string,
  folded: string,
  prior: readonly string[] = [],
): readonly LanguageGuess[] {
  if (folded.trim() === "") return NOTHING;
  const own = scoreLinear(model.linear, vectorise(model.vocabulary, extract(folded, [], FEATURES)));
  const general = detector.detect(text).getScores();
  const scores = new Map<string, number>();
  model.languages.forEach((language, i) => {
    scores.set(language, SHARPNESS * (own[i] as number) + GENERAL_WEIGHT * (general[language] ?? 0));
  });
  for (const [language, score] of Object.entries(general)) {
    if (!scores.has(language)) scores.set(language, SHARPNESS * UNKNOWN_MARGIN + GENERAL_WEIGHT * score);
  }
  for (const language of prior)
    scores.set(language, (scores.get(language) ?? SHARPNESS * UNKNOWN_MARGIN) + PRIOR_BONUS);
  const top = Math.max(...scores.values());
  const exponentials = [...scores].map(([code, score]) => [code, Math.exp(score - top)] as const);
  const sum = exponentials.reduce((total, [, value]) => total + value, 0);
  return exponentials
    .map(([code, value]) => ({ code, confidence: value / sum }))
    .sort((a, b) => b.confidence - a.confidence);
}
