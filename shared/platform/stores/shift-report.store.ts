import type { ShiftReportContent } from '../../contract/shifts.ts';
import type { AlarmKind } from '../../domain/alarm/definition.ts';
import { HIDING_ACTIONS } from '../../domain/alarm/hiding.ts';
import type { Queryable } from '../db/pool.ts';
import { ALARM_COLUMNS, storedAlarm, type AlarmColumns, type StoredAlarm } from './alarm-row.store.ts';

/** Alarms that a report names of each kind, at most. */
const MOST_LISTED = 100;

const HIDDEN = `a.state IN ('shelved', 'suppressed-by-design', 'out-of-service')`;

/** Which of the open alarms `a` each list of a report is of. */
const LISTS = {
  urgent: `a.priority IN ('critical', 'high') AND NOT ${HIDDEN}`,
  shelved: `a.state = 'shelved'`,
  acknowledgedLong: `a.acked_state AND NOT ${HIDDEN} AND a.acknowledged_at < now() - interval '24 hours'`,
  outOfService: `a.state = 'out-of-service'`,
  escalated: `a.escalated > 0 AND NOT ${HIDDEN}`,
} as const;

export type ReportListName = keyof typeof LISTS;

/** An alarm with who keeps it from view and why, where somebody does. */
export interface ListedAlarm {
  alarm: StoredAlarm;
  hidden: { by: string | null; reason: string | null } | null;
}

const KINDS = '($1::text[] IS NULL OR a.kind = ANY ($1))';
const HIDING = HIDING_ACTIONS.map((action) => `'${action}'`).join(', ');

/** How many alarms are open, by priority and state, the most urgent first. */
export async function countOpen(
  db: Queryable,
  kinds: readonly AlarmKind[] | null,
): Promise<ShiftReportContent['open']> {
  const { rows } = await db.query<ShiftReportContent['open'][number]>(
    `SELECT a.priority, a.state, count(*)::int AS count FROM alarm a
     WHERE a.state <> 'normal' AND ${KINDS} GROUP BY 1, 2
     ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], a.priority), a.state`,
    [kinds],
  );
  return rows;
}

/** One list of a report, the most urgent first, and how many it is of. */
export async function readReportList(
  db: Queryable,
  list: ReportListName,
  kinds: readonly AlarmKind[] | null,
): Promise<{ total: number; alarms: ListedAlarm[] }> {
  const { rows } = await db.query<
    AlarmColumns & { total: number; hidden_by: string | null; hidden_reason: string | null; hidden: boolean }
  >(
    `SELECT ${ALARM_COLUMNS}, ${HIDDEN} AS hidden, count(*) OVER ()::int AS total,
            h.actor_name AS hidden_by, h.comment AS hidden_reason
     FROM alarm a LEFT JOIN LATERAL (
       SELECT e.actor_name, e.comment FROM alarm_event e
       WHERE e.alarm_id = a.id AND e.action <> 'joined' AND e.action IN (${HIDING}) ORDER BY e.id DESC LIMIT 1
     ) AS h ON ${HIDDEN}
     WHERE a.state <> 'normal' AND ${LISTS[list]} AND ${KINDS}
     ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], a.priority), a.annunciated_at, a.id
     LIMIT ${MOST_LISTED}`,
    [kinds],
  );
  return {
    total: rows[0]?.total ?? 0,
    alarms: rows.map((row) => ({
      alarm: storedAlarm(row),
      hidden: row.hidden ? { by: row.hidden_by, reason: row.hidden_reason } : null,
    })),
  };
}

/** Control orders that are past their time. */
export async function countUnanswered(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ orders: number }>(
    `SELECT count(*)::int AS orders FROM control_order WHERE state <> 'closed' AND due_at < now()`,
  );
  return rows[0]!.orders;
}
