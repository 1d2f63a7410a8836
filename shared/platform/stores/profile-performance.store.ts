import type { ProfilePerformance, ProfilePerformanceView } from '../../contract/profiles.ts';
import { hitRate, lift, type Inspected } from '../../domain/metrics/hit-rate.ts';
import { utcDay } from '../db/partitions.ts';
import type { Queryable } from '../db/pool.ts';
import { LONGEST_WAIT } from './guard.store.ts';

const DAY_MS = 86_400_000;

/** Days of a profile's trend, today among them. */
export const TREND_DAYS = 14;

/** Declarations of a profile among which its overlap with others is counted, the newest of the period. */
const OVERLAP_SAMPLE = 10_000;
const OVERLAPS = 20;

/** A period of whole UTC days, both included; hits count by the day of the decision, findings by that of the inspection. */
export interface Period {
  /** `YYYY-MM-DD`. */
  from: string;
  to: string;
}

/** The period of so many days that ends today. */
export function lastDays(days: number, now: Date): Period {
  return { from: utcDay(new Date(now.getTime() - (days - 1) * DAY_MS)), to: utcDay(now) };
}

/** What profiles did in a period, with what their hits are measured by. */
export interface ProfilesPerformance {
  /** By code; `NO_PERFORMANCE` for those that did nothing. */
  profiles: Map<string, ProfilePerformance>;
  /** The random selection's inspections. */
  random: Inspected;
}

export const NO_PERFORMANCE: ProfilePerformance = {
  hits: 0,
  shadowHits: 0,
  reds: 0,
  extraReds: 0,
  inspections: 0,
  discrepancies: 0,
  hitRate: null,
  lift: null,
  lastHitAt: null,
};

interface FlowRow {
  profile: string;
  hits: number;
  shadowHits: number;
  reds: number;
  extraReds: number;
  lastHitAt: Date;
}

const INSTANTS = `found_at >= $1::date::timestamp AT TIME ZONE 'UTC'
  AND found_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'`;

/** Meant to run inside `readAs`: hits and findings elsewhere do not count. */
export async function readProfilesPerformance(
  db: Queryable,
  { from, to }: Period,
  code: string | null = null,
): Promise<ProfilesPerformance> {
  const flow = await db.query<FlowRow>(
    `SELECT profile_code AS profile, sum(hits)::float8 AS hits, sum(shadow_hits)::float8 AS "shadowHits",
            sum(reds)::float8 AS reds, sum(extra_reds)::float8 AS "extraReds", max(last_hit_at) AS "lastHitAt"
     FROM profile_flow WHERE day BETWEEN $1 AND $2 AND ($3::text IS NULL OR profile_code = $3)
     GROUP BY profile_code`,
    [from, to, code],
  );
  const found = await db.query<Inspected & { profile: string }>(
    `SELECT h.profile, count(*)::int AS inspections,
            count(*) FILTER (WHERE result = 'discrepancy')::int AS discrepancies
     FROM finding CROSS JOIN LATERAL unnest(hits) AS h (profile)
     WHERE ${INSTANTS} AND ($3::text IS NULL OR (hits @> ARRAY[$3] AND h.profile = $3))
     GROUP BY h.profile`,
    [from, to, code],
  );
  const drawn = await db.query<Inspected>(
    `SELECT count(*)::int AS inspections, count(*) FILTER (WHERE result = 'discrepancy')::int AS discrepancies
     FROM finding WHERE drawn AND ${INSTANTS}`,
    [from, to],
  );
  const random = drawn.rows[0]!;
  const profiles = new Map<string, ProfilePerformance>();
  for (const { profile, lastHitAt, ...counts } of flow.rows) {
    profiles.set(profile, { ...NO_PERFORMANCE, ...counts, lastHitAt: lastHitAt.toISOString() });
  }
  for (const { profile, ...inspected } of found.rows) {
    profiles.set(profile, {
      ...(profiles.get(profile) ?? NO_PERFORMANCE),
      ...inspected,
      hitRate: hitRate(inspected),
      lift: lift(inspected, random),
    });
  }
  return { profiles, random };
}

