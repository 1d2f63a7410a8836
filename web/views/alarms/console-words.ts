import type { AlarmGroup, AlarmRow } from '../../../shared/contract/alarms.ts';
import type { AlarmState } from '../../../shared/domain/alarm/condition.ts';
import { ALARM_PRIORITIES } from '../../../shared/domain/targeting/profile.ts';
import { MASK } from '../../../shared/domain/access/personal-data.ts';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import { m } from '../../paraglide/messages.js';
import { places } from '../../shell/places.svelte.ts';
import { scopeName } from '../../shell/scope-name.ts';
import { alarmStateName, alarmTitle, alarmTypeName, priorityName } from '../../ui/alarm-words.ts';
import { formatCount, formatLongAge } from '../../ui/format.ts';
import type { Word } from '../../ui/words.ts';
import type { Deed } from './deeds.ts';
import { scopeOfAlarm } from './fits.ts';
import type { Grouping, NamedView, SortColumn, StateFilter } from './query.ts';
import { dueAt, type GroupEntry } from './rows.ts';

export const VIEW_WORDS: Record<NamedView, Word> = {
  'to-do': m.alarms_view_to_do,
  mine: m.alarms_view_mine,
  shelved: m.alarms_view_shelved,
  old: m.alarms_view_old,
  chattering: m.alarms_view_chattering,
  quarantined: m.alarms_view_quarantined,
  all: m.alarms_view_all,
};

export const GROUPING_WORDS: Record<Grouping, Word> = {
  cause: m.alarms_group_cause,
  place: m.alarms_group_place,
  profile: m.alarms_group_profile,
  type: m.alarms_group_type,
  none: m.alarms_group_none,
};

export const SORT_WORDS: Record<SortColumn, Word> = {
  urgency: m.alarms_column_urgency,
  title: m.alarms_column_title,
  place: m.alarms_column_place,
  occurrences: m.alarms_column_occurrences,
  age: m.alarms_column_age,
  left: m.alarms_column_left,
  assigned: m.alarms_column_assigned,
};

/** What a state filter is called. */
export function stateFilterName(filter: StateFilter): string {
  if (filter === 'in-view') return m.alarms_state_in_view();
  if (filter === 'awaiting') return m.alarms_state_awaiting();
  return filter === 'all' ? m.alarms_state_all() : alarmStateName(filter);
}

interface DeedWords {
  /** On its button. */
  name: Word;
  /** What of it was done: "Acknowledged: 12". */
  done: (counts: { count: string }) => string;
  /** Where nothing that was chosen can take it. */
  none: Word;
}

export const DEED_WORDS: Record<Deed, DeedWords> = {
  acknowledge: {
    name: m.alarms_acknowledge,
    done: m.alarms_acknowledge_done,
    none: m.alarms_acknowledge_none,
  },
  resolve: { name: m.alarms_resolve, done: m.alarms_resolve_done, none: m.alarms_resolve_none },
  shelve: { name: m.alarms_shelve, done: m.alarms_shelve_done, none: m.alarms_shelve_none },
  unshelve: { name: m.alarms_unshelve, done: m.alarms_unshelve_done, none: m.alarms_unshelve_none },
  take: { name: m.alarms_take, done: m.alarms_take_done, none: m.alarms_nothing_chosen },
  assign: { name: m.alarms_assign, done: m.alarms_assign_done, none: m.alarms_nothing_chosen },
  'give-back': { name: m.alarms_give_back, done: m.alarms_give_back_done, none: m.alarms_give_back_none },
  escalate: { name: m.alarms_escalate, done: m.alarms_escalate_done, none: m.alarms_escalate_none },
  comment: { name: m.alarms_comment, done: m.alarms_comment_done, none: m.alarms_nothing_chosen },
  remove: { name: m.alarms_remove, done: m.alarms_remove_done, none: m.alarms_remove_none },
  return: { name: m.alarms_return, done: m.alarms_return_done, none: m.alarms_return_none },
  quarantine: { name: m.alarms_quarantine, done: m.alarms_quarantine_done, none: m.alarms_quarantine_none },
};

