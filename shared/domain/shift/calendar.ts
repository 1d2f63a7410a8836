import { dateOf, dayAt, instantAt, weekdayOf } from './wall-clock.ts';

/** A watch that comes on the same days of every week. */
export interface Shift {
  name: string;
  /** Days on which it begins: 1 is Monday, 7 is Sunday. */
  days: readonly number[];
  /** `HH:MM` by the clocks of the calendar's zone. */
  from: string;
  /** `HH:MM`; not after `from`, it is that of the next day. */
  to: string;
  /** Ids of persons. */
  people: readonly string[];
}

/** What holds in place of the week for the shifts that begin on one date. */
export interface CalendarException {
  /** `YYYY-MM-DD` */
  date: string;
  /** None: nobody is on duty. */
  shifts: readonly Omit<Shift, 'days'>[];
}

/** Who is on duty when, at a place. */
export interface ShiftCalendar {
  /** IANA zone. */
  timeZone: string;
  shifts: readonly Shift[];
  exceptions: readonly CalendarException[];
}

/** A shift as it is held once. Instants in ms. */
export interface ShiftHeld {
  name: string;
  people: readonly string[];
  from: number;
  /** Excluded. */
  to: number;
}

/**
 * The shifts that an instant, ms, falls in, the earliest begun first. Their times are those that the clocks of the place
 * show: a night shift is an hour shorter or longer where these are put forward or back in it, and held once all the same.
 */
export function shiftsAt(calendar: ShiftCalendar, instant: number): ShiftHeld[] {
  const today = dayAt(instant, calendar.timeZone);
  // One that began yesterday may pass midnight; the date line of a zone can be no further off.
  return [today - 1, today]
    .flatMap((day) => beginningOn(calendar, day))
    .filter(({ from, to }) => from <= instant && instant < to)
    .toSorted((a, b) => a.from - b.from);
}

/** Ids of who is on duty at an instant, ms; each once. */
export function onDuty(calendar: ShiftCalendar, instant: number): string[] {
  return [...new Set(shiftsAt(calendar, instant).flatMap(({ people }) => people))];
}

/** Ids of everybody whom a calendar names, each once. */
export function peopleOf({ shifts, exceptions }: ShiftCalendar): string[] {
  const all = [...shifts, ...exceptions.flatMap((exception) => exception.shifts)];
  return [...new Set(all.flatMap(({ people }) => people))];
}

function beginningOn({ shifts, exceptions, timeZone }: ShiftCalendar, day: number): ShiftHeld[] {
  const exception = exceptions.find(({ date }) => date === dateOf(day));
  const held = exception?.shifts ?? shifts.filter(({ days }) => days.includes(weekdayOf(day)));
  return held.map(({ name, people, from, to }) => {
    const [begins, ends] = [minutesOf(from), minutesOf(to)];
    return {
      name,
      people,
      from: instantAt(day, begins, timeZone),
      to: instantAt(ends > begins ? day : day + 1, ends, timeZone),
    };
  });
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
