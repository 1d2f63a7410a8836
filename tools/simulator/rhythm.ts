import type { HouseKind } from './houses.ts';

/** Declarations by local hour, relative; offices follow the working day, airports and post work round the clock. */
const OFFICE_HOURS = [
  0.4, 0.35, 0.3, 0.3, 0.3, 0.35, 0.5, 0.8, 1.3, 1.8, 1.9, 1.7, 1.2, 1.4, 1.75, 1.75, 1.65, 1.4, 1.1, 0.9,
  0.8, 0.7, 0.6, 0.5,
];
const ROUND_THE_CLOCK = [
  0.75, 0.65, 0.6, 0.55, 0.6, 0.7, 0.8, 0.9, 1.1, 1.3, 1.4, 1.35, 1.1, 1.2, 1.35, 1.35, 1.3, 1.2, 1.1, 1.0,
  0.95, 0.95, 0.9, 0.85,
];

/** Declarations by day of the week from Sunday, relative. */
const OFFICE_WEEK = [0.35, 1.2, 1.25, 1.25, 1.2, 1.2, 0.55];
const EVEN_WEEK = [0.8, 1.05, 1.1, 1.1, 1.1, 1.05, 0.8];

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

const isRoundTheClock = (kind: HouseKind): boolean => kind === 'air' || kind === 'post';
const MEAN = {
  office: mean(OFFICE_HOURS) * mean(OFFICE_WEEK),
  even: mean(ROUND_THE_CLOCK) * mean(EVEN_WEEK),
};

/** How busy a house of a kind is at a local time, relative to its mean over the week. */
export function rhythmFactor(kind: HouseKind, local: Date): number {
  const even = isRoundTheClock(kind);
  const hour = (even ? ROUND_THE_CLOCK : OFFICE_HOURS)[local.getUTCHours()] ?? 1;
  const day = (even ? EVEN_WEEK : OFFICE_WEEK)[local.getUTCDay()] ?? 1;
  return (hour * day) / (even ? MEAN.even : MEAN.office);
}
