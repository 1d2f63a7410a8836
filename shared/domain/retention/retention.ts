/** What is kept for a stated time, and how long, in days. */
export interface RetentionRule {
  /** Until somebody decides otherwise. */
  standard: number;
  /** Never less: what the product needs to work, or what must stay provable. */
  least: number;
}

/**
 * Everything that is deleted when it is old enough. Declarations take their decisions, hits and control orders along;
 * the time of a trader begins when it is first seen, and does not end while a declaration of it is kept.
 */
export const RETENTION = {
  declarations: { standard: 1095, least: 30 },
  traders: { standard: 1825, least: 30 },
  batches: { standard: 30, least: 1 },
  flow: { standard: 400, least: 2 },
  alarms: { standard: 1095, least: 30 },
  shifts: { standard: 1095, least: 90 },
  'access-log': { standard: 1095, least: 90 },
  loans: { standard: 1095, least: 90 },
  accounts: { standard: 365, least: 30 },
  'sign-in': { standard: 7, least: 1 },
  deliveries: { standard: 90, least: 7 },
} as const satisfies Record<string, RetentionRule>;

export type RetentionSubject = keyof typeof RETENTION;

export const RETENTION_SUBJECTS = Object.keys(RETENTION) as RetentionSubject[];

/** Longest period that can be set, in days: 100 years. */
export const MOST_DAYS = 36_500;

/** Days by subject, those that were set in place of the standard ones; never fewer than the least. */
export function periodsOf(set: ReadonlyMap<string, number>): Record<RetentionSubject, number> {
  return Object.fromEntries(
    RETENTION_SUBJECTS.map((subject) => {
      const { standard, least } = RETENTION[subject];
      return [subject, Math.max(least, set.get(subject) ?? standard)];
    }),
  ) as Record<RetentionSubject, number>;
}

/** What is older is deleted: `days` before `now`. */
export function cutoffOf(days: number, now: Date): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

/** True where all of a UTC day (`YYYYMMDD`) lies before `cutoff`. */
export function dayIsOver(day: string, cutoff: Date): boolean {
  const start = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)));
  return start + 86_400_000 <= cutoff.getTime();
}
