import { CHATTERING_ENDS_MS, CHATTERS_FROM, DECISIVE_OCCURRENCES } from '../../domain/alarm/chattering.ts';
import { OCCURRENCE_EFFECTS } from '../../domain/alarm/transition.ts';
import type { Client, Queryable } from '../db/pool.ts';
import type { ChangedAlarm } from './alarm-group.store.ts';
import { LOCK } from './alarm.store.ts';

/** An open alarm that may have begun to chatter, or have ended. Instants of its newest occurrences in ms. */
export interface MayChatter {
  id: string;
  chattering: boolean;
  at: number[];
}

/** Events are entered a little out of the order of their instants, by as many workers as there are. */
const OUT_OF_ORDER = 16;
/** Alarms looked at in one go: of a larger flood the rest comes in the next. */
const LOOKED_AT = 5000;

/** Open alarms marked as chattering, and those that occurred three times lately; and the database's clock, ms. */
export async function readMayChatter(db: Queryable): Promise<{ now: number; alarms: MayChatter[] }> {
  const { rows } = await db.query<MayChatter & { now: number }>(
    `WITH lately AS (
       SELECT alarm_id FROM alarm_event WHERE at > now() - interval '90 seconds' AND action = ANY ($1)
       GROUP BY 1 HAVING count(*) >= $2)
     SELECT a.id, a.chattering_since IS NOT NULL AS chattering, e.at, extract(epoch FROM now())::float8 * 1000 AS now
     FROM (SELECT id, chattering_since FROM alarm WHERE chattering_since IS NOT NULL AND state <> 'normal'
           UNION SELECT id, chattering_since FROM alarm JOIN lately ON id = alarm_id
             WHERE chattering_since IS NULL AND state <> 'normal' LIMIT $5) a
     CROSS JOIN LATERAL (
       SELECT coalesce(array_agg(extract(epoch FROM n.at)::float8 * 1000), '{}') AS at
       FROM (SELECT at FROM alarm_event WHERE alarm_id = a.id AND action = ANY ($1)
             ORDER BY id DESC LIMIT $3) n
       WHERE n.at > now() - make_interval(secs => $4)) e`,
    [
      OCCURRENCE_EFFECTS,
      CHATTERS_FROM,
      DECISIVE_OCCURRENCES + OUT_OF_ORDER,
      CHATTERING_ENDS_MS / 1000 + 60,
      LOOKED_AT,
    ],
  );
  return { now: rows[0]?.now ?? 0, alarms: rows.map(({ now: _now, ...alarm }) => alarm) };
}

/** Marks open alarms as chattering, or takes the mark away, with an event for each; answers those that this changed. */
export async function markChattering(
  client: Client,
  marks: readonly { id: string; chattering: boolean }[],
): Promise<ChangedAlarm[]> {
  if (marks.length === 0) return [];
  const { rows } = await client.query<ChangedAlarm>(
    `WITH marked AS (
       SELECT a.id, m.chattering FROM jsonb_to_recordset($1::jsonb) AS m (id bigint, chattering boolean)
       JOIN alarm a ON a.id = m.id
       WHERE a.state <> 'normal' AND (a.chattering_since IS NOT NULL) <> m.chattering ${LOCK}),
     changed AS (
       UPDATE alarm a SET chattering_since = CASE WHEN m.chattering THEN now() END FROM marked m WHERE a.id = m.id
       RETURNING a.id, a.state, a.priority, a.chattering_since, a.district, a.customs_house),
     told AS (
       INSERT INTO alarm_event (alarm_id, at, action, from_state, to_state, priority)
       SELECT id, now(), CASE WHEN chattering_since IS NULL THEN 'chattering-ended' ELSE 'chattering' END,
              state, state, priority FROM changed ORDER BY id)
     SELECT id, district, customs_house AS "customsHouse" FROM changed`,
    [JSON.stringify(marks)],
  );
  return rows;
}
