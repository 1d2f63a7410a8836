import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import type { Queryable } from '../../shared/platform/db/pool.ts';
import { readTraders, type TraderRecord } from '../../shared/platform/stores/trader.store.ts';
import type { PriceBook } from '../price-book.ts';
import type { RecentDeclarations } from '../recent-declarations.ts';
import type { Enriched } from './assessment.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
const CACHE_MS = 30_000;
const CACHE_SIZE = 200_000;

interface Batch {
  batchId: string;
  declarations: readonly { declaration: VersionedDeclaration; json: string }[];
}

export type Enrich = (batch: Batch) => Promise<Enriched[]>;

/**
 * Looks up what was known of each declaration before it, beside its own content. What is known of a trader (first
 * seen, credit class, discrepancies found) is at most 30 s old.
 */
export function createEnrich(deps: {
  db: Queryable;
  recent: RecentDeclarations;
  prices: Pick<PriceBook, 'ratios'>;
  districtOf: (house: string) => string | undefined;
}): Enrich {
  const { db, recent, prices, districtOf } = deps;
  const cache = new Map<string, { record: TraderRecord; until: number }>();

  const traders = async (batch: Batch['declarations']): Promise<Map<string, TraderRecord>> => {
    const now = performance.now();
    const found = new Map<string, TraderRecord>();
    const unknown = new Map<string, Date>();
    for (const { declaration } of batch) {
      const cached = cache.get(declaration.trader.id);
      if (cached !== undefined && cached.until > now) found.set(declaration.trader.id, cached.record);
      else if (!unknown.has(declaration.trader.id)) {
        unknown.set(declaration.trader.id, new Date(declaration.registeredAt));
      }
    }
    if (unknown.size > 0) {
      if (cache.size > CACHE_SIZE) cache.clear();
      for (const [id, record] of await readTraders(db, unknown)) {
        found.set(id, record);
        cache.set(id, { record, until: now + CACHE_MS });
      }
    }
    return found;
  };

  return async ({ batchId, declarations }) => {
    const records = await traders(declarations);
    const before = await recent.begin(
      batchId,
      declarations.map(({ declaration }) => declaration),
    );
    return declarations.map(({ declaration, json }, i) => {
      const { firstSeenAt, creditClass, discrepanciesAt } = records.get(declaration.trader.id)!;
      const at = Date.parse(declaration.registeredAt);
      const district = districtOf(declaration.customsHouse);
      const priceRatio = prices.ratios(declaration.currency, declaration.items);
      return {
        declaration,
        json,
        facts: {
          ...(creditClass !== null && { creditClass }),
          firstSeenDays: Math.max(0, Math.floor((at - firstSeenAt.getTime()) / DAY_MS)),
          declarations24h: before[i]!,
          discrepancies365d: countWithin(discrepanciesAt, at - YEAR_MS, at),
          ...(priceRatio !== undefined && { priceRatio }),
          ...(district !== undefined && { district }),
        },
      };
    });
  };
}

/** How many instants lie from `from` (included) to `to` (not included). */
function countWithin(instants: readonly number[], from: number, to: number): number {
  let count = 0;
  for (const at of instants) if (at >= from && at < to) count++;
  return count;
}
