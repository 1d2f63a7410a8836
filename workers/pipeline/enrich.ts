import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import type { Queryable } from '../../shared/platform/db/pool.ts';
import { readTraders, type TraderRecord } from '../../shared/platform/stores/trader.store.ts';
import type { Enriched } from './assessment.ts';

const DAY_MS = 86_400_000;
const CACHE_MS = 30_000;
const CACHE_SIZE = 200_000;

export type Enrich = (batch: { declaration: VersionedDeclaration; json: string }[]) => Promise<Enriched[]>;

/** Looks up what is known of each declaration beside its own content. Traders are cached for 30 s. */
export function createEnrich(db: Queryable, districtOf: (house: string) => string | undefined): Enrich {
  const cache = new Map<string, { record: TraderRecord; until: number }>();

  const traders = async (
    batch: { declaration: VersionedDeclaration }[],
  ): Promise<Map<string, TraderRecord>> => {
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

  return async (batch) => {
    const records = await traders(batch);
    return batch.map(({ declaration, json }) => {
      const record = records.get(declaration.trader.id)!;
      const days = (Date.parse(declaration.registeredAt) - record.firstSeenAt.getTime()) / DAY_MS;
      const district = districtOf(declaration.customsHouse);
      return {
        declaration,
        json,
        facts: {
          creditClass: record.creditClass,
          firstSeenDays: Math.max(0, Math.floor(days)),
          ...(district !== undefined && { district }),
        },
      };
    });
  };
}
