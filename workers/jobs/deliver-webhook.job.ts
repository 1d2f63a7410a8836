import { retryIn } from '../../shared/domain/delivery/retry.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { claimDelivery, noteAttempt, type OpenDelivery } from '../../shared/platform/stores/webhook.store.ts';
import type { SendWebhook } from '../../shared/platform/webhook/send.ts';

/**
 * Makes one attempt at a delivery. It is taken for as long as the transaction lasts, so that no two workers send it at
 * once and one that dies on the way gives it back; receivers know a message that comes twice by its id.
 */
export function createDeliverWebhook(deps: {
  pool: Pool;
  send: SendWebhook;
  log: Logger;
}): JobHandler<'webhook.deliver'> {
  const { pool, send, log } = deps;
  return ({ deliveryId }) =>
    inTransaction(pool, async (client) => {
      const delivery = await claimDelivery(client, deliveryId);
      if (delivery === null) return;
      if (delivery.event === null) {
        const gone = { ok: false, status: null, error: 'event-deleted', retryInSeconds: null };
        return noteAttempt(client, deliveryId, gone);
      }
      const { id, url, secret } = delivery;
      const outcome = await send({ id, url, secret, body: bodyOf(delivery.event) });
      if (outcome.ok) {
        const { status } = outcome;
        return noteAttempt(client, deliveryId, { ok: true, status, error: null, retryInSeconds: null });
      }
      const { status, error } = outcome;
      const retryInSeconds = retryIn(delivery.attempts + 1, Math.random());
      log.info({ deliveryId, status, error, retryInSeconds }, 'a webhook could not be delivered');
      await noteAttempt(client, deliveryId, { ok: false, status, error, retryInSeconds });
    });
}

/** What is sent of an event, in the form that Standard Webhooks recommends. */
function bodyOf(event: NonNullable<OpenDelivery['event']>): string {
  return JSON.stringify({ type: event.action, timestamp: event.at.toISOString(), data: dataOf(event) });
}

function dataOf(event: NonNullable<OpenDelivery['event']>): Record<string, unknown> {
  const { id, actorId, actorName, detail } = event;
  if (event.kind === 'access') {
    const { actorKind, subject, scope, address } = event;
    return { id, by: { kind: actorKind, id: actorId, name: actorName }, subject, scope, address, detail };
  }
  const { alarm, state, priority, comment } = event;
  const kind = actorId === null ? 'system' : 'person';
  return { id, by: { kind, id: actorId, name: actorName }, alarm, state, priority, comment, detail };
}
