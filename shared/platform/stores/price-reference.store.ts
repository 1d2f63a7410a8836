import { copyInto, copyLine } from '../db/copy.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** Median unit price of a subheading from an origin, in a currency. */
export interface PriceReference {
  hs6: string;
  origin: string;
  currency: string;
  median: number;
  /** Goods items it rests on. */
  goodsItems: number;
}

/** When the references were computed and how many goods items they rest on; null before the first time. */
export async function readPricesState(
  db: Queryable,
): Promise<{ computedAt: Date; goodsItems: number } | null> {
  const { rows } = await db.query<{ at: Date | null; items: number }>(
    'SELECT max(computed_at) AS at, sum(goods_items)::float8 AS items FROM price_reference',
  );
  const { at, items } = rows[0]!;
  return at === null ? null : { computedAt: at, goodsItems: items };
}

/** All references. */
export async function readPriceReferences(db: Queryable): Promise<PriceReference[]> {
  const { rows } = await db.query<PriceReference>(
    `SELECT hs6, origin, currency, median, goods_items AS "goodsItems" FROM price_reference`,
  );
  return rows;
}

/** Puts references in place of all there were. */
export async function replacePriceReferences(
  client: Client,
  references: readonly PriceReference[],
  computedAt: Date,
): Promise<void> {
  await client.query('DELETE FROM price_reference');
  let lines = '';
  for (const { hs6, origin, currency, median, goodsItems } of references) {
    lines += copyLine([hs6, origin, currency, median, goodsItems, computedAt]);
  }
  const columns = 'hs6, origin, currency, median, goods_items, computed_at';
  await copyInto(client, 'price_reference', columns, lines);
}

/** Goods of less than a millionth of a kilogram or of the currency say nothing of prices, and their quotient may be none. */
export const LEAST_PRICED = 1e-6;

/** Median unit prices in the newest `most` declarations received since an instant, of at least `least` goods items each. */
export async function sampledMedians(
  db: Queryable,
  since: Date,
  { most, least }: { most: number; least: number },
): Promise<PriceReference[]> {
  const { rows } = await db.query<PriceReference>(
    `SELECT left(i ->> 'hsCode', 6) AS hs6, i ->> 'origin' AS origin, d.document ->> 'currency' AS currency,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY p.price) AS median, count(*)::int AS "goodsItems"
     FROM (SELECT document FROM declaration WHERE received_at >= $1 ORDER BY received_at DESC LIMIT $2) d
     CROSS JOIN LATERAL json_array_elements(d.document -> 'items') AS i
     CROSS JOIN LATERAL (
       SELECT CASE WHEN (i ->> 'netMassKg')::float8 >= ${LEAST_PRICED}
                    AND (i ->> 'customsValue')::float8 >= ${LEAST_PRICED}
              THEN (i ->> 'customsValue')::float8 / (i ->> 'netMassKg')::float8 END AS price) p
     WHERE p.price > 0 AND i ->> 'origin' IS NOT NULL AND d.document ->> 'currency' IS NOT NULL
     GROUP BY 1, 2, 3 HAVING count(*) >= $3`,
    [since, most, least],
  );
  return rows;
}