/** Outlines in a box of 16 × 16, so that no state is told by colour alone. */
export const STATE_MARKS: Record<AlarmState, string> = {
  // A ring.
  normal: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z',
  // A bell.
  unacknowledged:
    'M8 1.5a4.5 4.5 0 0 0-4.5 4.5v3.5L2 12h12l-1.5-2.5V6A4.5 4.5 0 0 0 8 1.5ZM6.2 13a1.8 1.8 0 0 0 3.6 0Z',
  // A tick.
  acknowledged: 'M13.6 3.2 6.4 10.4 2.6 6.6 1.2 8l5.2 5.2L15 4.6Z',
  // A bell's outline: it rang, and its cause is gone.
  'returned-unacknowledged':
    'M8 1.5a4.5 4.5 0 0 0-4.5 4.5v3.5L2 12h12l-1.5-2.5V6A4.5 4.5 0 0 0 8 1.5Zm0 1.7A2.8 2.8 0 0 1 10.8 6v4l.2.4H5l.2-.4V6A2.8 2.8 0 0 1 8 3.2ZM6.2 13a1.8 1.8 0 0 0 3.6 0Z',
  // A closed lock.
  'latched-unacknowledged':
    'M8 1.2A3.3 3.3 0 0 0 4.7 4.5V7H3v7.5h10V7h-1.7V4.5A3.3 3.3 0 0 0 8 1.2Zm0 1.6a1.7 1.7 0 0 1 1.7 1.7V7H6.3V4.5A1.7 1.7 0 0 1 8 2.8Z',
  // A lock's outline.
  'latched-acknowledged':
    'M8 1.2A3.3 3.3 0 0 0 4.7 4.5V7H3v7.5h10V7h-1.7V4.5A3.3 3.3 0 0 0 8 1.2Zm0 1.6a1.7 1.7 0 0 1 1.7 1.7V7H6.3V4.5A1.7 1.7 0 0 1 8 2.8ZM4.6 8.6h6.8v4.3H4.6Z',
  // A clock.
  shelved:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm0 1.7a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6ZM7.2 4.5v4l2.9 1.8.8-1.3-2.1-1.3V4.5Z',
  // A ring with a stroke.
  'suppressed-by-design':
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm0 1.7c1 0 2 .3 2.8.9L4.1 10.8A4.8 4.8 0 0 1 8 3.2Zm3.9 2A4.8 4.8 0 0 1 5.2 11.9Z',
  // A cross.
  'out-of-service': 'M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8l4.6 4.6-1.4 1.4L8 9.4 3.4 14 2 12.6 6.6 8 2 3.4Z',
};

/** A route as it is kept, `CN>2201`, with the house's name. */
function routeName(route: string): string {
  const [country = '', house = ''] = route.split('>');
  return m.alarms_route({ country, house: scopeName(`house:${house}`) });
}

/** What the alarms of a flood have in common. */
export function commonCause({ dimension, value }: AlarmGroup): string {
  switch (dimension) {
    case 'trader':
      // Who may not look persons up is told that it is one trader, not which.
      return value === MASK ? m.alarms_cause_trader_hidden() : m.alarms_cause_trader({ value });
    case 'release':
      return m.alarms_cause_release({ value });
    case 'profile':
      return m.alarms_cause_profile({ value });
    case 'heading':
      return m.alarms_cause_heading({ value });
    case 'route':
      return m.alarms_cause_route({ value: routeName(value) });
    case 'house':
      return m.alarms_cause_house({ value: scopeName(`house:${value}`) });
  }
}

/** What a row of gathered alarms is called. */
export function groupTitle({ grouping, group, value, worst }: GroupEntry): string {
  if (group !== null) return commonCause(group);
  if (grouping === 'place') return scopeName(value as ScopeId);
  return grouping === 'type' ? alarmTypeName(worst.type) : m.alarms_cause_profile({ value });
}

/** How many of a group await an operator, by priority: "2 critical, 14 high". */
export function awaitingText({ counts }: Pick<GroupEntry, 'counts'>): string {
  return ALARM_PRIORITIES.filter((priority) => counts[priority] > 0)
    .map((priority) =>
      m.alarms_count_priority({ count: formatCount(counts[priority]), priority: priorityName(priority) }),
    )
    .join(m.common_list_comma());
}

/** Name of the place of an alarm, and of the district around a house. */
export function placeNames(row: AlarmRow): { name: string; around: string } {
  const name = scopeName(scopeOfAlarm(row));
  if (row.customsHouse === null) return { name, around: '' };
  const district = places.houses.get(row.customsHouse)?.district ?? row.district;
  return { name, around: district === null ? '' : scopeName(`district:${district}`) };
}

/** What an alarm's state says, with who and until when. `clock` writes an instant as 14:32. */
export function stateText(row: AlarmRow, clock: (instant: number) => string): string {
  const state = alarmStateName(row.state);
  if (row.state === 'shelved' && row.unshelveTime !== null)
    return m.alarms_state_until({ state, time: clock(row.unshelveTime) });
  if (row.state === 'out-of-service' && row.quarantinedTo !== null)
    return m.alarms_state_quarantined({ name: row.quarantinedTo.name });
  if (row.acknowledged !== null && (row.state === 'acknowledged' || row.state === 'latched-acknowledged'))
    return m.alarms_state_by({ state, name: row.acknowledged.by, time: clock(row.acknowledged.at) });
  return state;
}

/** Time left to begin the response, or by how much it is over; null where nobody is waited for. */
export function timeLeft(row: AlarmRow, now: number): { text: string; over: boolean } | null {
  const due = dueAt(row);
  if (due === null) return null;
  const span = formatLongAge(Math.floor(Math.abs(due - now) / 1_000));
  return due < now
    ? { text: m.alarms_overdue({ span }), over: true }
    : { text: m.alarms_left({ span }), over: false };
}

export function ageText(from: number, now: number): string {
  return formatLongAge(Math.max(0, Math.floor((now - from) / 1_000)));
}

/** All that a search looks through in an alarm itself. */
export function searchText(row: AlarmRow): string {
  const { name, around } = placeNames(row);
  return [
    alarmTitle(row),
    row.title,
    row.titleZh,
    row.profile,
    name,
    around,
    row.customsHouse,
    row.cause,
  ].join(' ');
}
