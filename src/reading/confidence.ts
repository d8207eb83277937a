/**
 * From evidence to a probability: logistic regression over standardised evidence and its squares, fitted on messages
 * that the models behind the evidence have not seen (see `train.ts`).
 */
export interface Calibrator {
  readonly mean: readonly number[];
  readonly spread: readonly number[];
  readonly weights: readonly number[];
}

const ITERATIONS = 300;
const LEARNING_RATE = 0.05;
const L2 = 1e-3;
/** Evidence further out than this many standard deviations counts as this far. */
const CLAMP = 4;

export function fitCalibrator(
  rows: readonly (readonly number[])[],
  isTrue: readonly boolean[],
  importance: readonly number[],
): Calibrator {
  const width = rows[0]?.length ?? 0;
  const mean = Array.from(
    { length: width },
    (_, j) => rows.reduce((sum, row) => sum + (row[j] as number), 0) / rows.length,
  );
  const spread = mean.map((m, j) => {
    const variance = rows.reduce((sum, row) => sum + ((row[j] as number) - m) ** 2, 0) / rows.length;
    return Math.sqrt(variance) || 1;
  });
  const inputs = rows.map((row) => expand(row, mean, spread));
  const size = 2 * width + 1;
  const weights = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  const total = importance.reduce((sum, weight) => sum + weight, 0);
  // Adam (Kingma & Ba 2015) on the full batch: deterministic, and quick at this size.
  for (let step = 1; step <= ITERATIONS; step++) {
    const gradient = new Float64Array(size);
    inputs.forEach((input, i) => {
      const error = ((importance[i] as number) * (sigmoid(dot(weights, input)) - (isTrue[i] === true ? 1 : 0))) / total;
      for (let j = 0; j < size; j++) gradient[j] = (gradient[j] as number) + error * (input[j] as number);
    });
    for (let j = 0; j < size; j++) {
      const g = (gradient[j] as number) + L2 * (weights[j] as number);
      first[j] = 0.9 * (first[j] as number) + 0.1 * g;
      second[j] = 0.999 * (second[j] as number) + 0.001 * g * g;
      const unbiased = (first[j] as number) / (1 - 0.9 ** step);
      const size2 = (second[j] as number) / (1 - 0.999 ** step);
      weights[j] = (weights[j] as number) - (LEARNING_RATE * unbiased) / (Math.sqrt(size2) + 1e-8);
    }
  }
  return { mean, spread, weights: [...weights] };
}

/** 0 to 1. */
export function probability({ mean, spread, weights }: Calibrator, evidence: readonly number[]): number {
  return sigmoid(dot(weights, expand(evidence, mean, spread)));
}

function expand(row: readonly number[], mean: readonly number[], spread: readonly number[]): Float64Array {
  const width = row.length;
  const input = new Float64Array(2 * width + 1);
  for (let j = 0; j < width; j++) {
    const value = Math.max(-CLAMP, Math.min(CLAMP, ((row[j] as number) - (mean[j] as number)) / (spread[j] as number)));
    input[j] = value;
    input[width + j] = value * value - 1;
  }
  input[2 * width] = 1;
  return input;
}

function dot(weights: ArrayLike<number>, input: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < input.length; j++) sum += (weights[j] as number) * (input[j] as number);
  return sum;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
