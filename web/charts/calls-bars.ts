import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { CLOCK_SPACINGS, clockMarks } from './clock-marks.ts';
import { countScale, countTicks } from './count-axis.ts';
import { round, type Box } from './frame.ts';
import type { AxisTick } from './time-axis.ts';

export interface CallsDrawing {
  bars: { at: number; x: number; y: number; width: number; height: number }[];
  /** Heights of round counts. */
  ticks: AxisTick[];
  /** Instants that are named, as many as there is room for. */
  names: AxisTick[];
  floods: { x: number; width: number }[];
}

/** Room that the name of an instant takes, in design pixels. */
const NAME_WIDTH = 72;
/** What is shorter than a step is still seen. */
const LEAST_WIDTH = 2;

/**
 * A bar a step, each `step` ms long from `from` on, and the floods as spans of time; one that lasts (`to` null) ends
 * where the steps do. Named are round times by the clocks of an IANA zone.
 */
export function callsBars(
  { calls, from, step }: { calls: readonly number[]; from: number; step: number },
  floods: readonly { from: number; to: number | null }[],
  timeZone: string,
  box: Box,
): CallsDrawing {
  const end = from + calls.length * step;
  const x = scaleLinear([from, Math.max(end, from + 1)], [box.left, box.right]);
  const y = countScale(box, max(calls) ?? 0);
  const wide = (box.right - box.left) / Math.max(1, calls.length);
  const minuteWidth = ((box.right - box.left) * 60_000) / Math.max(1, end - from);
  const spacing = CLOCK_SPACINGS.find((minutes) => minutes * minuteWidth >= NAME_WIDTH);
  const gap = Math.min(2, wide / 5);
  return {
    bars: calls.flatMap((count, index) => {
      const at = from + index * step;
      if (count === 0) return [];
      return {
        at,
        x: round(x(at) + gap / 2),
        y: round(y(count)),
        width: round(wide - gap),
        height: round(box.bottom - y(count)),
      };
    }),
    ticks: countTicks(y, 3),
    names: clockMarks(from, end, spacing ?? CLOCK_SPACINGS.at(-1)!, timeZone)
      .map((value) => ({ value, at: round(x(value)) }))
      .filter(({ at }) => at + NAME_WIDTH / 2 <= box.right + 1 && at - NAME_WIDTH / 2 >= 0),
    floods: floods.map((flood) => {
      const left = x(Math.max(from, flood.from));
      return { x: round(left), width: round(Math.max(LEAST_WIDTH, x(flood.to ?? end) - left)) };
    }),
  };
}
