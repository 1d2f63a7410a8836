/** Waits after each attempt that failed but the last, s: eight attempts over 28 hours. */
const WAITS = [5, 300, 1800, 7200, 18_000, 36_000, 36_000];

/**
 * How long to wait after `attempts` that failed, s; null where no further attempt is made. `draw` from 0 to 1 spreads
 * those that failed together.
 */
export function retryIn(attempts: number, draw: number): number | null {
  const wait = WAITS[attempts - 1];
  return wait === undefined ? null : wait * (0.9 + 0.2 * draw);
}
