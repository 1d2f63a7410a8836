import type { DuckDBConnection } from '@duckdb/node-api';
import { LEAST_PRICED, type PriceReference } from '../stores/price-reference.store.ts';
import type { ArchiveRelations } from './condition-sql.ts';

/** Median unit prices of what was received since an instant, of at least `least` goods items each. */
export async function archivedMedians(
  connection: DuckDBConnection,
  from: ArchiveRelations,
  since: Date,
  least: number,
): Promise<PriceReference[]> {
  const found = await connection.runAndReadAll(
    `SELECT i.item_hs6, i.item_origin, h.currency, median(i."item_unitPrice"), count(*)::DOUBLE
     FROM ${from.items} i JOIN ${from.headers} h ON h.id = i.id
     WHERE h.received_at >= ${since.getTime()} AND i."item_netMassKg" >= ${LEAST_PRICED}
       AND i."item_customsValue" >= ${LEAST_PRICED} AND i.item_hs6 IS NOT NULL
       AND i.item_origin IS NOT NULL AND h.currency IS NOT NULL
     GROUP BY ALL HAVING count(*) >= ${least}`,
  );
  return (found.getRows() as [string, string, string, number, number][]).map(
    ([hs6, origin, currency, median, goodsItems]) => ({ hs6, origin, currency, median, goodsItems }),
  );
}
