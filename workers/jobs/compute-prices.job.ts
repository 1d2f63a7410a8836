import { LEAST_GOODS_ITEMS, pricesAreDue, pricesSince } from '../../shared/domain/metrics/price-reference.ts';
import { relationsOf } from '../../shared/platform/archive/chunk-files.ts';
import { openDuckDb } from '../../shared/platform/archive/duckdb.ts';
import { archivedMedians } from '../../shared/platform/archive/price-medians.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { readChunks } from '../../shared/platform/stores/archive.store.ts';
import {
  readPricesState,
  replacePriceReferences,
  sampledMedians,
  type PriceReference,
} from '../../shared/platform/stores/price-reference.store.ts';

/** Number of the lock by which one run is under way at a time, over all workers. */
const LOCK = 7_301_004;

/** Declarations looked at where there is no archive: what Postgres takes apart in some seconds. */
const SAMPLE = 50_000;

/**
 * Renews the reference prices where they are due: medians of the last 365 days from the columnar archive, or without
 * one of the newest declarations. Where nothing can be computed, those that there are stay.
 */
export function createComputePrices(deps: {
  pool: Pool;
  folder: string | undefined;
  now: () => Date;
  log: Logger;
}): JobHandler<'price-reference.compute'> {
  const { pool, folder, now, log } = deps;
  return () =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query('SELECT pg_try_advisory_xact_lock($1) AS taken', [LOCK]);
      if (rows[0]?.taken !== true) return;
      const at = now();
      if (!pricesAreDue(await readPricesState(client), at)) return;
      const references = await medians(pool, folder, pricesSince(at));
      if (references.length === 0) return;
      await replacePriceReferences(client, references, at);
      log.info({ references: references.length }, 'reference prices computed');
    });
}

async function medians(pool: Pool, folder: string | undefined, since: Date): Promise<PriceReference[]> {
  const day = since.toISOString().slice(0, 10);
  const chunks = folder === undefined ? [] : (await readChunks(pool)).filter((chunk) => chunk.day >= day);
  if (folder === undefined || chunks.length === 0) {
    return sampledMedians(pool, since, { most: SAMPLE, least: LEAST_GOODS_ITEMS });
  }
  const duckdb = await openDuckDb({ folder, threads: 1, memory: '512MB' });
  try {
    const connection = await duckdb.connect();
    const from = relationsOf(
      folder,
      chunks.map(({ file }) => file),
    );
    return await archivedMedians(connection, from, since, LEAST_GOODS_ITEMS);
  } finally {
    duckdb.closeSync();
  }
}
