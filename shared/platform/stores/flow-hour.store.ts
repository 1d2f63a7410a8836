import { HOUR_MS } from '../../domain/metrics/earlier-hours.ts';
import type { FlowMeasure } from '../../domain/metrics/expected-flow.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** Batches of an hour that has just ended may still be about to be committed, ms. */
const SETTLED_AFTER_MS = 60_000;

/** Weeks of which hours are summed up where they are missing: what is expected rests on no earlier ones. */
const WEEKS_BACK = 10;

/** Hours summed up in one transaction. */
const MOST_HOURS = 24;

/**
 * Sums `flow_bucket` up by hours that are over, at most a day of them at a time, with the newest that was summed up
 * before once more, for what came late. Doing it again changes nothing.
 */
export async function sumUpFlow(client: Client, now: Date): Promise<void> {
  const end = Math.floor((now.getTime() - SETTLED_AFTER_MS) / HOUR_MS) * HOUR_MS;
  const { rows } = await client.query<{ summed: Date | null; next: Date | null }>(
    `SELECT summed, (SELECT min(started_at) FROM flow_bucket
                     WHERE started_at >= coalesce(summed + interval '1 hour', $1) AND started_at < $2) AS next
     FROM (SELECT max(started_at) AS summed FROM flow_hour) AS f`,
    [new Date(end - WEEKS_BACK * 7 * 24 * HOUR_MS), new Date(end)],
  );
  const { summed, next } = rows[0]!;
  if (next === null) return;
  const from = Math.floor(next.getTime() / HOUR_MS) * HOUR_MS;
  const to = Math.min(end, from + MOST_HOURS * HOUR_MS);
  await client.query(
    `INSERT INTO flow_hour AS f (started_at, customs_house, declarations, hits, reds)
     SELECT date_trunc('hour', started_at, 'UTC'), customs_house, sum(red + orange + green), sum(hits), sum(red)
     FROM flow_bucket
     WHERE started_at >= $1 AND started_at < $2
        OR started_at >= $3 AND started_at < $3::timestamptz + interval '1 hour'
     GROUP BY 1, 2
     ON CONFLICT (started_at, customs_house) DO UPDATE
       SET declarations = excluded.declarations, hits = excluded.hits, reds = excluded.reds`,
    [new Date(from), new Date(to), summed],
  );
}

export type MeasuredFlow = Record<FlowMeasure, number>;

/** One house in one hour; `hour` in ms. */
export interface HouseHour extends MeasuredFlow {
  hour: number;
  house: string;
}

/** What there was in these hours, houses without a decision left out. */
export async function readFlowHours(db: Queryable, hours: readonly number[]): Promise<HouseHour[]> {
  const { rows } = await db.query<[Date, string, number, number, number]>({
    text: `SELECT started_at, customs_house, declarations, hits, reds FROM flow_hour WHERE started_at = ANY ($1)`,
    values: [hours.map((hour) => new Date(hour))],
    rowMode: 'array',
  });
  return rows.map(([startedAt, house, declarations, hits, reds]) => {
    return { hour: startedAt.getTime(), house, declarations, hits, reds };
  });
}

/** What a house decided in a window of time, and in the same window `delayMs` earlier. */
export interface HouseWindows {
  house: string;
  newest: MeasuredFlow;
  earlier: MeasuredFlow;
}

/** The flow of each house that had any in the windows that end at `end` and `delayMs` before. */
export async function readFlowWindows(
  db: Queryable,
  end: Date,
  { windowMs, delayMs }: { windowMs: number; delayMs: number },
): Promise<HouseWindows[]> {
  const at = (before: number) => new Date(end.getTime() - before);
  const { rows } = await db.query<[string, number, number, number, number, number, number]>({
    text: `SELECT customs_house,
             coalesce(sum(red + orange + green) FILTER (WHERE started_at >= $2), 0)::int,
             coalesce(sum(hits) FILTER (WHERE started_at >= $2), 0)::int,
             coalesce(sum(red) FILTER (WHERE started_at >= $2), 0)::int,
             coalesce(sum(red + orange + green) FILTER (WHERE started_at < $3), 0)::int,
             coalesce(sum(hits) FILTER (WHERE started_at < $3), 0)::int,
             coalesce(sum(red) FILTER (WHERE started_at < $3), 0)::int
           FROM flow_bucket WHERE started_at >= $1 AND started_at < $4 GROUP BY customs_house`,
    values: [at(windowMs + delayMs), at(windowMs), at(delayMs), end],
    rowMode: 'array',
  });
  return rows.map(([house, declarations, hits, reds, ...earlier]) => ({
    house,
    newest: { declarations, hits, reds },
    earlier: { declarations: earlier[0], hits: earlier[1], reds: earlier[2] },
  }));
}

/** Starts of the buckets from `from` to `to` (not included) in which anything was decided anywhere, ms, ascending. */
export async function readBusyBuckets(
  db: Queryable,
  from: Date,
  to: Date,
  bucketMs: number,
): Promise<number[]> {
  const { rows } = await db.query<{ at: Date }>(
    `SELECT at FROM generate_series($1::timestamptz, $2::timestamptz - $3 * interval '1 ms', $3 * interval '1 ms') AS at
     WHERE EXISTS (SELECT FROM flow_bucket WHERE started_at = at) ORDER BY at`,
    [from, to, bucketMs],
  );
  return rows.map(({ at }) => at.getTime());
}

/** When each of the houses last had a decision since `since`: the start of the bucket, ms. */
export async function readLastDecided(
  db: Queryable,
  houses: readonly string[],
  since: Date,
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ house: string; at: Date }>(
    `SELECT h.house, f.started_at AS at FROM unnest($1::text[]) AS h (house) CROSS JOIN LATERAL (
       SELECT started_at FROM flow_bucket WHERE customs_house = h.house AND started_at >= $2
       ORDER BY started_at DESC LIMIT 1) f`,
    [houses, since],
  );
  return new Map(rows.map(({ house, at }) => [house, at.getTime()]));
}

/** Sums of a measure in these hours (ms) at a place, the nation by default; hours without any left out. */
export async function readFlowOfPlace(
  db: Queryable,
  hours: readonly number[],
  { measure, house, district }: { measure: FlowMeasure; house?: string; district?: string },
): Promise<Map<number, number>> {
  const { rows } = await db.query<{ at: Date; count: number }>(
    `SELECT started_at AS at, sum(${measure})::float8 AS count FROM flow_hour
     WHERE started_at = ANY ($1) AND ($2::text IS NULL OR customs_house = $2)
       AND ($3::text IS NULL OR customs_house IN (SELECT code FROM customs_house WHERE district = $3))
     GROUP BY started_at`,
    [hours.map((hour) => new Date(hour)), house ?? null, district ?? null],
  );
  return new Map(rows.map(({ at, count }) => [at.getTime(), count]));
}

/** Those of the hours (ms) in which anything was decided anywhere. */
export async function readWatchedHours(db: Queryable, hours: readonly number[]): Promise<Set<number>> {
  const { rows } = await db.query<{ at: Date }>(
    `SELECT at FROM unnest($1::timestamptz[]) AS at WHERE EXISTS (SELECT FROM flow_hour WHERE started_at = at)`,
    [hours.map((hour) => new Date(hour))],
  );
  return new Set(rows.map(({ at }) => at.getTime()));
}
