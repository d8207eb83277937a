/**
 * Does a message state something false that the bank can correct? A wrong correction makes a bot unwelcome, so three things
 * must agree: the gate's `claim` head (it states one of these things, against everything else that is said), the nearest myth,
 * and the distance to the true statements that look like it, which are learned as classes of their own.
 */
import type { GateScores } from "./gate.ts";
import { scoreTopics, trainTopics, type Example, type Prepared, type TopicModel } from "./match.ts";

export interface MythModel {
  readonly myths: readonly string[];
  /** Classes 0 to n-1 are the false claims of each myth, n to 2n-1 the true lines beside them. */
  readonly model: TopicModel;
}

export interface MythExample extends Prepared {
  readonly text: string;
  readonly myth: number;
  readonly isTrue: boolean;
}

export interface MythScore {
  /** Index of the nearest false claim. */
  readonly myth: number;
  readonly evidence: readonly number[];
}

export function trainMyths(examples: readonly MythExample[], myths: readonly string[]): MythModel {
  const classes = examples.map(({ folded, marks, shape, text, myth, isTrue }): Example => ({
    folded,
    // A denial or a question shows in the message's shape; here it matters.
    marks: [...marks, ...shape],
    shape,
    text,
    topic: isTrue ? myths.length + myth : myth,
  }));
  return { myths, model: trainTopics(classes, 2 * myths.length) };
}

export function scoreMyths({ myths, model }: MythModel, message: Prepared, gate: GateScores): MythScore {
  const scored = scoreTopics(model, { ...message, marks: [...message.marks, ...message.shape] });
  const claims = scored.ranked.filter(({ topic }) => topic < myths.length);
  const [best, second] = claims;
  const top = best?.score ?? 0;
  const truth = scored.ranked.find(({ topic }) => topic >= myths.length)?.score ?? 0;
  const isWinner = scored.ranked[0]?.topic === best?.topic;
  return {
    myth: best?.topic ?? 0,
    evidence: [
      gate.claim,
      gate.us,
      gate.asking,
      top,
      top - truth,
      top - (second?.score ?? 0),
      isWinner ? scored.evidence.similarity : 0,
      scored.evidence.known,
      scored.evidence.wordCount,
    ],
  };
}
