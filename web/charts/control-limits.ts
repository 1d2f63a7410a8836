import { mean } from 'd3-array';

export interface ControlLimits {
  mean: number;
  lower: number;
  upper: number;
}

/** Fewer points give no limits worth the name. */
export const LEAST_POINTS = 8;

/** Mean moving range of two ÷ d2 estimates σ (Shewhart's chart for individuals, ISO 7870-2: d2 = 1.128). */
const D2 = 1.128;

/** Mean ± 3σ of a series that cannot be negative; `null` values are left out; `null` below LEAST_POINTS. */
export function controlLimits(values: readonly (number | null)[]): ControlLimits | null {
  const known = values.filter((value) => value !== null);
  if (known.length < LEAST_POINTS) return null;
  const centre = mean(known) ?? 0;
  const ranges = known.slice(1).map((value, index) => Math.abs(value - (known[index] ?? value)));
  const reach = (3 * (mean(ranges) ?? 0)) / D2;
  return { mean: centre, lower: Math.max(0, centre - reach), upper: centre + reach };
}

export function isOutOfLimits(value: number | null, limits: ControlLimits | null): boolean {
  return value !== null && limits !== null && (value > limits.upper || value < limits.lower);
}
