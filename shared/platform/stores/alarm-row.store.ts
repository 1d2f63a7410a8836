import type { AlarmRow } from '../../contract/alarms.ts';
import { stateOf } from '../../domain/alarm/condition.ts';
import { ALARM_DEFINITIONS, type AlarmType } from '../../domain/alarm/definition.ts';
import type { AlarmDetail, AlarmPerson, AlarmRecord } from '../../domain/alarm/record.ts';
import type { AlarmPriority } from '../../domain/targeting/profile.ts';

/** An alarm as it is stored. Instants in ms. */
export interface StoredAlarm extends AlarmRecord {
  id: string;
  /** Grows with every change. */
  version: number;
  cause: string;
  title: string;
  profileCode: string | null;
  district: string | null;
  customsHouse: string | null;
  chatteringSince: number | null;
  /** The common cause that it belongs to. */
  groupId: string | null;
}

/** What `storedAlarm` reads of a row of `alarm`, called `a`. */
export const ALARM_COLUMNS = `a.id, a.version, a.cause, a.type, a.priority, a.title, a.profile_code, a.district,
  a.customs_house, a.occurrences, a.raised_at, a.annunciated_at, a.last_occurred_at, a.cleared_at, a.acknowledged_by,
  a.acknowledged_at, a.assigned_to, a.assigned_name, a.quarantined_to, a.quarantined_name, a.chattering_since,
  a.escalated, a.detail, a.ruleset_version, a.active_state, a.acked_state, a.latched_state, a.unshelve_time,
  a.suppressed_state, a.out_of_service_state, a.annunciation, a.group_id`;

/** A row of `alarm` as `pg` gives it. */
export interface AlarmColumns {
  id: string;
  version: number;
  cause: string;
  type: AlarmType;
  priority: AlarmPriority;
  title: string;
  profile_code: string | null;
  district: string | null;
  customs_house: string | null;
  occurrences: string;
  raised_at: Date;
  annunciated_at: Date;
  last_occurred_at: Date;
  cleared_at: Date | null;
  acknowledged_by: string | null;
  acknowledged_at: Date | null;
  assigned_to: string | null;
  assigned_name: string | null;
  quarantined_to: string | null;
  quarantined_name: string | null;
  chattering_since: Date | null;
  escalated: number;
  detail: AlarmDetail | null;
  ruleset_version: number | null;
  active_state: boolean;
  acked_state: boolean;
  latched_state: boolean;
  unshelve_time: Date | null;
  suppressed_state: boolean;
  out_of_service_state: boolean;
  annunciation: number;
  group_id: string | null;
}

export function storedAlarm(row: AlarmColumns): StoredAlarm {
  return {
    id: row.id,
    version: row.version,
    cause: row.cause,
    type: row.type,
    title: row.title,
    profileCode: row.profile_code,
    district: row.district,
    customsHouse: row.customs_house,
    occurrences: Number(row.occurrences),
    raisedAt: row.raised_at.getTime(),
    annunciatedAt: row.annunciated_at.getTime(),
    lastOccurredAt: row.last_occurred_at.getTime(),
    clearedAt: row.cleared_at?.getTime() ?? null,
    acknowledged:
      row.acknowledged_at === null ? null : { by: row.acknowledged_by!, at: row.acknowledged_at.getTime() },
    assignedTo: personOf(row.assigned_to, row.assigned_name),
    quarantinedTo: personOf(row.quarantined_to, row.quarantined_name),
    chatteringSince: row.chattering_since?.getTime() ?? null,
    groupId: row.group_id,
    escalated: row.escalated,
    detail: row.detail,
    rulesetVersion: row.ruleset_version,
    condition: {
      activeState: row.active_state,
      ackedState: row.acked_state,
      latchedState: row.latched_state,
      shelvingState: row.unshelve_time === null ? 'unshelved' : 'timed-shelved',
      unshelveTime: row.unshelve_time?.getTime() ?? null,
      suppressedState: row.suppressed_state,
      outOfServiceState: row.out_of_service_state,
      priority: row.priority,
      annunciation: row.annunciation,
    },
  };
}

