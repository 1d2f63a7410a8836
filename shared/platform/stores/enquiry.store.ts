import type { Channel } from '../../domain/channel/channel.ts';
import type { Queryable } from '../db/pool.ts';

/** Place of a row in the order of lists: the newest first. */
export interface RowKey {
  /** To the microsecond. */
  receivedAt: string;
  declarationNo: string;
  version: number;
}

/** What to look for; everything given must hold. */
export interface EnquiryFilter {
  numberPrefix?: string | undefined;
  trader?: string | undefined;
  channel?: Channel | undefined;
  profile?: string | undefined;
  /** Received at or after. */
  from?: Date | undefined;
  /** Received before. */
  to?: Date | undefined;
  /** These customs houses alone; null: wherever the reader may look. */
  houses: readonly string[] | null;
  /** Rows after this one in the order of the list. */
  after?: RowKey | undefined;
  limit: number;
}

export interface EnquiryRow {
  key: RowKey;
  declarationNo: string;
  version: number;
  amended: boolean;
  receivedAt: Date;
  registeredAt: Date;
  customsHouse: string;
  direction: string;
  /** The channel that counts. */
  channel: Channel;
  decided: Channel;
  score: number;
  itemCount: number;
  totalValue: number;
  currency: string | null;
  hsCode: string;
  description: string | null;
  hits: { profile: string; shadow: boolean }[];
  /** The fields of the header that may be personal: to be struck from texts, never to be shown. */
  persons: Record<string, unknown>;
}

/** Larger than every character of a declaration number. */
const AFTER_ALL = '\u007f';

const ORDER = 'ORDER BY b.received_at DESC, b.declaration_no DESC, b.version DESC';

/**
 * Decided versions of declarations, the newest first. Meant to run inside `readAs`. Every way of asking has an index
 * that carries it, but for `channel`, `profile` and short prefixes: the caller bounds the time of those.
 */
export async function searchDeclarations(db: Queryable, filter: EnquiryFilter): Promise<EnquiryRow[]> {
  const values: unknown[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await db.query<EnquiryRow>(
    `WITH page AS MATERIALIZED (${pageOf(filter, given)})
     SELECT json_build_object(
         'receivedAt', to_char(d.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         'declarationNo', d.declaration_no, 'version', d.version) AS key,
       d.declaration_no AS "declarationNo", d.version, d.received_at AS "receivedAt",
       d.registered_at AS "registeredAt", d.customs_house AS "customsHouse", d.direction,
       coalesce(c.rerouted_to, c.channel) AS channel, c.channel AS decided, c.score, d.item_count AS "itemCount", d.total_value AS "totalValue",
       d.document ->> 'currency' AS currency,
       d.document #>> '{items,0,hsCode}' AS "hsCode", d.document #>> '{items,0,description}' AS description,
       json_build_object('trader', d.document -> 'trader', 'declarant', d.document -> 'declarant',
         'counterparty', d.document -> 'counterparty', 'carrier', d.document -> 'carrier',
         'transportId', d.document -> 'transportId', 'attributes', d.document -> 'attributes') AS persons,
       EXISTS (SELECT FROM declaration_version v
         WHERE v.declaration_no = d.declaration_no AND v.version > d.version) AS amended,
       coalesce((SELECT json_agg(json_build_object('profile', h.profile_code, 'shadow', h.shadow)
           ORDER BY h.profile_code)
         FROM hit h WHERE h.declaration_no = d.declaration_no AND h.version = d.version
           AND h.received_at = d.received_at), '[]') AS hits
     FROM page
     JOIN declaration d USING (received_at, declaration_no, version)
     JOIN channel_decision c USING (received_at, declaration_no, version)
     ORDER BY d.received_at DESC, d.declaration_no DESC, d.version DESC`,
    values,
  );
  return rows;
}

/** The keys of one page. */
function pageOf(filter: EnquiryFilter, given: (value: unknown) => string): string {
  const { numberPrefix, trader, channel, profile, from, to, houses, after } = filter;
  // Hits are far fewer than declarations, so a profile leads unless a trader leads to fewer still.
  const fromHits = profile !== undefined && trader === undefined;
  const conditions: string[] = [];
  if (numberPrefix !== undefined) {
    conditions.push(`b.declaration_no >= ${given(numberPrefix)}`);
    conditions.push(`b.declaration_no < ${given(numberPrefix + AFTER_ALL)}`);
  }
  if (trader !== undefined) conditions.push(`b.trader_id = ${given(trader)}`);
  if (from !== undefined) conditions.push(`b.received_at >= ${given(from)}`);
  if (to !== undefined) conditions.push(`b.received_at < ${given(to)}`);
  if (fromHits) conditions.push(`b.profile_code = ${given(profile)}`);
  else if (profile !== undefined) conditions.push(existsIn('hit', `x.profile_code = ${given(profile)}`));
  if (channel !== undefined)
    conditions.push(existsIn('channel_decision', `coalesce(x.rerouted_to, x.channel) = ${given(channel)}`));
  if (after !== undefined) {
    const at = `${given(after.receivedAt)}::timestamptz`;
    conditions.push(`b.received_at <= ${at}`);
    conditions.push(
      `(b.received_at, b.declaration_no, b.version) < (${at}, ${given(after.declarationNo)}, ${given(after.version)}::integer)`,
    );
  }
  const limit = `LIMIT ${given(filter.limit)}`;
  const table = fromHits ? 'hit' : 'declaration';
  const keys = (condition: string | null) => {
    const all = condition === null ? conditions : [condition, ...conditions];
    return `SELECT b.received_at, b.declaration_no, b.version FROM ${table} b
      ${all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`} ${ORDER} ${limit}`;
  };
  if (houses === null) return keys(null);
  if (fromHits || trader !== undefined || numberPrefix !== undefined) {
    return keys(`b.customs_house = ANY (${given(houses)}::text[])`);
  }
  // Each house's newest by its own index: the rest of the nation is not even looked at.
  return `SELECT b.* FROM unnest(${given(houses)}::text[]) AS house (code)
    CROSS JOIN LATERAL (${keys('b.customs_house = house.code')}) b ${ORDER} ${limit}`;
}

/**
 * A row of the same version of the same declaration, in the same partition. `OFFSET 0` keeps it a question to each row
 * of the page: the planner does not count on looking into one partition only, and would join everything there is.
 */
function existsIn(table: string, condition: string): string {
  return `EXISTS (SELECT FROM ${table} x WHERE x.declaration_no = b.declaration_no AND x.version = b.version
    AND x.received_at = b.received_at AND ${condition} OFFSET 0)`;
}
