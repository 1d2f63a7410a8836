import { scaleLinear } from 'd3-scale';
import { round, type Box } from './frame.ts';

export interface AxisTick {
  value: number;
  at: number;
}

/** Instants at whole multiples of `stepMs` and where they stand between the box's sides. */
export function timeTicks(box: Box, from: number, to: number, stepMs: number): AxisTick[] {
  const x = scaleLinear([from, to], [box.left, box.right]);
  const ticks: AxisTick[] = [];
  for (let value = Math.ceil(from / stepMs) * stepMs; value <= to; value += stepMs) {
    ticks.push({ value, at: round(x(value)) });
  }
  return ticks;
}
