import { HOUR_MS } from '../metrics/earlier-hours.ts';
import { LEAST_WEEKS } from '../metrics/expected-flow.ts';
import { ALARM_DEFINITIONS } from './definition.ts';
import { GONE, type Verdict } from './verdict.ts';

/** A silence is an alarm where its own rhythm gives a house fewer chances than this to be silent for so long. */
export const LEAST_PROBABILITY = 0.001;

/** However busy a house is, a shorter silence is none. */
const LEAST_MINUTES = 10;

/** A house is watched so far back: what it lodges in a day is its rhythm. */
export const SILENCE_HOURS = 24;

/** Declarations that are to be expected in a UTC hour; null where too few weeks say so. */
export type ExpectedOfHour = (hour: number) => number | null;

/** The mean of the same hour of earlier weeks; null where they are too few. */
export function usualOfHour(counts: readonly number[]): number | null {
  if (counts.length < LEAST_WEEKS) return null;
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

/**
 * Whether a house is silent: with the rate λ of the same hours of earlier weeks, no declaration comes for a time t with
 * the probability exp(−∫λ) (Poisson process). Instants in ms; `lastAt` null: none within the time it is watched for.
 */
export function silenceVerdict(lastAt: number | null, now: number, expectedOf: ExpectedOfHour): Verdict {
  const from = Math.max(lastAt ?? -Infinity, now - SILENCE_HOURS * HOUR_MS);
  if (now - from < LEAST_MINUTES * 60_000) return GONE;
  const expected = expectedBetween(from, now, expectedOf);
  if (Math.exp(-expected) >= LEAST_PROBABILITY) return GONE;
  return {
    verdict: 'there',
    priority: ALARM_DEFINITIONS['house-silent'].priority,
    detail: { minutes: Math.floor((now - from) / 60_000), expected: Math.round(10 * expected) / 10 },
  };
}

/** Declarations to be expected from one instant to another; hours that nothing is known of count nothing. */
export function expectedBetween(from: number, to: number, expectedOf: ExpectedOfHour): number {
  let expected = 0;
  for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
    const span = Math.min(to, hour + HOUR_MS) - Math.max(from, hour);
    expected += ((expectedOf(hour) ?? 0) * span) / HOUR_MS;
  }
  return expected;
}
