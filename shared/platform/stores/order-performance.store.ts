import type { OrderPerformance } from '../../contract/orders.ts';
import type { Inspected } from '../../domain/metrics/hit-rate.ts';
import type { Queryable } from '../db/pool.ts';
import type { Period } from './profile-performance.store.ts';

/** Findings by whether an approved deviation changed the check. */
export interface CheckedInspections {
  asOrdered: Inspected;
  deviated: Inspected;
}

/** How orders were answered in a period, with what came of doing otherwise; by profile where there were deviations. */
export interface StoredOrderPerformance
  extends
    Pick<OrderPerformance, 'closed' | 'closedInTime' | 'minutesToClose' | 'deviations'>,
    CheckedInspections {
  profiles: ({ profile: string; asked: number; approved: number } & CheckedInspections)[];
}

const MOST_PROFILES = 50;

const within = (column: string) => `${column} >= $1::date::timestamp AT TIME ZONE 'UTC'
  AND ${column} < ($2::date + 1)::timestamp AT TIME ZONE 'UTC' AND customs_house = ANY ($3::text[])`;

/** Findings of the period, and whether an approved deviation changed their check. */
const CHECKS = `checks AS (
  SELECT f.hits, f.result = 'discrepancy' AS wrong, EXISTS (
    SELECT FROM order_deviation x
    WHERE x.declaration_no = f.declaration_no AND x.version = f.version AND x.state = 'approved') AS deviated
  FROM finding f WHERE ${within('f.found_at')})`;

const COUNTS = `json_build_object('inspections', count(*) FILTER (WHERE NOT deviated),
    'discrepancies', count(*) FILTER (WHERE NOT deviated AND wrong)) AS "asOrdered",
  json_build_object('inspections', count(*) FILTER (WHERE deviated),
    'discrepancies', count(*) FILTER (WHERE deviated AND wrong)) AS deviated`;

/** Meant to run inside `readAs`; `houses` within the scope asked for. */
export async function readOrderPerformance(
  db: Queryable,
  { from, to }: Period,
  houses: readonly string[],
): Promise<StoredOrderPerformance> {
  const values = [from, to, houses];
  const ended = await db.query<{
    closed: number;
    closedInTime: number;
    median: number | null;
    p90: number | null;
  }>(
    `SELECT count(*)::int AS closed, count(*) FILTER (WHERE closed_at <= due_at)::int AS "closedInTime",
       percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS median,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes) AS p90
     FROM (SELECT closed_at, due_at, extract(epoch FROM closed_at - ordered_at)::float8 / 60 AS minutes
           FROM control_order WHERE state = 'closed' AND ${within('closed_at')}) o`,
    values,
  );
  const deviations = await db.query<OrderPerformance['deviations']>(
    `SELECT count(*)::int AS asked, count(*) FILTER (WHERE state = 'approved')::int AS approved,
       count(*) FILTER (WHERE state = 'refused')::int AS refused,
       count(*) FILTER (WHERE state = 'approved' AND kind = 'skip')::int AS skipped
     FROM order_deviation WHERE ${within('asked_at')}`,
    values,
  );
  const all = await db.query<CheckedInspections>(`WITH ${CHECKS} SELECT ${COUNTS} FROM checks`, values);
  const byProfile = await db.query<StoredOrderPerformance['profiles'][number]>(
    `WITH ${CHECKS}, asked AS (
       SELECT p.code, count(*)::int AS asked, count(*) FILTER (WHERE state = 'approved')::int AS approved
       FROM order_deviation CROSS JOIN LATERAL unnest(profiles) AS p (code)
       WHERE ${within('asked_at')} GROUP BY p.code ORDER BY 2 DESC, 1 LIMIT ${MOST_PROFILES})
     SELECT asked.code AS profile, asked.asked, asked.approved, counted.*
     FROM asked CROSS JOIN LATERAL (
       SELECT ${COUNTS} FROM checks WHERE hits @> ARRAY[asked.code]) counted
     ORDER BY asked.asked DESC, asked.code`,
    values,
  );
  const { closed, closedInTime, median, p90 } = ended.rows[0]!;
  return {
    closed,
    closedInTime,
    minutesToClose: median === null || p90 === null ? null : { median, p90 },
    deviations: deviations.rows[0]!,
    ...all.rows[0]!,
    profiles: byProfile.rows,
  };
}
