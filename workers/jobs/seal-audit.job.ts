import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { readHead, sealPending } from '../../shared/platform/stores/audit.store.ts';

/** Links added in one transaction. */
const AT_ONCE = 5000;

/** How often the head is told to the log, ms: who keeps the log elsewhere can tell a chain that was cut or made anew. */
const TELL_EVERY_MS = 600_000;

/** Links what happened since to the audit chain. */
export function createSealAudit(deps: {
  pool: Pool;
  now: () => number;
  log: Logger;
}): JobHandler<'audit.seal'> {
  const { pool, now, log } = deps;
  let toldAt = 0;
  return async () => {
    while ((await inTransaction(pool, (client) => sealPending(client, AT_ONCE, now()))) === AT_ONCE);
    if (now() - toldAt < TELL_EVERY_MS) return;
    toldAt = now();
    const { seq, hash } = await readHead(pool);
    log.info({ head: `${seq}:${hash.toString('hex')}` }, 'the audit chain reaches to this link');
  };
}
