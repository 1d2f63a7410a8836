import { max, min } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { FlowBucket } from '../../shared/contract/live.ts';
import { controlLimits, type ControlLimits } from '../../shared/domain/metrics/control-chart.ts';
import { countScale, countTicks } from './count-axis.ts';
import { BUCKETS_A_MINUTE, bucketTotal, groupBuckets } from './flow-window.ts';
import { round, type Box } from './frame.ts';
import { timeStep, timeTicks, type AxisTick } from './time-axis.ts';

export interface RiskMinute {
  startedAt: number;
  /** Score sum per 1,000 declarations; `null` in a minute without declarations. */
  index: number | null;
}

export interface RiskSeries {
  minutes: RiskMinute[];
  limits: ControlLimits | null;
  newest: number | null;
  outOfLimits: boolean;
}

/** Fewer known minutes give no limits worth the name. */
const LEAST_MINUTES = 8;

/** The risk index of each whole minute of the window, with limits drawn from all of them. */
export function riskSeries(buckets: readonly FlowBucket[]): RiskSeries {
  const minutes = groupBuckets(buckets, BUCKETS_A_MINUTE).map((minute) => {
    const declarations = bucketTotal(minute);
    return {
      startedAt: minute.startedAt,
      index: declarations === 0 ? null : (1_000 * minute.scoreSum) / declarations,
    };
  });
  const known = minutes.filter((minute) => minute.index !== null).length;
  const limits =
    known < LEAST_MINUTES
      ? null
      : controlLimits(
          minutes.map((minute) => minute.index),
          0,
        );
  const newest = minutes.at(-1)?.index ?? null;
  return { minutes, limits, newest, outOfLimits: limits?.outside.includes(minutes.length - 1) ?? false };
}

export interface RiskDrawing {
  path: string;
  points: { x: number; y: number; out: boolean; newest: boolean }[];
  band: { top: number; middle: number; bottom: number } | null;
  valueTicks: AxisTick[];
  timeTicks: AxisTick[];
}

/** Line, limit band and the points worth a mark: those out of limits, and the newest. */
export function riskDrawing(series: RiskSeries, box: Box): RiskDrawing {
  const { minutes, limits } = series;
  const outside = new Set(limits?.outside);
  const known = minutes.map((minute) => minute.index).filter((index) => index !== null);
  const from = minutes[0]?.startedAt ?? 0;
  const to = minutes.at(-1)?.startedAt ?? 0;
  const low = min([...known, limits?.lower ?? Number.POSITIVE_INFINITY]) ?? 0;
  const high = max([...known, limits?.upper ?? 0]) ?? 0;
  const x = scaleLinear([0, Math.max(1, minutes.length - 1)], [box.left, box.right]);
  const y = countScale(box, high, Number.isFinite(low) ? Math.max(0, low - (high - low) * 0.15) : 0);
  const shape = line<RiskMinute>()
    .defined((minute) => minute.index !== null)
    .x((_, index) => x(index))
    .y((minute) => y(minute.index ?? 0))
    .digits(1);

  return {
    path: shape(minutes) ?? '',
    points: minutes.flatMap(({ index }, at) => {
      const newest = at === minutes.length - 1;
      const out = outside.has(at);
      return index === null || !(out || newest) ? [] : [{ x: round(x(at)), y: round(y(index)), out, newest }];
    }),
    band: limits && {
      top: round(y(limits.upper)),
      middle: round(y(limits.mean)),
      bottom: round(y(limits.lower)),
    },
    valueTicks: countTicks(y, 3),
    timeTicks: timeTicks(box, from, to, timeStep(box, from, to)),
  };
}
