/**
 * Least difference between the local monotonic timer and the server's clock, kept for the present and the previous
 * window, so that a drift of either clock, or a correction of the server's, is forgotten after two windows.
 */
export interface ClockTrack {
  windowStartedAt: number;
  least: number;
  leastBefore: number;
}

export const CLOCK_WINDOW_MS = 60_000;

/** Takes in a message stamped `serverTime` that came at `monotonicNow`; says how much it was delayed, ms. */
export function trackClock(
  track: ClockTrack | null,
  monotonicNow: number,
  serverTime: number,
): { track: ClockTrack; delayMs: number } {
  const offset = monotonicNow - serverTime;
  if (track === null)
    return { track: { windowStartedAt: monotonicNow, least: offset, leastBefore: offset }, delayMs: 0 };

  const next =
    monotonicNow - track.windowStartedAt < CLOCK_WINDOW_MS
      ? { ...track, least: Math.min(track.least, offset) }
      : { windowStartedAt: monotonicNow, least: offset, leastBefore: track.least };
  return { track: next, delayMs: offset - Math.min(next.least, next.leastBefore) };
}
