import type { AlarmEventView } from '../../contract/alarms.ts';
import { ALARM_STATES, awaitsAcknowledgement, type AlarmState } from '../../domain/alarm/condition.ts';
import type { AlarmKind, AlarmType } from '../../domain/alarm/definition.ts';
import type { AlarmDetail } from '../../domain/alarm/record.ts';
import type { AlarmPriority } from '../../domain/targeting/profile.ts';
import type { Queryable } from '../db/pool.ts';
import { ALARM_COLUMNS, storedAlarm, type AlarmColumns, type StoredAlarm } from './alarm-row.store.ts';

export interface OpenAlarm {
  id: string;
  type: AlarmType;
  priority: AlarmPriority;
  title: string;
  profileCode: string | null;
  district: string | null;
  customsHouse: string | null;
  occurrences: number;
  detail: AlarmDetail | null;
  raisedAt: Date;
}

/** Urgency of an alarm `a`, the most urgent first; the index `alarm_open` is by it. */
const URGENCY = `array_position(ARRAY['critical', 'high', 'medium', 'low'], a.priority)`;

const AWAITING = ALARM_STATES.filter(awaitsAcknowledgement);

/** All alarms in view that await acknowledgement, the most urgent first and of these the longest standing first. */
export async function readUnacknowledged(db: Queryable): Promise<OpenAlarm[]> {
  const result = await db.query<OpenAlarm>(
    `SELECT id, type, priority, title, profile_code AS "profileCode", district, customs_house AS "customsHouse",
            occurrences::float8 AS occurrences, detail, raised_at AS "raisedAt"
     FROM alarm a WHERE state IN (${AWAITING.map((state) => `'${state}'`).join(', ')})
     ORDER BY ${URGENCY}, raised_at, id`,
  );
  return result.rows;
}

/** What to look for among the open alarms; everything given must hold. */
export interface AlarmFilter {
  states?: readonly AlarmState[] | undefined;
  kinds?: readonly AlarmKind[] | undefined;
  priorities?: readonly AlarmPriority[] | undefined;
  profile?: string | undefined;
  house?: string | undefined;
  /** Id of the person that it is given to; null: nobody. */
  assigned?: string | null | undefined;
  /** Last called at or after. */
  since?: Date | undefined;
}

/** Place of an alarm in the order of lists. */
export interface AlarmKey {
  urgency: number;
  /** To the microsecond. */
  annunciatedAt: string;
  id: string;
}

/** A page of the open alarms that fit, the most urgent first, then the longest calling; and how many fit in all. */
export async function readOpenAlarms(
  db: Queryable,
  filter: AlarmFilter,
  page: { limit: number; after: AlarmKey | null },
): Promise<{ alarms: StoredAlarm[]; next: AlarmKey | null; total: number }> {
  const values: unknown[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  const where = [`a.state <> 'normal'`];
  if (filter.states) where.push(`a.state = ANY (${given(filter.states)})`);
  if (filter.kinds) where.push(`a.kind = ANY (${given(filter.kinds)})`);
  if (filter.priorities) where.push(`a.priority = ANY (${given(filter.priorities)})`);
  if (filter.profile !== undefined) where.push(`a.profile_code = ${given(filter.profile)}`);
  if (filter.house !== undefined) where.push(`a.customs_house = ${given(filter.house)}`);
  if (filter.assigned === null) where.push('a.assigned_to IS NULL');
  else if (filter.assigned !== undefined) where.push(`a.assigned_to = ${given(filter.assigned)}`);
  if (filter.since !== undefined) where.push(`a.annunciated_at >= ${given(filter.since)}`);
  const counted = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM alarm a WHERE ${where.join(' AND ')}`,
    values,
  );
  if (page.after !== null) {
    const { urgency, annunciatedAt, id } = page.after;
    where.push(
      `(${URGENCY}, a.annunciated_at, a.id) > (${given(urgency)}, ${given(annunciatedAt)}, ${given(id)})`,
    );
  }
  const { rows } = await db.query<AlarmColumns & { urgency: number; called: string }>(
    `SELECT ${ALARM_COLUMNS}, ${URGENCY} AS urgency,
            to_char(a.annunciated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS called
     FROM alarm a WHERE ${where.join(' AND ')}
     ORDER BY ${URGENCY}, a.annunciated_at, a.id LIMIT ${given(page.limit + 1)}`,
    values,
  );
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return {
    alarms: shown.map(storedAlarm),
    next: more ? { urgency: last.urgency, annunciatedAt: last.called, id: last.id } : null,
    total: counted.rows[0]!.total,
  };
}

/** One alarm, over or not; null where there is none. `id` is in digits. */
export async function readAlarm(db: Queryable, id: string): Promise<StoredAlarm | null> {
  const { rows } = await db.query<AlarmColumns>(`SELECT ${ALARM_COLUMNS} FROM alarm a WHERE a.id = $1`, [id]);
  return rows[0] === undefined ? null : storedAlarm(rows[0]);
}

/** Events of one alarm that are shown. */
const EVENTS_SHOWN = 500;

/** What was done to an alarm, the newest first; occurrences that only joined are left to the timeline. */
export async function readAlarmEvents(db: Queryable, id: string): Promise<AlarmEventView[]> {
  const { rows } = await db.query<Omit<AlarmEventView, 'at'> & { at: Date }>(
    `SELECT id, at, action, from_state AS "fromState", to_state AS "toState", priority, occurrences, actor_name AS by,
            comment, detail
     FROM alarm_event WHERE alarm_id = $1 AND action <> 'joined' ORDER BY id DESC LIMIT ${EVENTS_SHOWN}`,
    [id],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** Minutes of the timeline of an alarm. */
const MINUTES_SHOWN = 120;

/** Occurrences of an alarm by minute (`[ms, count]`), in the two hours up to the last, the oldest first. */
export async function readTimeline(
  db: Queryable,
  { id, lastOccurredAt }: Pick<StoredAlarm, 'id' | 'lastOccurredAt'>,
): Promise<[at: number, occurrences: number][]> {
  const from = (Math.floor(lastOccurredAt / 60_000) - MINUTES_SHOWN + 1) * 60_000;
  const { rows } = await db.query<{ minute: Date; occurrences: number }>(
    `SELECT date_trunc('minute', at) AS minute, sum(occurrences)::float8 AS occurrences FROM alarm_event
     WHERE alarm_id = $1 AND at >= $2 AND occurrences > 0 GROUP BY 1 ORDER BY 1`,
    [id, new Date(from)],
  );
  return rows.map(({ minute, occurrences }) => [minute.getTime(), occurrences]);
}

/** Earlier alarms of the cause of one, the newest first, at most 20. Instants in ms. */
export async function readEarlier(
  db: Queryable,
  { id, cause }: Pick<StoredAlarm, 'id' | 'cause'>,
): Promise<{ id: string; raisedAt: number; clearedAt: number | null; occurrences: number }[]> {
  const { rows } = await db.query<{ id: string; raised: Date; cleared: Date | null; occurrences: number }>(
    `SELECT id, raised_at AS raised, cleared_at AS cleared, occurrences::float8 AS occurrences
     FROM alarm WHERE cause = $1 AND id < $2 ORDER BY id DESC LIMIT 20`,
    [cause, id],
  );
  return rows.map(({ raised, cleared, ...row }) => {
    return { ...row, raisedAt: raised.getTime(), clearedAt: cleared?.getTime() ?? null };
  });
}
