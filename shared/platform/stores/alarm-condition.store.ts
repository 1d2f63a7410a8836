import type { AlarmType } from '../../domain/alarm/definition.ts';
import { SUPPRESSING, type SuppressibleAlarm } from '../../domain/alarm/suppression.ts';
import type { AlarmDetail } from '../../domain/alarm/record.ts';
import type { AlarmPriority } from '../../domain/targeting/profile.ts';
import type { Queryable } from '../db/pool.ts';

/** Control orders that have waited longer are history: what is about them is not told by alarms. */
const ORDERS_BACK = '90 days';

/** A declaration may wait so long for its decision, and its order is that much older than the alarm. */
const MEMBERS_BACK_MS = 2 * 24 * 3600_000;

/** An alarm as far as its conditions are concerned. Instants in ms. */
export interface StandingAlarm extends SuppressibleAlarm {
  id: string;
  cause: string;
  district: string | null;
  detail: AlarmDetail | null;
  /** Over: it only explains what still follows from it. */
  over: boolean;
}

/** The open alarms of these types, and causes of a suppression that were gone since `since`. */
export async function readStanding(
  db: Queryable,
  types: readonly AlarmType[],
  since: Date,
): Promise<StandingAlarm[]> {
  const { rows } = await db.query<{
    id: string;
    cause: string;
    type: AlarmType;
    priority: AlarmPriority;
    active_state: boolean;
    suppressed_state: boolean;
    cleared_at: Date | null;
    district: string | null;
    customs_house: string | null;
    detail: AlarmDetail | null;
    over: boolean;
  }>({
    name: 'read-standing-alarms',
    text: `SELECT id, cause, type, priority, active_state, suppressed_state, cleared_at, district, customs_house, detail,
                  false AS over
           FROM alarm WHERE type = ANY ($1) AND state <> 'normal'
           UNION ALL
           SELECT id, cause, type, priority, active_state, suppressed_state, cleared_at, district, customs_house, detail,
                  true
           FROM alarm WHERE cleared_at >= $3 AND type = ANY ($2) AND state = 'normal'`,
    values: [types, SUPPRESSING, since],
  });
  return rows.map((row) => ({
    id: row.id,
    cause: row.cause,
    type: row.type,
    priority: row.priority,
    activeState: row.active_state,
    suppressedState: row.suppressed_state,
    clearedAt: row.cleared_at?.getTime() ?? null,
    district: row.district,
    customsHouse: row.customs_house,
    detail: row.detail,
    over: row.over,
  }));
}

/** Control orders that wait at a house. */
export interface WaitingOrders {
  house: string;
  reds: number;
  overdue: number;
  /** When the first of those was due; null where none is past its time. */
  oldestDueAt: Date | null;
}

export async function readWaitingOrders(db: Queryable, now: Date): Promise<WaitingOrders[]> {
  const { rows } = await db.query<WaitingOrders>(
    `SELECT customs_house AS house, (count(*) FILTER (WHERE channel = 'red'))::int AS reds,
            (count(*) FILTER (WHERE due_at < $1))::int AS overdue,
            min(due_at) FILTER (WHERE due_at < $1) AS "oldestDueAt"
     FROM control_order WHERE state <> 'closed' AND received_at >= $1::timestamptz - interval '${ORDERS_BACK}'
     GROUP BY customs_house`,
    [now],
  );
  return rows;
}

/** An alarm that nothing has happened to for a while. */
export interface QuietAlarm {
  id: string;
  type: AlarmType;
  /** A control order of a declaration behind it is not closed. */
  orderOpen: boolean;
}

/** Active alarms of these types without an occurrence since `quietSince`, after the one of `after` by type and id. */
export async function readQuietAlarms(
  db: Queryable,
  types: readonly AlarmType[],
  {
    quietSince,
    after,
    limit,
  }: { quietSince: Date; after: Pick<QuietAlarm, 'type' | 'id'> | null; limit: number },
): Promise<QuietAlarm[]> {
  const { rows: quiet } = await db.query<Omit<QuietAlarm, 'orderOpen'> & { raised_at: Date }>(
    `SELECT id, type, raised_at FROM alarm
     WHERE type = ANY ($1) AND state <> 'normal' AND active_state AND last_occurred_at < $2 AND (type, id) > ($3, $4)
     ORDER BY type, id LIMIT $5`,
    [types, quietSince, after?.type ?? '', after?.id ?? '0', limit],
  );
  if (quiet.length === 0) return [];
  const since = Math.min(...quiet.map(({ raised_at }) => raised_at.getTime())) - MEMBERS_BACK_MS;
  const { rows: waiting } = await db.query<{ id: string }>(
    `SELECT a.id FROM unnest($1::bigint[]) AS a (id)
     WHERE EXISTS (SELECT FROM alarm_member m JOIN control_order o USING (received_at, declaration_no, version)
                   WHERE m.alarm_id = a.id AND m.received_at >= $2 AND o.received_at >= $2 AND o.state <> 'closed')`,
    [quiet.map(({ id }) => id), new Date(since)],
  );
  const open = new Set(waiting.map(({ id }) => id));
  return quiet.map(({ id, type }) => ({ id, type, orderOpen: open.has(id) }));
}
