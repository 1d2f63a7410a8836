import type { AlarmRow } from '../../../shared/contract/alarms.ts';
import { awaitsAcknowledgement } from '../../../shared/domain/alarm/condition.ts';
import type { AlarmPriority } from '../../../shared/domain/targeting/profile.ts';
import { isAt, isKeptFromView, OLD_MS, type FitContext } from './fits.ts';
import type { AlarmQuery, NamedView } from './query.ts';

/** What awaits an operator by priority, and how many alarms each named view has. */
export interface AlarmCounts {
  awaiting: Record<AlarmPriority, number>;
  views: Record<NamedView, number>;
}

/**
 * Counts the alarms of a place; an empty one: of all. The views are written out here once more, for 50,000 alarms are
 * counted again and again while they change; a test holds them to what the views show.
 */
export function countAlarms(
  alarms: Iterable<AlarmRow>,
  place: AlarmQuery['place'],
  { me, now, districtOf }: Pick<FitContext, 'me' | 'now' | 'districtOf'>,
): AlarmCounts {
  const awaiting = { critical: 0, high: 0, medium: 0, low: 0 };
  const views = { 'to-do': 0, mine: 0, shelved: 0, old: 0, chattering: 0, quarantined: 0, all: 0 };
  const oldBefore = now - OLD_MS;
  for (const row of alarms) {
    if (place !== '' && !isAt(row, place, districtOf)) continue;
    if (awaitsAcknowledgement(row.state)) awaiting[row.priority] += 1;
    views.all += 1;
    if (!isKeptFromView(row.state)) views['to-do'] += 1;
    if (row.state === 'shelved') views.shelved += 1;
    if (row.raisedAt <= oldBefore) views.old += 1;
    if (row.chattering) views.chattering += 1;
    if (row.assignedTo?.id === me) views.mine += 1;
    if (row.quarantinedTo?.id === me) views.quarantined += 1;
  }
  return { awaiting, views };
}
