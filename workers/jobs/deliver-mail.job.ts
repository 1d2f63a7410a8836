import { retryIn } from '../../shared/domain/delivery/retry.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { SendMail } from '../../shared/platform/mail/send.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { claimMail, noteMailAttempt } from '../../shared/platform/stores/mail.store.ts';

/**
 * Makes one attempt at a mail. It is taken for as long as the transaction lasts, as a webhook's delivery is; receivers
 * know a mail that comes twice by its Message-ID. `send` is null where no mail server is set: then it waits for one.
 */
export function createDeliverMail(deps: {
  pool: Pool;
  send: SendMail | null;
  log: Logger;
}): JobHandler<'mail.deliver'> {
  const { pool, send, log } = deps;
  return async ({ mailId }) => {
    if (send === null) return;
    await inTransaction(pool, async (client) => {
      const mail = await claimMail(client, mailId);
      if (mail === null) return;
      const outcome = await send(mail);
      if (outcome.ok) return noteMailAttempt(client, mailId, { error: null, retryInSeconds: null });
      const { error, final } = outcome;
      const retryInSeconds = final ? null : retryIn(mail.attempts + 1, Math.random());
      log.info({ mailId, error, retryInSeconds }, 'a mail could not be delivered');
      await noteMailAttempt(client, mailId, { error, retryInSeconds });
    });
  };
}
