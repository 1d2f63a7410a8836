import type { Queryable } from '../db/pool.ts';

/** What is known of a trader beside its declarations. */
export interface TraderRecord {
  firstSeenAt: Date;
  /** Null: the administration gave it none. */
  creditClass: string | null;
  /** When inspections of its declarations found discrepancies, ms. */
  discrepanciesAt: readonly number[];
}

/** Records of the traders named; new ones are taken in as first seen at the instant given for them. */
export async function readTraders(
  db: Queryable,
  seen: Map<string, Date>,
): Promise<Map<string, TraderRecord>> {
  type Row = [id: string, firstSeenAt: Date, creditClass: string | null, discrepanciesAt: number[] | null];
  const read = async (ids: string[]) =>
    (
      await db.query<Row>({
        name: 'read-traders',
        text: `SELECT t.trader_id, t.first_seen_at, c.credit_class,
                 (SELECT array_agg((extract(epoch FROM f.found_at) * 1000)::float8) FROM finding f
                  WHERE f.trader_id = t.trader_id AND f.result = 'discrepancy')
               FROM trader t LEFT JOIN trader_class c USING (trader_id) WHERE t.trader_id = ANY($1)`,
        values: [ids],
        rowMode: 'array',
      })
    ).rows;
  const rows = await read([...seen.keys()]);
  if (rows.length < seen.size) {
    const have = new Set(rows.map(([id]) => id));
    const missing = [...seen.keys()].filter((id) => !have.has(id)).toSorted();
    await db.query(
      `INSERT INTO trader (trader_id, first_seen_at)
       SELECT * FROM unnest($1::text[], $2::timestamptz[]) ON CONFLICT DO NOTHING`,
      [missing, missing.map((id) => seen.get(id))],
    );
    rows.push(...(await read(missing)));
  }
  return new Map(
    rows.map(([id, firstSeenAt, creditClass, discrepanciesAt]) => [
      id,
      { firstSeenAt, creditClass, discrepanciesAt: discrepanciesAt ?? [] },
    ]),
  );
}

/** How often a trader declared at an instant of registration, ms. */
export type Registered = [traderId: string, at: number, declarations: number];

/**
 * When the traders named registered declarations that were received since `since`: first versions, without those of
 * the batches named.
 */
export async function readRegistered(
  db: Queryable,
  traderIds: readonly string[],
  since: Date,
  withoutBatches: readonly string[],
): Promise<Registered[]> {
  const { rows } = await db.query<Registered>({
    name: 'read-registered',
    // Asked of each trader by itself: the planner does not count on how few of a partition's rows are one trader's.
    text: `SELECT t.id, (extract(epoch FROM d.registered_at) * 1000)::float8, d.declarations
           FROM unnest($1::text[]) AS t (id)
           CROSS JOIN LATERAL (
             SELECT registered_at, count(*)::int AS declarations FROM declaration
             WHERE trader_id = t.id AND version = 1 AND batch_id <> ALL ($3::bigint[])
               AND received_at >= $2 AND received_at < now() + interval '1 hour'
             GROUP BY registered_at) d`,
    values: [traderIds, since, withoutBatches],
    rowMode: 'array',
  });
  return rows;
}

/** Gives traders their credit classes, whether they were seen yet or not; null takes a trader's away. */
export async function putTraderClasses(
  db: Queryable,
  classes: ReadonlyMap<string, string | null>,
): Promise<void> {
  const given = [...classes].filter(([, name]) => name !== null).toSorted(([a], [b]) => (a < b ? -1 : 1));
  await db.query(
    `INSERT INTO trader_class AS c (trader_id, credit_class)
     SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (trader_id) DO UPDATE SET credit_class = excluded.credit_class, set_at = now()
       WHERE c.credit_class <> excluded.credit_class`,
    [given.map(([id]) => id), given.map(([, name]) => name)],
  );
  const taken = [...classes].flatMap(([id, name]) => (name === null ? [id] : []));
  await db.query('DELETE FROM trader_class WHERE trader_id = ANY ($1)', [taken]);
}
