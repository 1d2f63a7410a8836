import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, stack } from 'd3-shape';
import { BUCKET_MS, type FlowBucket } from '../../shared/contract/live.ts';
import { CHANNELS, type Channel } from '../../shared/domain/channel/channel.ts';
import { countScale, countTicks } from './count-axis.ts';
import { bucketTotal } from './flow-window.ts';
import { round, type Box } from './frame.ts';
import { timeStep, timeTicks, type AxisTick } from './time-axis.ts';

export interface FlowArea {
  channel: Channel;
  /** Path of the filled area, and of its upper edge alone. */
  area: string;
  edge: string;
  /** Height of the middle of the newest bucket. */
  endsAt: number;
}

export interface FlowStack {
  areas: FlowArea[];
  countTicks: AxisTick[];
  timeTicks: AxisTick[];
  /** Where an instant stands; `null` outside the window. */
  xAt: (instant: number) => number | null;
}

/** Stacked areas over buckets of equal width that follow one another, red at the ground, then orange, then green. */
export function flowStack(buckets: readonly FlowBucket[], box: Box): FlowStack {
  const from = buckets[0]?.startedAt ?? 0;
  const newestAt = buckets.at(-1)?.startedAt ?? 0;
  const width = (buckets[1]?.startedAt ?? from + BUCKET_MS) - from;
  const x = scaleLinear([from, newestAt], [box.left, box.right]);
  const y = countScale(box, max(buckets, bucketTotal) ?? 0);
  const series = stack<FlowBucket, Channel>().keys(CHANNELS)([...buckets]);

  const areas = series.map((points): FlowArea => {
    const shape = area<(typeof points)[number]>()
      .x((point) => x(point.data.startedAt))
      .y0((point) => y(point[0]))
      .y1((point) => y(point[1]))
      .digits(1);
    const newest = points.at(-1) ?? [0, 0];
    return {
      channel: points.key,
      area: shape(points) ?? '',
      edge: shape.lineY1()(points) ?? '',
      endsAt: round((y(newest[0]) + y(newest[1])) / 2),
    };
  });

  return {
    areas,
    countTicks: countTicks(y, 4),
    timeTicks: timeTicks(box, from, newestAt, timeStep(box, from, newestAt)),
    // What happens after the newest complete bucket is shown at its edge, until the window has caught up.
    xAt: (instant) =>
      instant < from || instant > newestAt + 2 * width ? null : round(Math.min(box.right, x(instant))),
  };
}
