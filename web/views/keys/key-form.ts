import { MAX_KEY_DAYS } from '../../../shared/contract/lodging-systems.ts';

/** Lives of a key that are offered, days. */
export const KEY_DAYS = ['30', '90', '180', '365', String(MAX_KEY_DAYS), 'never'] as const;

export type KeyDays = (typeof KEY_DAYS)[number];

/** Overlaps that are offered, h. */
export const OVERLAP_HOURS = ['0', '1', '24', '168', '720'] as const;

export type OverlapHours = (typeof OVERLAP_HOURS)[number];

export function daysOf(choice: KeyDays): number | null {
  return choice === 'never' ? null : Number(choice);
}

/** What is typed as a limit: null for none, undefined for what is no whole number from 1 to `most`. */
export function limitOf(text: string, most: number): number | null | undefined {
  const typed = text.trim();
  if (typed === '') return null;
  const value = Number(typed);
  return /^\d{1,9}$/.test(typed) && value >= 1 && value <= most ? value : undefined;
}
