import type { AlarmRow } from '../../../shared/contract/alarms.ts';

/** An open alarm for tests, with what is given in place of what is usual. */
export function alarmRow(id: string, given: Partial<AlarmRow> = {}): AlarmRow {
  return {
    id,
    version: 1,
    cause: `profile:P-1@house:2201`,
    type: 'profile-hit',
    kind: 'profile',
    priority: 'medium',
    state: 'unacknowledged',
    annunciation: 1,
    title: 'Undervalued goods',
    profile: 'P-1',
    district: '2200',
    customsHouse: '2201',
    detail: null,
    occurrences: 1,
    raisedAt: 0,
    annunciatedAt: 0,
    lastOccurredAt: 0,
    acknowledged: null,
    assignedTo: null,
    unshelveTime: null,
    escalated: 0,
    chattering: false,
    quarantinedTo: null,
    group: null,
    ...given,
  };
}
