/** Scores run from 0 to 100; they are counted, and compared, in whole points. */
export const SCORE_BINS = 101;

/** Weight by whole points. */
export type ScoreHistogram = Float64Array;

/** A histogram as it is kept in JSON: the lowest score counted, then the weights from there on; empty for none. */
export type PackedHistogram = readonly number[];

/** Weights below this are let go of, so that what was once seen does not stay for ever. */
const LEAST_WEIGHT = 0.02;

export function emptyHistogram(): ScoreHistogram {
  return new Float64Array(SCORE_BINS);
}

/** The bin of a score. */
export function binOf(score: number): number {
  return Math.min(SCORE_BINS - 1, Math.max(0, Math.floor(score) || 0));
}

export function unpackHistogram(packed: PackedHistogram): ScoreHistogram {
  const histogram = emptyHistogram();
  addPacked(histogram, packed, 1);
  return histogram;
}

/** Packs a histogram, its weights to the hundredth. */
export function packHistogram(histogram: ScoreHistogram): PackedHistogram {
  let first = 0;
  while (first < SCORE_BINS && histogram[first]! < LEAST_WEIGHT) first++;
  if (first === SCORE_BINS) return [];
  let last = SCORE_BINS - 1;
  while (histogram[last]! < LEAST_WEIGHT) last--;
  const packed = [first];
  for (let bin = first; bin <= last; bin++) {
    const weight = histogram[bin]!;
    packed.push(weight < LEAST_WEIGHT ? 0 : Math.round(weight * 100) / 100);
  }
  return packed;
}

export function totalOf(histogram: ScoreHistogram): number {
  let total = 0;
  for (const weight of histogram) total += weight;
  return total;
}

export function totalOfPacked(packed: PackedHistogram): number {
  let total = 0;
  for (let i = 1; i < packed.length; i++) total += packed[i]!;
  return total;
}

/** Adds `times` the weights of a packed histogram. */
export function addPacked(to: ScoreHistogram, packed: PackedHistogram, times: number): void {
  const shift = packed[0]! - 1;
  for (let i = 1; i < packed.length; i++) to[i + shift]! += packed[i]! * times;
}

export function scaleHistogram(histogram: ScoreHistogram, times: number): void {
  for (let bin = 0; bin < SCORE_BINS; bin++) histogram[bin]! *= times;
}
