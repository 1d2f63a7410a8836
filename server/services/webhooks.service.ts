import type {
  AddedWebhook,
  WebhookChange,
  WebhookDeliveryView,
  WebhookDraft,
  WebhookList,
  WebhookView,
} from '../../shared/contract/webhooks.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobProducer } from '../../shared/platform/queue/queues.ts';
import { recordAccess, type AccessEvent } from '../../shared/platform/stores/access-event.store.ts';
import {
  addDelivery,
  addWebhook,
  changeWebhook,
  deleteWebhook,
  lockWebhook,
  readDeliveries,
  readWebhooks,
  type Webhook,
  type WebhookDelivery,
  type WebhookState,
} from '../../shared/platform/stores/webhook.store.ts';
import { newWebhookSecret } from '../../shared/platform/webhook/sign.ts';
import { targetFault } from '../../shared/platform/webhook/target.ts';
import type { Asker } from './lodging-systems.service.ts';

/** Deliveries of a webhook that are shown. */
const SHOWN = 100;

export type WebhookFault =
  'name-taken' | 'not-https' | 'private-address' | 'unknown-webhook' | 'webhook-disabled';

/** What was asked for cannot be done with a webhook. */
export class WebhookError extends Error {
  override name = 'WebhookError';
  readonly fault: WebhookFault;

  constructor(fault: WebhookFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Who is told of what happens in the access log. */
export interface WebhooksService {
  list(): Promise<WebhookList>;
  add(draft: WebhookDraft, asker: Asker): Promise<AddedWebhook>;
  change(id: string, change: WebhookChange, asker: Asker): Promise<void>;
  remove(id: string, asker: Asker): Promise<void>;
  /** Sends an event that says it is a test; answers its delivery. */
  test(id: string, asker: Asker): Promise<{ deliveryId: string }>;
  deliveries(id: string): Promise<WebhookDeliveryView[]>;
}

export function createWebhooksService(deps: {
  pool: Pool;
  producer: JobProducer;
  privateAddresses: readonly string[];
  log: Logger;
}): WebhooksService {
  const { pool, producer, privateAddresses, log } = deps;

  const check = async (url: string) => {
    const fault = await targetFault(url, privateAddresses);
    if (fault === 'not-https') throw new WebhookError(fault, 'the address must begin with https://');
    if (fault !== null) throw new WebhookError(fault, 'the address is private and not among those allowed');
  };
  const locked = async (client: Client, id: string): Promise<Webhook> => {
    const webhook = await lockWebhook(client, id);
    if (webhook === null) throw unknown();
    return webhook;
  };
  const record = (
    client: Client,
    id: string,
    { by, address }: Asker,
    action: AccessEvent['action'],
    detail: Record<string, unknown>,
  ) =>
    recordAccess(client, {
      by,
      action,
      subject: `webhook:${id}`,
      scope: 'national',
      ...(address !== undefined && { address }),
      detail,
    });

  return {
    async list() {
      return {
        webhooks: (await readWebhooks(pool)).map(viewOf),
        plainAllowed: privateAddresses.length > 0,
      };
    },

    async add(draft, asker) {
      await check(draft.url);
      const secret = newWebhookSecret();
      const createdBy = asker.by.id ?? asker.by.kind;
      return inTransaction(pool, async (client) => {
        const id = await addWebhook(client, { ...draft, secret, createdBy });
        if (id === null) {
          throw new WebhookError('name-taken', `another webhook has the name "${draft.name}"`);
        }
        await record(client, id, asker, 'webhook.changed', { added: draft });
        return { id, secret };
      });
    },

    async change(id, change, asker) {
      if (change.url !== undefined) await check(change.url);
      await inTransaction(pool, async (client) => {
        const { name, ...before } = await locked(client, id);
        const { url = before.url, actions = before.actions, enabled = before.enabled } = change;
        await changeWebhook(client, { ...before, name, url, actions, enabled });
        const seen = { url: before.url, actions: before.actions, enabled: before.enabled };
        await record(client, id, asker, 'webhook.changed', {
          name,
          before: seen,
          after: { url, actions, enabled },
        });
      });
    },

    remove(id, asker) {
      return inTransaction(pool, async (client) => {
        const { name, url } = await locked(client, id);
        await deleteWebhook(client, id);
        await record(client, id, asker, 'webhook.changed', { removed: { name, url } });
      });
    },

    async test(id, asker) {
      const deliveryId = await inTransaction(pool, async (client) => {
        const { name, enabled } = await locked(client, id);
        if (!enabled) throw new WebhookError('webhook-disabled', 'the webhook is switched off');
        return addDelivery(client, id, await record(client, id, asker, 'webhook.tested', { name }));
      });
      producer
        .add('webhook.deliver', { deliveryId }, `webhook-${deliveryId}-0`)
        .catch((error: unknown) => log.warn({ err: error, deliveryId }, 'a test is left to the sweep'));
      return { deliveryId };
    },

    async deliveries(id) {
      const deliveries = await readDeliveries(pool, id, SHOWN);
      if (deliveries === null) throw unknown();
      return deliveries.map(deliveryOf);
    },
  };
}

function unknown(): WebhookError {
  return new WebhookError('unknown-webhook', 'there is no such webhook');
}

function viewOf({ last, createdAt, ...webhook }: WebhookState): WebhookView {
  return {
    ...webhook,
    createdAt: createdAt.toISOString(),
    last: last === null ? null : lastOf(last),
  };
}

function lastOf(last: NonNullable<WebhookState['last']>): WebhookView['last'] {
  return {
    at: new Date(last.lastAttemptAt!).toISOString(),
    ok: last.deliveredAt !== null,
    status: last.lastStatus,
    error: last.lastError,
  };
}

function deliveryOf({ deliveredAt, givenUpAt, ...delivery }: WebhookDelivery): WebhookDeliveryView {
  const { createdAt, lastAttemptAt, nextAttemptAt } = delivery;
  return {
    ...delivery,
    state: deliveredAt !== null ? 'delivered' : givenUpAt !== null ? 'given-up' : 'waiting',
    createdAt: createdAt.toISOString(),
    lastAttemptAt: lastAttemptAt?.toISOString() ?? null,
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
  };
}
