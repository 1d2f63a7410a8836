import { localTimeAt } from '../channel/local-time.ts';

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Part of a UTC hour, named by its start in ms: roll-ups are kept by these. */
export interface HourShare {
  hour: number;
  /** Above 0, at most 1. */
  share: number;
}

/**
 * The same hour of the week, `weeks` weeks earlier, on the clock of a place: what 60 minutes from `start` on are
 * compared with, as shares of the two UTC hours they lie in. Empty where the clocks were put forward over it.
 */
export function earlierHour(start: number, weeks: number, timeZone: string): HourShare[] {
  const wall = wallAt(start, timeZone) - 7 * weeks * DAY_MS;
  const begun = instantOf(wall, timeZone);
  return begun === null ? [] : hourShares(begun);
}

/** The UTC hours that 60 minutes from `start` on lie in. */
export function hourShares(start: number): HourShare[] {
  const hour = Math.floor(start / HOUR_MS) * HOUR_MS;
  const over = (start - hour) / HOUR_MS;
  if (over === 0) return [{ hour, share: 1 }];
  return [
    { hour, share: 1 - over },
    { hour: hour + HOUR_MS, share: over },
  ];
}

/** What a clock shows, as the ms of an instant at which a clock of UTC shows the same. */
function wallAt(instant: number, timeZone: string): number {
  const { day, hour, hourStart } = localTimeAt(instant, timeZone);
  return day * DAY_MS + hour * HOUR_MS + (instant - hourStart);
}

/** The instant at which a clock shows `wall`, the first of two; null for one that it never shows. */
function instantOf(wall: number, timeZone: string): number | null {
  const offset = (instant: number) => wallAt(instant, timeZone) - instant;
  // The two offsets of the days around it: no clock is changed twice within two days.
  for (const around of [wall - DAY_MS, wall + DAY_MS]) {
    const instant = wall - offset(around);
    if (wallAt(instant, timeZone) === wall) return instant;
  }
  return null;
}
