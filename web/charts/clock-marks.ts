import { dayAt, instantAt } from '../../shared/domain/shift/wall-clock.ts';

const DAY_MINUTES = 24 * 60;

/** Distances of marks on an axis of hours to weeks, minutes: parts of a day, and whole days. */
export const CLOCK_SPACINGS = [60, 120, 180, 360, 720, 1440, 2880, 7200, 10_080] as const;

/**
 * Instants from `from` to `to`, ms, at which the clocks of a zone show a whole multiple of so many minutes since
 * midnight; from a day on, the midnights of every so many days.
 */
export function clockMarks(from: number, to: number, minutes: number, timeZone: string): number[] {
  const marks: number[] = [];
  const days = Math.max(1, minutes / DAY_MINUTES);
  for (let day = dayAt(from, timeZone); day <= dayAt(to, timeZone); day++) {
    if (day % days !== 0) continue;
    for (let minute = 0; minute < DAY_MINUTES; minute += minutes) {
      const at = instantAt(day, minute, timeZone);
      if (at >= from && at <= to && at !== marks.at(-1)) marks.push(at);
    }
  }
  return marks;
}
