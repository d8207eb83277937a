/** What the two confidences are computed from, in the order in which their calibrators were fitted. */
import type { GateScores, KindScore } from "./gate.ts";
import type { TopicEvidence } from "./match.ts";

/** For "is it a question for us?". */
export function gateEvidence(
  { us, asking }: GateScores,
  { score: otherKind }: KindScore,
  topic: TopicEvidence,
): number[] {
  return [us, asking, otherKind, topic.top, topic.similarity, topic.known, topic.wordCount];
}

/** For "is the best topic the right one?" */
export function topicEvidenceRow(
  { us, asking }: GateScores,
  { score: otherKind }: KindScore,
  topic: TopicEvidence,
): number[] {
  return [
    topic.top,
    topic.margin,
    topic.similarity,
    topic.isNearestAgreeing,
    topic.known,
    topic.wordCount,
    topic.crowd,
    us,
    asking,
    otherKind,
  ];
}
