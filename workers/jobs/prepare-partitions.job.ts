import { preparePartitions } from '../../shared/platform/db/partitions.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';

/** Days for which partitions stand ready. */
const DAYS_AHEAD = 7;

/** Makes the daily partitions of today and the coming week. */
export function createPreparePartitions(deps: { pool: Pool }): JobHandler<'partition.prepare'> {
  return () => preparePartitions(deps.pool, new Date(), DAYS_AHEAD);
}
