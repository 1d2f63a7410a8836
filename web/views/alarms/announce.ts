import type { AlarmRow } from '../../../shared/contract/alarms.ts';
import type { AlarmPriority } from '../../../shared/domain/targeting/profile.ts';

/** Least time from one announcement to the next, ms: a screen reader is to come to its end. */
export const ANNOUNCE_GAP_MS = 4_000;

/** What is said of new calls: one by its name, several by how many they are and the most urgent of them. */
export interface Announcement {
  alarm: AlarmRow;
  counts: Pick<Record<AlarmPriority, number>, 'critical' | 'high'>;
}

/** What of new calls is to be said aloud; null: nothing, for only critical and high ones interrupt a reader. */
export function announcementOf(calls: readonly AlarmRow[]): Announcement | null {
  const of = (priority: AlarmPriority) => calls.filter((call) => call.priority === priority);
  const [critical, high] = [of('critical'), of('high')];
  const alarm = critical[0] ?? high[0];
  return alarm === undefined ? null : { alarm, counts: { critical: critical.length, high: high.length } };
}
