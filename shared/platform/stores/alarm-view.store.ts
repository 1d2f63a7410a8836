import { ALARM_STATES, awaitsAcknowledgement } from '../../domain/alarm/condition.ts';
import type { AlarmPriority } from '../../domain/targeting/profile.ts';
import type { Queryable } from '../db/pool.ts';

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

/** Urgency of an alarm `a`, the most urgent first; the index `alarm_open` is by it. */
export const URGENCY = `array_position(ARRAY['critical', 'high', 'medium', 'low'], a.priority)`;

const AWAITING = ALARM_STATES.filter(awaitsAcknowledgement);

/** All alarms in view that await acknowledgement, the most urgent first and of these the longest standing first. */
export async function readUnacknowledged(db: Queryable): Promise<OpenAlarm[]> {
  const result = await db.query<OpenAlarm>(
    `SELECT id, cause, priority, title, profile_code AS "profileCode", district, customs_house AS "customsHouse",
            occurrences::float8 AS occurrences, raised_at AS "raisedAt"
     FROM alarm a WHERE state IN (${AWAITING.map((state) => `'${state}'`).join(', ')})
     ORDER BY ${URGENCY}, raised_at, id`,
  );
  return result.rows;
}
