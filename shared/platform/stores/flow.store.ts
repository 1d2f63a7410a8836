import type { HouseFlow } from '../../contract/batch-decided.ts';
import type { ChannelTotals, FlowBucket } from '../../contract/live.ts';
import type { Client, Pool, Queryable } from '../db/pool.ts';

/** Adds a batch's decisions to the roll-up, houses in one order everywhere so that batches never deadlock. */
export async function addFlow(client: Client, bucketAt: number, houses: HouseFlow[]): Promise<void> {
  if (houses.length === 0) return;
  const sorted = houses.toSorted((a, b) => (a[0] < b[0] ? -1 : 1));
  const column = (i: number) => sorted.map((row) => row[i]);
  await client.query({
    name: 'add-flow',
    text: `INSERT INTO flow_bucket AS f (started_at, customs_house, red, orange, green, hits, score_sum)
           SELECT $1, * FROM unnest($2::text[], $3::int[], $4::int[], $5::int[], $6::int[], $7::float8[])
           ON CONFLICT (started_at, customs_house) DO UPDATE SET
             red = f.red + excluded.red, orange = f.orange + excluded.orange, green = f.green + excluded.green,
             hits = f.hits + excluded.hits, score_sum = f.score_sum + excluded.score_sum`,
    values: [new Date(bucketAt), column(0), column(1), column(2), column(3), column(4), column(5)],
  });
}

/** One house's part of one bucket. */
export interface HouseBucket extends FlowBucket {
  house: string;
}

/** The roll-up since an instant together with the batches it holds of late, both of one moment. */
export interface FlowReading {
  buckets: HouseBucket[];
  /** Ids of batches assessed since `batchesSince`: live messages about them are in `buckets` already. */
  batches: Set<string>;
  /** The database's clock, ms. */
  now: number;
}

/** Reads roll-up and recent batches in one snapshot of the database. */
export async function readFlow(pool: Pool, since: Date, batchesSince: Date): Promise<FlowReading> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const flow = await client.query<[Date, string, number, number, number, number, number]>({
      text: `SELECT started_at, customs_house, red, orange, green, hits, score_sum
             FROM flow_bucket WHERE started_at >= $1`,
      values: [since],
      rowMode: 'array',
    });
    const batches = await client.query<{ id: string }>(
      'SELECT id FROM intake_batch WHERE assessed_at >= $1',
      [batchesSince],
    );
    const clock = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    await client.query('COMMIT');
    return {
      buckets: flow.rows.map(([startedAt, house, red, orange, green, hits, scoreSum]) => ({
        startedAt: startedAt.getTime(),
        house,
        red,
        orange,
        green,
        hits,
        scoreSum,
      })),
      batches: new Set(batches.rows.map((row) => row.id)),
      now: clock.rows[0]!.now.getTime(),
    };
  } finally {
    // Ends a transaction that an error left open.
    await client.query('ROLLBACK').catch(() => undefined);
    client.release();
  }
}

/** Decisions by channel in a place (the nation by default) and a span of time, `from` included, `to` not. */
export async function readChannelCounts(
  db: Queryable,
  where: { district?: string; house?: string; from?: Date; to?: Date },
): Promise<ChannelTotals & { total: number }> {
  const result = await db.query<Record<'red' | 'orange' | 'green', string>>(
    `SELECT coalesce(sum(red), 0) AS red, coalesce(sum(orange), 0) AS orange, coalesce(sum(green), 0) AS green
     FROM flow_bucket f
     WHERE ($1::timestamptz IS NULL OR started_at >= $1) AND ($2::timestamptz IS NULL OR started_at < $2)
       AND ($3::text IS NULL OR customs_house = $3)
       AND ($4::text IS NULL OR customs_house IN (SELECT code FROM customs_house WHERE district = $4))`,
    [where.from ?? null, where.to ?? null, where.house ?? null, where.district ?? null],
  );
  const { red, orange, green } = result.rows[0]!;
  const counts = { red: Number(red), orange: Number(orange), green: Number(green) };
  return { ...counts, total: counts.red + counts.orange + counts.green };
}