/** Hits of profiles, shadow ones too, on each of the last `TREND_DAYS` UTC days, the oldest first; none is no entry. */
export async function readProfileTrends(db: Queryable, now: Date): Promise<Map<string, number[]>> {
  const { from, to } = lastDays(TREND_DAYS, now);
  const { rows } = await db.query<{ profile: string; position: number; hits: number }>(
    `SELECT profile_code AS profile, day - $1::date AS position, sum(hits + shadow_hits)::float8 AS hits
     FROM profile_flow WHERE day BETWEEN $1 AND $2 GROUP BY profile_code, day`,
    [from, to],
  );
  const trends = new Map<string, number[]>();
  for (const { profile, position, hits } of rows) {
    let trend = trends.get(profile);
    if (trend === undefined) trends.set(profile, (trend = new Array<number>(TREND_DAYS).fill(0)));
    trend[position] = hits;
  }
  return trends;
}

/** One profile's performance with its days and its overlap with others. Meant to run inside `readAs`. */
export async function readProfilePerformance(
  db: Queryable,
  code: string,
  period: Period,
): Promise<Omit<ProfilePerformanceView, 'guard'>> {
  const { from, to } = period;
  const { profiles } = await readProfilesPerformance(db, period, code);
  const days = await db.query<ProfilePerformanceView['days'][number]>(
    `SELECT to_char(d, 'YYYY-MM-DD') AS day, coalesce(f.hits, 0) AS hits, coalesce(f.shadow, 0) AS "shadowHits",
            coalesce(i.inspections, 0) AS inspections, coalesce(i.discrepancies, 0) AS discrepancies
     FROM (SELECT $1::date + i AS d FROM generate_series(0, $2::date - $1::date) AS i) all_days
     LEFT JOIN (SELECT day, sum(hits)::float8 AS hits, sum(shadow_hits)::float8 AS shadow FROM profile_flow
                WHERE profile_code = $3 AND day BETWEEN $1 AND $2 GROUP BY day) f ON f.day = d
     LEFT JOIN (SELECT (found_at AT TIME ZONE 'UTC')::date AS day, count(*)::int AS inspections,
                  count(*) FILTER (WHERE result = 'discrepancy')::int AS discrepancies
                FROM finding WHERE hits @> ARRAY[$3::text] AND ${INSTANTS} GROUP BY 1) i ON i.day = d
     ORDER BY d`,
    [from, to, code],
  );
  const overlap = await db.query<ProfilePerformanceView['overlap'][number]>(
    `WITH own AS MATERIALIZED (
       SELECT received_at, declaration_no, version FROM hit
       WHERE profile_code = $3 AND decided_at >= $1::date::timestamp AT TIME ZONE 'UTC'
         AND decided_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
         AND received_at >= $1::date::timestamp AT TIME ZONE 'UTC' - interval '${LONGEST_WAIT}'
         AND received_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
       ORDER BY decided_at DESC LIMIT $4),
     others AS (
       SELECT h.profile_code AS code, count(*)::int AS declarations
       FROM own CROSS JOIN LATERAL (
         SELECT profile_code FROM hit x
         WHERE x.declaration_no = own.declaration_no AND x.version = own.version
           AND x.received_at = own.received_at AND x.profile_code <> $3 OFFSET 0) h
       GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $5)
     SELECT o.code, coalesce(v.title, o.code) AS title, o.declarations,
            o.declarations::float8 / (SELECT count(*) FROM own) AS share
     FROM others o
     LEFT JOIN LATERAL (SELECT content ->> 'title' AS title FROM ruleset_part_version
                        WHERE kind = 'profile' AND code = o.code ORDER BY version DESC LIMIT 1) v ON true
     ORDER BY o.declarations DESC, o.code`,
    [from, to, code, OVERLAP_SAMPLE, OVERLAPS],
  );
  return { from, to, total: profiles.get(code) ?? NO_PERFORMANCE, days: days.rows, overlap: overlap.rows };
}
