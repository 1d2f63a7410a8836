import type { Pool } from '../../shared/platform/db/pool.ts';
import type { JobHandler, JobProducer } from '../../shared/platform/queue/queues.ts';
import { dueMails } from '../../shared/platform/stores/mail.store.ts';

/** Mails under way at once: a mail server that does not answer leaves room for the webhooks. */
const AT_ONCE = 3;

/** Gives mails that are due a job; where one has it, its id makes the addition do nothing. */
export function createSweepMails({
  pool,
  producer,
}: {
  pool: Pool;
  producer: JobProducer;
}): JobHandler<'mail.sweep'> {
  return async () => {
    const due = await dueMails(pool, AT_ONCE);
    if (due.length === 0) return;
    await producer.addMany(
      'mail.deliver',
      due.map(({ id, attempts }) => ({ payload: { mailId: id }, jobId: `mail-${id}-${attempts}` })),
    );
  };
}
