import type { Pool } from '../../shared/platform/db/pool.ts';
import type { JobHandler, JobProducer } from '../../shared/platform/queue/queues.ts';
import { dueDeliveries } from '../../shared/platform/stores/webhook.store.ts';

/** Deliveries of one webhook under way at once: one that does not answer leaves room for the others. */
const EACH = 3;

/** Deliveries given a job in one sweep. */
const SWEEP_LIMIT = 100;

/** Gives every delivery that is due a job; where it has one, its id makes the addition do nothing. */
export function createSweepWebhooks({
  pool,
  producer,
}: {
  pool: Pool;
  producer: JobProducer;
}): JobHandler<'webhook.sweep'> {
  return async () => {
    const due = await dueDeliveries(pool, EACH, SWEEP_LIMIT);
    if (due.length === 0) return;
    await producer.addMany(
      'webhook.deliver',
      due.map(({ id, attempts }) => ({ payload: { deliveryId: id }, jobId: `webhook-${id}-${attempts}` })),
    );
  };
}
