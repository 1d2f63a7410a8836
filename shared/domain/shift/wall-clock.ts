import { localTimeAt } from '../channel/local-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * First instant, ms, at which the clocks of an IANA time zone show a time of a day or a later one. `day` counts from
 * 1970-01-01, `minutes` from midnight. A time that comes twice is that of the first, a time that is skipped is the moment
 * of the change: what ends then and what begins then still meet.
 */
export function instantAt(day: number, minutes: number, timeZone: string): number {
  const wall = day * DAY_MS + minutes * MINUTE_MS;
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((instant) => offsetAt(instant, timeZone));
  const shown = offsets
    .map((offset) => wall - offset)
    .filter((instant) => instant + offsetAt(instant, timeZone) === wall);
  if (shown.length > 0) return Math.min(...shown);
  // Skipped: somewhere between what the two offsets make of it the clocks are put forward.
  let [before, after] = [wall - Math.max(...offsets), wall - Math.min(...offsets)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetAt(middle, timeZone) >= wall) after = middle;
    else before = middle;
  }
  return after;
}

/** Day since 1970-01-01 on the calendar of an IANA time zone. */
export function dayAt(instant: number, timeZone: string): number {
  return localTimeAt(instant, timeZone).day;
}

/** `YYYY-MM-DD` of a day since 1970-01-01. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** ISO 8601: 1 is Monday, 7 is Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Whether this is an IANA time zone that is known here. */
export function isTimeZone(name: string): boolean {
  try {
    localTimeAt(0, name);
    return true;
  } catch {
    return false;
  }
}

function offsetAt(instant: number, timeZone: string): number {
  const { day, hour, hourStart } = localTimeAt(instant, timeZone);
  return day * DAY_MS + hour * HOUR_MS - hourStart;
}
