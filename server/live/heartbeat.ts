import type { Declaration } from '../../shared/domain/declaration.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobProducer } from '../../shared/platform/queue/queues.ts';
import { acceptHeartbeat } from '../../shared/platform/stores/intake.store.ts';

const EVERY_MS = 1000;

const HEARTBEAT: Declaration = {
  declarationNo: 'HEARTBEAT',
  direction: 'import',
  registeredAt: '2000-01-01T00:00:00Z',
  customsHouse: 'HEARTBEAT',
  trader: { id: 'HEARTBEAT' },
  items: [{ itemNo: 1, hsCode: '000000', customsValue: 0 }],
};

/** Lodges a declaration every second that travels the whole way and is counted nowhere: its return proves the way. */
export function startHeartbeat(deps: {
  pool: Pool;
  producer: JobProducer;
  epoch: string;
  log: Logger;
}): () => void {
  const { pool, producer, epoch, log } = deps;
  const json = JSON.stringify(HEARTBEAT);
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    acceptHeartbeat(pool, epoch, json)
      .then((batchId) => producer.add('batch.assess', { batchId }, `batch-${batchId}`))
      .catch((error: unknown) => log.warn({ err: error }, 'a heartbeat could not be lodged'))
      .finally(() => {
        busy = false;
      });
  }, EVERY_MS);
  return () => clearInterval(timer);
}
