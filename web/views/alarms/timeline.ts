import { max } from 'd3-array';
import { scaleLinear, scaleUtc } from 'd3-scale';
import { round, type Box } from '../../charts/frame.ts';

const MINUTE_MS = 60_000;

export interface TimelineBar {
  at: number;
  occurrences: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface TimelineDrawing {
  bars: TimelineBar[];
  /** Instants named below, with where they stand. */
  ticks: { at: number; x: number }[];
  most: number;
}

/**
 * A bar a minute with occurrences, from the first minute to `until` (ms), at least five minutes wide. Minutes without
 * any have none; one occurrence is seen as one, however many others had.
 */
export function timelineBars(
  timeline: readonly (readonly [at: number, occurrences: number])[],
  until: number,
  box: Box,
): TimelineDrawing {
  const from = timeline[0]?.[0] ?? until;
  const to = Math.max(until, from + 5 * MINUTE_MS);
  const most = max(timeline, ([, occurrences]) => occurrences) ?? 0;
  const x = scaleUtc([from, to], [box.left, box.right]);
  const y = scaleLinear([0, Math.max(1, most)], [box.bottom, box.top]);
  const width = Math.max(1.5, x(from + MINUTE_MS) - x(from) - 1);
  return {
    bars: timeline.map(([at, occurrences]) => {
      const top = Math.min(y(occurrences), box.bottom - 2);
      return {
        at,
        occurrences,
        x: round(x(at)),
        y: round(top),
        width: round(width),
        height: round(box.bottom - top),
      };
    }),
    ticks: x.ticks(4).map((at) => ({ at: at.getTime(), x: round(x(at)) })),
    most,
  };
}
