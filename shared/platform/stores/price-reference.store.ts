import type { Queryable } from '../db/pool.ts';

/** Median unit price of a subheading from an origin, in a currency. */
export interface PriceReference {
  hs6: string;
  origin: string;
  currency: string;
  median: number;
  /** Goods items it rests on. */
  goodsItems: number;
}

/** When the references were last computed; null before the first time. */
export async function readPricesComputedAt(db: Queryable): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date | null }>('SELECT max(computed_at) AS at FROM price_reference');
  return rows[0]!.at;
}

/** All references. */
export async function readPriceReferences(db: Queryable): Promise<PriceReference[]> {
  const { rows } = await db.query<PriceReference>(
    `SELECT hs6, origin, currency, median, goods_items AS "goodsItems" FROM price_reference`,
  );
  return rows;
}
