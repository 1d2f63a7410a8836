import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { round, type Box } from './frame.ts';
import type { AxisTick } from './time-axis.ts';

/** Vertical scale from `low` at the bottom to a round number at or above `high`; never empty. */
export function countScale(box: Box, high: number, low = 0): ScaleLinear<number, number> {
  return scaleLinear([low, Math.max(high, low + 1)], [box.bottom, box.top]).nice(4);
}

/** About `count` round values and their heights, lowest first; whole numbers only. */
export function countTicks(scale: ScaleLinear<number, number>, count: number): AxisTick[] {
  return scale
    .ticks(count)
    .filter(Number.isInteger)
    .map((value) => ({ value, at: round(scale(value)) }));
}
