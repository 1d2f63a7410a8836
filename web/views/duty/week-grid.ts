import type { Shift } from '../../../shared/domain/shift/calendar.ts';

/** A stretch of a shift on one day of the week, as the grid draws it. */
export interface WeekBar {
  /** Place of the shift in the calendar. */
  shift: number;
  name: string;
  /** Minutes of the day, 0 to 1440. */
  from: number;
  to: number;
  /** Line of the day's row: those that overlap stand below one another. */
  lane: number;
}

const DAY = 1440;

/** The bars of each day, Monday first, and how many lines the day needs. What passes midnight goes on the day after. */
export function weekBars(shifts: readonly Shift[]): { bars: WeekBar[]; lanes: number }[] {
  const days = Array.from({ length: 7 }, (): Omit<WeekBar, 'lane'>[] => []);
  shifts.forEach(({ name, days: begins, from, to }, shift) => {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    for (const day of begins) {
      const passes = end <= start;
      days[day - 1]!.push({ shift, name, from: start, to: passes ? DAY : end });
      if (passes && end > 0) days[day % 7]!.push({ shift, name, from: 0, to: end });
    }
  });
  return days.map(inLanes);
}

/** Minutes of the week in which nobody is on duty. */
export function uncoveredMinutes(shifts: readonly Shift[]): number {
  const named = shifts.filter(({ people }) => people.length > 0);
  return weekBars(named).reduce((sum, { bars }) => sum + DAY - covered(bars), 0);
}

function inLanes(bars: Omit<WeekBar, 'lane'>[]): { bars: WeekBar[]; lanes: number } {
  const ends: number[] = [];
  const laid = bars
    .toSorted((a, b) => a.from - b.from || a.shift - b.shift)
    .map((bar) => {
      const free = ends.findIndex((end) => end <= bar.from);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = bar.to;
      return { ...bar, lane };
    });
  return { bars: laid, lanes: Math.max(1, ends.length) };
}

/** Minutes of a day that bars cover, which are in the order of their beginning. */
function covered(bars: readonly WeekBar[]): number {
  let [sum, until] = [0, 0];
  for (const { from, to } of bars) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
