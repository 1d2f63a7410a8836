/** Inspections, and those of them that found a discrepancy. */
export interface Inspected {
  inspections: number;
  discrepancies: number;
}

/** A share with the interval that it lies in with 95 % confidence, all 0 to 1. */
export interface Rate {
  value: number;
  low: number;
  high: number;
}

/** Standard normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/**
 * Discrepancies ÷ inspections with Wilson's score interval (Wilson 1927; Agresti & Coull 1998, formula 2), which keeps
 * its level for few inspections and for rates near 0 and 1. Null without an inspection.
 */
export function hitRate({ inspections: n, discrepancies }: Inspected): Rate | null {
  if (n <= 0) return null;
  const value = discrepancies / n;
  const scale = 1 + Z ** 2 / n;
  const middle = (value + Z ** 2 / (2 * n)) / scale;
  const half = (Z / scale) * Math.sqrt((value * (1 - value)) / n + Z ** 2 / (4 * n ** 2));
  return {
    value,
    low: discrepancies === 0 ? 0 : Math.max(0, middle - half),
    high: discrepancies === n ? 1 : Math.min(1, middle + half),
  };
}

/** Discrepancies that the random selection must have found before anything is measured by it: fewer are chance. */
const LEAST_RANDOM_DISCREPANCIES = 5;

/** Targeted hit rate ÷ that of the random selection; null without an inspection, or with too few random discrepancies. */
export function lift(targeted: Inspected, random: Inspected): number | null {
  const [rate, base] = [hitRate(targeted), hitRate(random)];
  if (rate === null || base === null || random.discrepancies < LEAST_RANDOM_DISCREPANCIES) return null;
  return rate.value / base.value;
}
