import type { AlarmOccurrence } from '../../domain/alarm/raise.ts';
import type { AlarmPriority } from '../../domain/targeting/profile.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** Occurrences of one cause; an alarm of the system as a whole belongs to no profile. */
export type RaisedAlarm = Omit<AlarmOccurrence, 'profileCode'> & { profileCode: string | null };

/** Raises alarms, or joins the open ones of the same causes, and logs each as an event. */
export async function raiseAlarms(
  client: Client | Queryable,
  raised: readonly RaisedAlarm[],
  batchId: string | null,
): Promise<void> {
  if (raised.length === 0) return;
  const sorted = raised.toSorted((a, b) => (a.cause < b.cause ? -1 : 1));
  await client.query(
    `WITH joined AS (
       INSERT INTO alarm AS a (cause, type, kind, priority, state, title, profile_code, district, customs_house,
                               occurrences, raised_at, annunciated_at, last_occurred_at)
       SELECT cause, type, kind, priority, 'unacknowledged', title, "profileCode", district, "customsHouse",
              occurrences, "firstAt", "firstAt", "lastAt"
       FROM jsonb_to_recordset($1::jsonb) AS r (cause text, type text, kind text, priority text, title text,
         "profileCode" text, district text, "customsHouse" text, occurrences int,
         "firstAt" timestamptz, "lastAt" timestamptz)
       ON CONFLICT (cause) WHERE state <> 'normal' DO UPDATE SET
         occurrences = a.occurrences + excluded.occurrences,
         last_occurred_at = greatest(a.last_occurred_at, excluded.last_occurred_at)
       RETURNING a.id, a.cause, a.xmax = 0 AS fresh)
     INSERT INTO alarm_event (alarm_id, at, action, occurrences, batch_id)
     SELECT j.id, (r ->> 'lastAt')::timestamptz, CASE WHEN j.fresh THEN 'raised' ELSE 'joined' END,
            (r ->> 'occurrences')::int, $2
     FROM joined j JOIN jsonb_array_elements($1::jsonb) r ON r ->> 'cause' = j.cause`,
    [JSON.stringify(sorted), batchId],
  );
}

export interface OpenAlarm {
  id: string;
  cause: string;
  priority: AlarmPriority;
  title: string;
  profileCode: string | null;
  district: string | null;
  customsHouse: string | null;
  occurrences: number;
  raisedAt: Date;
}

/** All unacknowledged alarms, the most urgent first and of these the longest standing first. */
export async function readUnacknowledged(db: Queryable): Promise<OpenAlarm[]> {
  const result = await db.query<OpenAlarm>(
    `SELECT id, cause, priority, title, profile_code AS "profileCode", district, customs_house AS "customsHouse",
            occurrences::float8 AS occurrences, raised_at AS "raisedAt"
     FROM alarm WHERE state = 'unacknowledged'
     ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], priority), raised_at, id`,
  );
  return result.rows;
}
