import { atVolume, FLOW_MEASURES, type ExpectedFlow, type FlowMeasure } from '../metrics/expected-flow.ts';
import { HOUR_MS } from '../metrics/earlier-hours.ts';
import { ALARM_DEFINITIONS } from './definition.ts';
import { LEAST_PROBABILITY } from './silence.ts';
import { BETWEEN, GONE, type Verdict } from './verdict.ts';

/** The flow is looked at over so many minutes, which slide. */
export const FLOW_WINDOW_MINUTES = 60;

/** Both windows of an evaluation, the second so many minutes before the first, have to say the same. */
export const FLOW_DELAY_MINUTES = 1;

/** An alarm clears when the flow is back inside its limits by this share of their distance from what is expected. */
const MARGIN = 0.25;

/** One window of a customs house. */
export interface FlowWindow {
  observed: Record<FlowMeasure, number>;
  /** Null where nothing can be said. */
  usual: Record<FlowMeasure, ExpectedFlow | null>;
}

export type FlowAlarmType = `${FlowMeasure}-${'surge' | 'drop'}`;

export const FLOW_ALARM_TYPES = FLOW_MEASURES.flatMap((measure): FlowAlarmType[] => [
  `${measure}-surge`,
  `${measure}-drop`,
]);

/**
 * Whether the flow of a house is beyond its limits. All windows have to say so, and all that it is well inside them
 * again. Hits and reds that only follow the declarations are no alarm of their own.
 */
export function flowVerdicts(
  windows: readonly [FlowWindow, ...FlowWindow[]],
): Record<FlowAlarmType, Verdict> {
  const verdicts: Partial<Record<FlowAlarmType, Verdict>> = {};
  for (const measure of FLOW_MEASURES) {
    for (const side of ['surge', 'drop'] as const) {
      const places = windows.map((window) => placeOf(window, measure, side));
      verdicts[`${measure}-${side}`] = places.every((place) => place === 'beyond')
        ? thereIs(windows[0], measure, side)
        : places.every((place) => place === 'inside')
          ? GONE
          : BETWEEN;
    }
  }
  return verdicts as Record<FlowAlarmType, Verdict>;
}

function placeOf(
  { observed, usual }: FlowWindow,
  measure: FlowMeasure,
  side: 'surge' | 'drop',
): 'beyond' | 'inside' | 'between' {
  const own = usual[measure];
  // What cannot be judged any more (the house closes) is over.
  if (own === null) return 'inside';
  const count = observed[measure];
  const volume = usual.declarations;
  const follows =
    measure === 'declarations' || volume === null
      ? null
      : {
          expected: own.expected * (observed.declarations / volume.expected),
          ...volumeLimits(own, observed, volume),
        };
  const yardsticks = follows === null ? [own] : [own, follows];
  if (yardsticks.every(({ lower, upper }) => (side === 'surge' ? count > upper : count < lower)))
    return 'beyond';
  const wellInside = yardsticks.some(({ expected, lower, upper }) =>
    side === 'surge'
      ? count <= upper - MARGIN * (upper - expected)
      : count >= lower + MARGIN * (expected - lower),
  );
  return wellInside ? 'inside' : 'between';
}

function volumeLimits(own: ExpectedFlow, observed: FlowWindow['observed'], volume: ExpectedFlow) {
  return atVolume(own, observed.declarations / volume.expected);
}

function thereIs({ observed, usual }: FlowWindow, measure: FlowMeasure, side: 'surge' | 'drop'): Verdict {
  const { expected, lower, upper, weeks } = usual[measure]!;
  return {
    verdict: 'there',
    priority: ALARM_DEFINITIONS[`${measure}-${side}`].priority,
    detail: {
      measure,
      observed: observed[measure],
      expected: Math.round(10 * expected) / 10,
      lower,
      upper,
      weeks,
      minutes: FLOW_WINDOW_MINUTES,
    },
  };
}

/**
 * Whether a window was watched throughout: a break in the decisions of the whole nation that its own rhythm (so many
 * declarations `expected` in 60 minutes) makes as good as impossible is a standstill of Tidewaiter, or of what lodges with
 * it. `busy` are the starts of the buckets with a decision, ascending; instants and widths in ms.
 */
export function isWatched(
  busy: readonly number[],
  { from, to, bucketMs, expected }: { from: number; to: number; bucketMs: number; expected: number },
): boolean {
  let longest = 0;
  let last = from;
  for (const start of [...busy, to]) {
    longest = Math.max(longest, start - last);
    last = start + bucketMs;
  }
  return Math.exp((-expected * longest) / HOUR_MS) >= LEAST_PROBABILITY;
}
