import type { Guard } from '../targeting/profile.ts';

/** What a guard measures, of all houses the profile acts at, since it came into force as it is. */
export interface GuardReading {
  /** Acting hits in the last 60 minutes. */
  hitsLastHour: number;
  /** Reds of the last 24 hours that would not be red without the profile. */
  extraRedsLastDay: number;
  /** Inspections a day of the houses it acts at; null where none of them states any. */
  inspectionsPerDay: number | null;
}

/** A limit that is passed: what was measured, and the most that the guard allows. */
export interface GuardBreach {
  limit: 'hits' | 'extra-reds';
  measured: number;
  allowed: number;
}

/** The most extra reds that a guard allows in 24 hours; null where it names no share, or there is nothing to take it of. */
export function allowedExtraReds(guard: Guard, inspectionsPerDay: number | null): number | null {
  if (guard.extraRedsOfCapacity === undefined || inspectionsPerDay === null) return null;
  return guard.extraRedsOfCapacity * inspectionsPerDay;
}

/** The first limit of a guard that is passed; null while none is. At the limit it is not passed. */
export function guardBreach(guard: Guard, reading: GuardReading): GuardBreach | null {
  const { hitsPerHour } = guard;
  if (hitsPerHour !== undefined && reading.hitsLastHour > hitsPerHour) {
    return { limit: 'hits', measured: reading.hitsLastHour, allowed: hitsPerHour };
  }
  const allowed = allowedExtraReds(guard, reading.inspectionsPerDay);
  if (allowed !== null && reading.extraRedsLastDay > allowed) {
    return { limit: 'extra-reds', measured: reading.extraRedsLastDay, allowed };
  }
  return null;
}
