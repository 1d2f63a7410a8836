import type { Queryable } from '../db/pool.ts';

/** What is known of a trader beside its declarations. */
export interface TraderRecord {
  firstSeenAt: Date;
  creditClass: string;
}

/** Records of the traders named; new ones are taken in as first seen at the instant given for them. */
export async function readTraders(
  db: Queryable,
  seen: Map<string, Date>,
): Promise<Map<string, TraderRecord>> {
  type Row = { trader_id: string; first_seen_at: Date; credit_class: string };
  const read = async (ids: string[]) =>
    (
      await db.query<Row>({
        name: 'read-traders',
        text: 'SELECT trader_id, first_seen_at, credit_class FROM trader WHERE trader_id = ANY($1)',
        values: [ids],
      })
    ).rows;
  const rows = await read([...seen.keys()]);
  if (rows.length < seen.size) {
    const have = new Set(rows.map((row) => row.trader_id));
    const missing = [...seen.keys()].filter((id) => !have.has(id)).toSorted();
    await db.query(
      `INSERT INTO trader (trader_id, first_seen_at)
       SELECT * FROM unnest($1::text[], $2::timestamptz[]) ON CONFLICT DO NOTHING`,
      [missing, missing.map((id) => seen.get(id))],
    );
    rows.push(...(await read(missing)));
  }
  return new Map(
    rows.map((row) => [row.trader_id, { firstSeenAt: row.first_seen_at, creditClass: row.credit_class }]),
  );
}
