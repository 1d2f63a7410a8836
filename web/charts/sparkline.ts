import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { round, type Box } from './frame.ts';

export interface Sparkline {
  path: string;
  /** The newest known value's place; `null` where no value is known. */
  end: { x: number; y: number } | null;
  /** Height of the reference value, kept inside the box. */
  referenceAt: number | null;
}

/**
 * A line through the known values; unknown values are gaps. Scaled to the values, and to `leastReach` on both sides of
 * the reference where there is one, so that what is usual looks calm.
 */
export function sparkline(
  values: readonly (number | null)[],
  reference: number | null,
  leastReach: number,
  box: Box,
): Sparkline {
  const known = values.filter((value) => value !== null);
  const [low, high] = extent(
    reference === null ? known : [...known, reference - leastReach, reference + leastReach],
  );
  if (low === undefined || high === undefined) return { path: '', end: null, referenceAt: null };

  const x = scaleLinear([0, Math.max(1, values.length - 1)], [box.left, box.right]);
  const y = low === high ? () => (box.top + box.bottom) / 2 : scaleLinear([low, high], [box.bottom, box.top]);
  const shape = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0))
    .digits(1);
  const newest = values.findLastIndex((value) => value !== null);
  return {
    path: shape(values) ?? '',
    end: newest < 0 ? null : { x: round(x(newest)), y: round(y(values[newest] ?? 0)) },
    referenceAt: reference === null ? null : round(y(reference)),
  };
}
