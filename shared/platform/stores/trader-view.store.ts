import type { TraderRecord } from '../../contract/enquiry.ts';
import type { Channel } from '../../domain/channel/channel.ts';
import type { Queryable } from '../db/pool.ts';

/** What is known of a trader, and how its declarations were decided since `since`. */
export interface TraderFacts {
  name: string | null;
  firstSeenAt: Date | null;
  creditClass: string | null;
  counts: Record<Channel, number>;
  record: TraderRecord;
}

/** How far back findings count, as they do for the fact `trader.discrepancies365d`, days. */
const RECORD_DAYS = 365;
const NEWEST_FINDINGS = 20;

/** Meant to run inside `readAs`: declarations elsewhere are not counted, and one without any is unknown (null). */
export async function readTraderFacts(
  db: Queryable,
  traderId: string,
  since: Date,
): Promise<TraderFacts | null> {
  const newest = await db.query<{ name: string | null }>(
    `SELECT document #>> '{trader,name}' AS name FROM declaration WHERE trader_id = $1
     ORDER BY received_at DESC LIMIT 1`,
    [traderId],
  );
  if (newest.rows[0] === undefined) return null;
  const known = await db.query<{ firstSeenAt: Date; creditClass: string | null }>(
    `SELECT t.first_seen_at AS "firstSeenAt", c.credit_class AS "creditClass"
     FROM trader t LEFT JOIN trader_class c USING (trader_id) WHERE t.trader_id = $1`,
    [traderId],
  );
  const { rows } = await db.query<{ channel: Channel; count: number }>(
    `SELECT coalesce(c.rerouted_to, c.channel) AS channel, count(*)::integer AS count
     FROM declaration d JOIN channel_decision c USING (received_at, declaration_no, version)
     WHERE d.trader_id = $1 AND d.received_at >= $2 GROUP BY 1`,
    [traderId, since],
  );
  const counts = Object.fromEntries(rows.map(({ channel, count }) => [channel, count]));
  return {
    name: newest.rows[0].name,
    firstSeenAt: known.rows[0]?.firstSeenAt ?? null,
    creditClass: known.rows[0]?.creditClass ?? null,
    counts: { red: 0, orange: 0, green: 0, ...counts },
    record: await readRecord(db, traderId),
  };
}

async function readRecord(db: Queryable, traderId: string): Promise<TraderRecord> {
  const recent = `trader_id = $1 AND found_at >= now() - $2 * interval '1 day'`;
  const { rows } = await db.query<Omit<TraderRecord, 'newest'>>(
    `SELECT count(*)::int AS inspections, count(*) FILTER (WHERE result = 'discrepancy')::int AS discrepancies,
       coalesce(sum((SELECT count(*) FROM seizure s WHERE s.finding_id = f.id)), 0)::int AS seizures
     FROM finding f WHERE ${recent}`,
    [traderId, RECORD_DAYS],
  );
  const newest = await db.query<TraderRecord['newest'][number]>(
    `SELECT declaration_no AS "declarationNo", version, customs_house AS "customsHouse",
       to_json(found_at) #>> '{}' AS "foundAt",
       ARRAY(SELECT DISTINCT x ->> 'kind' FROM jsonb_array_elements(discrepancies) x ORDER BY 1) AS kinds,
       (SELECT sum((x ->> 'dutyDifference')::float8) FROM jsonb_array_elements(discrepancies) x) AS "dutyDifference",
       (SELECT d.document ->> 'currency' FROM declaration d
        WHERE d.declaration_no = finding.declaration_no AND d.version = finding.version
          AND d.received_at = finding.received_at) AS currency
     FROM finding WHERE ${recent} AND result = 'discrepancy' ORDER BY finding.found_at DESC LIMIT ${NEWEST_FINDINGS}`,
    [traderId, RECORD_DAYS],
  );
  return { ...rows[0]!, newest: newest.rows };
}
