import { scaleLinear } from 'd3-scale';
import { round, type Box } from './frame.ts';

export interface AxisTick {
  value: number;
  at: number;
}

const QUARTER_MS = 15 * 60_000;
const LEAST_DISTANCE = 64;

/** Quarters of an hour, or the least multiple of them whose labels do not touch. */
export function timeStep(box: Box, from: number, to: number): number {
  const quarter = ((box.right - box.left) * QUARTER_MS) / Math.max(1, to - from);
  return QUARTER_MS * (quarter >= LEAST_DISTANCE ? 1 : 2);
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
