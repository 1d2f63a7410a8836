import type { AlarmRow } from '../../../shared/contract/alarms.ts';
import { awaitsAcknowledgement } from '../../../shared/domain/alarm/condition.ts';
import type { AlarmPriority } from '../../../shared/domain/targeting/profile.ts';
import { fits, type FitContext } from './fits.ts';
import { DEFAULT_QUERY, NAMED_VIEWS, VIEW_NAMES, type AlarmQuery, type NamedView } from './query.ts';

/** What awaits an operator by priority, and how many alarms each named view has. */
export interface AlarmCounts {
  awaiting: Record<AlarmPriority, number>;
  views: Record<NamedView, number>;
}

/** Counts the alarms of a place. */
export function countAlarms(
  alarms: Iterable<AlarmRow>,
  place: AlarmQuery['place'],
  context: FitContext,
): AlarmCounts {
  const awaiting = { critical: 0, high: 0, medium: 0, low: 0 };
  const views = { 'to-do': 0, mine: 0, shelved: 0, old: 0, chattering: 0, quarantined: 0, all: 0 };
  const queries = VIEW_NAMES.map((name) => [name, { ...DEFAULT_QUERY, ...NAMED_VIEWS[name] }] as const);
  const here = { ...DEFAULT_QUERY, state: 'all', place } as const;
  for (const row of alarms) {
    if (!fits(row, here, [], context)) continue;
    if (awaitsAcknowledgement(row.state)) awaiting[row.priority] += 1;
    for (const [name, query] of queries) if (fits(row, query, [], context)) views[name] += 1;
  }
  return { awaiting, views };
}
