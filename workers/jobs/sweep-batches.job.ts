import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler, JobProducer } from '../../shared/platform/queue/queues.ts';
import { findOpenBatches } from '../../shared/platform/stores/intake.store.ts';

/** A batch this old and undecided may have lost its job, ms. */
const SUSPICIOUS_MS = 5000;

/** Batches given a job again in one sweep. */
const SWEEP_LIMIT = 2000;

/** Gives every undecided batch a job again; where the job still exists, its id makes the addition do nothing. */
export function createSweepBatches(deps: {
  pool: Pool;
  producer: JobProducer;
  log: Logger;
}): JobHandler<'batch.sweep'> {
  const { pool, producer, log } = deps;
  return async () => {
    const open = await findOpenBatches(pool, SUSPICIOUS_MS, SWEEP_LIMIT);
    if (open.length === 0) return;
    await producer.addMany(
      'batch.assess',
      open.map((batchId) => ({ payload: { batchId }, jobId: `batch-${batchId}` })),
    );
    log.info({ batches: open.length, oldest: open[0] }, 'undecided batches swept');
  };
}