/** The columns that change with what is done to an alarm, as `jsonb_to_recordset` reads them by `CHANGED_COLUMNS`. */
export function changedColumns(id: string, record: AlarmRecord): Record<string, unknown> {
  const { condition, acknowledged, assignedTo, quarantinedTo } = record;
  return {
    id,
    priority: condition.priority,
    state: stateOf(condition),
    active_state: condition.activeState,
    acked_state: condition.ackedState,
    latched_state: condition.latchedState,
    unshelve_time: instant(condition.unshelveTime),
    suppressed_state: condition.suppressedState,
    out_of_service_state: condition.outOfServiceState,
    annunciation: condition.annunciation,
    occurrences: record.occurrences,
    annunciated_at: instant(record.annunciatedAt),
    last_occurred_at: instant(record.lastOccurredAt),
    cleared_at: instant(record.clearedAt),
    acknowledged_by: acknowledged?.by ?? null,
    acknowledged_at: instant(acknowledged?.at ?? null),
    assigned_to: assignedTo?.id ?? null,
    assigned_name: assignedTo?.name ?? null,
    quarantined_to: quarantinedTo?.id ?? null,
    quarantined_name: quarantinedTo?.name ?? null,
    escalated: record.escalated,
    detail: record.detail,
    ruleset_version: record.rulesetVersion,
  };
}

/** With their types, for `jsonb_to_recordset`. */
export const CHANGED_COLUMNS: Record<Exclude<keyof ReturnType<typeof changedColumns>, 'id'>, string> = {
  priority: 'text',
  state: 'text',
  active_state: 'boolean',
  acked_state: 'boolean',
  latched_state: 'boolean',
  unshelve_time: 'timestamptz',
  suppressed_state: 'boolean',
  out_of_service_state: 'boolean',
  annunciation: 'integer',
  occurrences: 'bigint',
  annunciated_at: 'timestamptz',
  last_occurred_at: 'timestamptz',
  cleared_at: 'timestamptz',
  acknowledged_by: 'text',
  acknowledged_at: 'timestamptz',
  assigned_to: 'text',
  assigned_name: 'text',
  quarantined_to: 'text',
  quarantined_name: 'text',
  escalated: 'integer',
  detail: 'jsonb',
  ruleset_version: 'integer',
};

/** An alarm as the web app is told of it; `titles` are those of the profiles in force. */
export function alarmRowOf(
  alarm: StoredAlarm,
  titles: ReadonlyMap<string, { title: string; titleZh?: string }>,
): AlarmRow {
  const { condition, profileCode } = alarm;
  const titleZh =
    alarm.type !== 'profile-hit' || profileCode === null ? undefined : titles.get(profileCode)?.titleZh;
  return {
    id: alarm.id,
    version: alarm.version,
    cause: alarm.cause,
    type: alarm.type,
    kind: ALARM_DEFINITIONS[alarm.type].kind,
    priority: condition.priority,
    state: stateOf(condition),
    annunciation: condition.annunciation,
    title: alarm.title,
    ...(titleZh !== undefined && { titleZh }),
    profile: profileCode,
    district: alarm.district,
    customsHouse: alarm.customsHouse,
    detail: alarm.detail,
    occurrences: alarm.occurrences,
    raisedAt: alarm.raisedAt,
    annunciatedAt: alarm.annunciatedAt,
    lastOccurredAt: alarm.lastOccurredAt,
    acknowledged: alarm.acknowledged,
    assignedTo: alarm.assignedTo,
    unshelveTime: condition.unshelveTime,
    escalated: alarm.escalated,
    chattering: alarm.chatteringSince !== null,
    quarantinedTo: alarm.quarantinedTo,
    group: alarm.groupId,
  };
}

function personOf(id: string | null, name: string | null): AlarmPerson | null {
  return id === null ? null : { id, name: name ?? id };
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
