import type { Queryable } from '../db/pool.ts';

/** What is known of a trader beside its declarations. */
export interface TraderRecord {
  firstSeenAt: Date;
  creditClass: string;
}

/** Records of the traders named; new ones are taken in with `seenAt` as the instant they were first seen. */
export async function readTraders(
  db: Queryable,
  ids: string[],
  seenAt: Date,
): Promise<Map<string, TraderRecord>> {
  const select = `SELECT trader_id, first_seen_at, credit_class FROM trader WHERE trader_id = ANY($1)`;
  type Row = { trader_id: string; first_seen_at: Date; credit_class: string };
  const known = await db.query<Row>(select, [ids]);
  const rows = known.rows;
  if (rows.length < ids.length) {
    const have = new Set(rows.map((row) => row.trader_id));
    const missing = ids.filter((id) => !have.has(id));
    await db.query(
      `INSERT INTO trader (trader_id, first_seen_at)
       SELECT id, $2 FROM unnest($1::text[]) AS id ORDER BY id ON CONFLICT DO NOTHING`,
      [missing, seenAt],
    );
    rows.push(...(await db.query<Row>(select, [missing])).rows);
  }
  return new Map(
    rows.map((row) => [row.trader_id, { firstSeenAt: row.first_seen_at, creditClass: row.credit_class }]),
  );
}
