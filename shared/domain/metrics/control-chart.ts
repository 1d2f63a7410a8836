/** Mean and 3-sigma limits of a series, in the series' own unit. */
export interface ControlLimits {
  mean: number;
  sigma: number;
  lower: number;
  upper: number;
  /** Positions in the series of the points beyond the limits. */
  outside: number[];
}

/** Expected range of two normal values in sigmas. */
const D2 = 1.128;
const SIGMAS = 3;

/**
 * Control limits of an individuals chart: sigma is the mean moving range ÷ 1.128 (NIST/SEMATECH e-Handbook,
 * 6.3.2.2), so that a shift widens the limits less than it would the standard deviation. `null` is a gap: no range is
 * taken over it. The lower limit never falls below `minimum`. Null with fewer than two neighbouring points.
 */
export function controlLimits(series: readonly (number | null)[], minimum = -Infinity): ControlLimits | null {
  let sum = 0;
  let count = 0;
  let ranges = 0;
  let rangeCount = 0;
  let previous: number | null = null;
  for (const value of series) {
    if (value !== null) {
      sum += value;
      count += 1;
      if (previous !== null) {
        ranges += Math.abs(value - previous);
        rangeCount += 1;
      }
    }
    previous = value;
  }
  if (rangeCount === 0) return null;
  const mean = sum / count;
  const sigma = ranges / rangeCount / D2;
  const lower = Math.max(mean - SIGMAS * sigma, minimum);
  const upper = mean + SIGMAS * sigma;
  const outside = series.flatMap((value, at) =>
    value !== null && (value < lower || value > upper) ? [at] : [],
  );
  return { mean, sigma, lower, upper, outside };
}

/** Limits of a count, both whole numbers and both still usual. */
export interface CountLimits {
  lower: number;
  upper: number;
}

/**
 * Limits of a c-chart (NIST/SEMATECH e-Handbook, 6.3.3.1) for a count of this mean whose variance is `dispersion` ≥ 1
 * times the Poisson one. The handbook's mean ± k sigma is right from large counts on only; the skewness of the negative
 * binomial, (2·dispersion − 1) ÷ sigma, moves both limits up by (k² − 1) ÷ 6 × (2·dispersion − 1) (first term of Cornish
 * and Fisher, 1937), so that each side is passed about as rarely as the normal distribution says. `variance` stands in
 * place of dispersion × mean where the mean itself is uncertain.
 */
export function countLimits(
  mean: number,
  {
    dispersion,
    sigmas,
    variance = dispersion * mean,
  }: { dispersion: number; sigmas: number; variance?: number },
): CountLimits {
  const reach = sigmas * Math.sqrt(variance);
  const skew = ((sigmas ** 2 - 1) / 6) * (2 * dispersion - 1);
  return { lower: Math.max(0, Math.ceil(mean - reach + skew)), upper: Math.floor(mean + reach + skew) };
}
