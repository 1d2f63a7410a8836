import type { ListEntry } from '../../../shared/domain/targeting/profile.ts';

/** Whether an entry is in force at an instant, ms: from its first instant on, before its last. */
export function holdsAt({ from, to }: ListEntry, at: number): boolean {
  return (from === undefined || Date.parse(from) <= at) && (to === undefined || at < Date.parse(to));
}
