import { countLimits, type CountLimits } from './control-chart.ts';
import { earlierHour, type HourShare } from './earlier-hours.ts';

/** What of the flow of a customs house is watched. */
export const FLOW_MEASURES = ['declarations', 'hits', 'reds'] as const;

export type FlowMeasure = (typeof FLOW_MEASURES)[number];

/** Earlier weeks that are looked at: two months, so that what is usual follows the season. */
const FLOW_WEEKS = 8;

/** With fewer weeks nothing is known of how much they differ. */
export const LEAST_WEEKS = 4;

/** Below this nothing is said: not one declaration is then no rarity. */
export const LEAST_EXPECTED = 5;

/** Wider than the usual 3: hundreds of houses are looked at all the time, and an alarm is to be worth a look. */
const SIGMAS = 4;

/** A deviation of less than this share is nothing to act on, however sure. */
const LEAST_DEVIATION = 0.4;

/** What is supposed of the dispersion before anything is known, with the weight of so many weeks: declarations come in batches. */
const PRIOR = { dispersion: 2, weeks: 4 };

/** One earlier week: the count of 60 minutes, blended of those of whole hours. */
export interface EarlierCount {
  count: number;
  /** Variance of the blend ÷ that of a count over 60 minutes. */
  smoothing: number;
}

/** What is usual in 60 minutes, and the limits of what still is. */
export interface ExpectedFlow extends CountLimits {
  expected: number;
  /** Variance ÷ mean of the weeks. */
  dispersion: number;
  /** Weeks that it rests on. */
  weeks: number;
}

/** The count of an earlier week from those of whole hours; null where one of them was not watched. */
export function earlierCount(
  shares: readonly HourShare[],
  countOf: (hour: number) => number | null,
): EarlierCount | null {
  let count = 0;
  let smoothing = 0;
  for (const { hour, share } of shares) {
    const whole = countOf(hour);
    if (whole === null) return null;
    count += share * whole;
    smoothing += share ** 2;
  }
  return shares.length === 0 ? null : { count, smoothing };
}

/** What the 60 minutes from `start` on are compared with, week by week. */
export function earlierWeeks(start: number, timeZone: string): HourShare[][] {
  return Array.from({ length: FLOW_WEEKS }, (_, week) => earlierHour(start, week + 1, timeZone));
}

/** The counts of earlier weeks, those left out that were not watched; `countOf` a UTC hour is null for these. */
export function earlierCounts(
  weeks: readonly (readonly HourShare[])[],
  countOf: (hour: number) => number | null,
): EarlierCount[] {
  return weeks.flatMap((shares) => earlierCount(shares, countOf) ?? []);
}

/**
 * What is usual in 60 minutes, by the same hour of earlier weeks, with the limits of a c-chart for counts that vary more
 * than Poisson's (NIST/SEMATECH e-Handbook, 6.3.3.1; dispersion by Pearson's χ², McCullagh and Nelder, Generalized Linear
 * Models, 1989, 6.2.4). Weeks that stand out from the others (a holiday, an outage, a rush) are left out, at most one in
 * four. Null with too few weeks, or where too little is to be expected.
 */
export function expectedFlow(earlier: readonly EarlierCount[]): ExpectedFlow | null {
  if (earlier.length < LEAST_WEEKS) return null;
  const kept = withoutStrays(earlier);
  const expected = meanOf(kept);
  if (expected < LEAST_EXPECTED) return null;
  const dispersion = dispersionOf(kept, expected);
  return { expected, dispersion, weeks: kept.length, ...limitsAt(expected, dispersion, kept.length) };
}

/** What would be usual at another volume: hits and reds follow the declarations. */
export function atVolume(usual: ExpectedFlow, ratio: number): CountLimits {
  return limitsAt(usual.expected * ratio, usual.dispersion, usual.weeks);
}

function limitsAt(mean: number, dispersion: number, weeks: number): CountLimits {
  // The mean of the weeks is itself known only so far.
  const variance = dispersion * mean * (1 + 1 / weeks);
  const { lower, upper } = countLimits(mean, { dispersion, sigmas: SIGMAS, variance });
  return {
    lower: Math.min(lower, Math.ceil((1 - LEAST_DEVIATION) * mean)),
    upper: Math.max(upper, Math.floor((1 + LEAST_DEVIATION) * mean)),
  };
}

function meanOf(counts: readonly EarlierCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0) / counts.length;
}

function dispersionOf(counts: readonly EarlierCount[], mean: number): number {
  let chi2 = PRIOR.weeks * PRIOR.dispersion;
  for (const { count, smoothing } of counts) chi2 += (count - mean) ** 2 / (mean * smoothing);
  return Math.max(1, chi2 / (PRIOR.weeks + counts.length - 1));
}

function withoutStrays(counts: readonly EarlierCount[]): readonly EarlierCount[] {
  let kept = counts;
  for (let left = Math.floor(counts.length / 4); left > 0; left--) {
    const mean = meanOf(kept);
    const stray = kept.reduce((far, one) =>
      Math.abs(one.count - mean) > Math.abs(far.count - mean) ? one : far,
    );
    const others = kept.filter((one) => one !== stray);
    const usual = meanOf(others);
    if (usual === 0) return kept;
    const { lower, upper } = limitsAt(usual, dispersionOf(others, usual), others.length);
    if (stray.count >= lower && stray.count <= upper) return kept;
    kept = others;
  }
  return kept;
}
