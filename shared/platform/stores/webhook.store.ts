import type { WebhookAction } from '../../domain/access/event.ts';
import type { Client, Queryable } from '../db/pool.ts';

export interface Webhook {
  id: string;
  name: string;
  url: string;
  actions: WebhookAction[];
  enabled: boolean;
  createdAt: Date;
}

export interface WebhookDelivery {
  id: string;
  action: string;
  createdAt: Date;
  deliveredAt: Date | null;
  givenUpAt: Date | null;
  attempts: number;
  lastAttemptAt: Date | null;
  /** Null once no attempt follows. */
  nextAttemptAt: Date | null;
  lastStatus: number | null;
  lastError: string | null;
}

/** A webhook with how its deliveries of the last day went. */
export interface WebhookState extends Webhook {
  last: Pick<WebhookDelivery, 'lastAttemptAt' | 'deliveredAt' | 'lastStatus' | 'lastError'> | null;
  waiting: number;
  /** Given up within 30 days. */
  failed: number;
}

/** What is to be sent, and where. `event` is null where the log no longer holds it. */
export interface OpenDelivery {
  id: string;
  url: string;
  secret: string;
  attempts: number;
  event: {
    id: string;
    at: Date;
    action: string;
    actorKind: string;
    actorId: string | null;
    actorName: string | null;
    subject: string | null;
    scope: string | null;
    address: string | null;
    detail: unknown;
  } | null;
}

const COLUMNS = 'w.id, w.name, w.url, w.actions, w.enabled, w.created_at AS "createdAt"';
const OPEN = 'd.delivered_at IS NULL AND d.given_up_at IS NULL';

export async function readWebhooks(db: Queryable): Promise<WebhookState[]> {
  const { rows } = await db.query<WebhookState>(
    `SELECT ${COLUMNS}, last.value AS last, coalesce(counted.waiting, 0)::int AS waiting,
       coalesce(counted.failed, 0)::int AS failed
     FROM webhook w
     LEFT JOIN LATERAL (
       SELECT jsonb_build_object('lastAttemptAt', last_attempt_at, 'deliveredAt', delivered_at,
         'lastStatus', last_status, 'lastError', last_error) AS value
       FROM webhook_delivery d WHERE d.webhook_id = w.id AND last_attempt_at IS NOT NULL
       ORDER BY last_attempt_at DESC LIMIT 1
     ) last ON true
     LEFT JOIN LATERAL (
       SELECT count(*) FILTER (WHERE ${OPEN}) AS waiting,
         count(*) FILTER (WHERE given_up_at IS NOT NULL) AS failed
       FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.created_at > now() - interval '30 days'
     ) counted ON true
     ORDER BY w.name`,
  );
  return rows;
}

/** Reads a webhook and keeps others from changing it until the transaction ends. */
export async function lockWebhook(client: Client, id: string): Promise<Webhook | null> {
  const { rows } = await client.query<Webhook>(
    `SELECT ${COLUMNS} FROM webhook w WHERE id::text = $1 FOR UPDATE`,
    [id],
  );
  return rows[0] ?? null;
}

/** Adds a webhook; null where the name is taken. */
export async function addWebhook(
  db: Queryable,
  webhook: Pick<Webhook, 'name' | 'url' | 'actions'> & { secret: string; createdBy: string },
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO webhook (name, url, secret, actions, created_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO NOTHING RETURNING id`,
    [webhook.name, webhook.url, webhook.secret, webhook.actions, webhook.createdBy],
  );
  return rows[0]?.id ?? null;
}

export async function changeWebhook(db: Queryable, webhook: Webhook): Promise<void> {
  await db.query('UPDATE webhook SET url = $2, actions = $3, enabled = $4 WHERE id = $1', [
    webhook.id,
    webhook.url,
    webhook.actions,
    webhook.enabled,
  ]);
}

export async function deleteWebhook(db: Queryable, id: string): Promise<void> {
  await db.query('DELETE FROM webhook WHERE id = $1', [id]);
}

/** Has a webhook told of an event whatever it subscribes to; answers the delivery. */
export async function addDelivery(db: Queryable, webhookId: string, eventId: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'INSERT INTO webhook_delivery (webhook_id, event_id) VALUES ($1, $2) RETURNING id',
    [webhookId, eventId],
  );
  return rows[0]!.id;
}

/** The newest deliveries of a webhook; null where there is no such webhook. */
export async function readDeliveries(
  db: Queryable,
  webhookId: string,
  limit: number,
): Promise<WebhookDelivery[] | null> {
  const { rows } = await db.query<WebhookDelivery & { id: string | null }>(
    `SELECT d.id, coalesce(e.action, '') AS action, d.created_at AS "createdAt", d.delivered_at AS "deliveredAt",
       d.given_up_at AS "givenUpAt", d.attempts, d.last_attempt_at AS "lastAttemptAt",
       CASE WHEN ${OPEN} THEN d.next_attempt_at END AS "nextAttemptAt",
       d.last_status AS "lastStatus", d.last_error AS "lastError"
     FROM webhook w
     LEFT JOIN webhook_delivery d ON d.webhook_id = w.id
     LEFT JOIN access_event e ON e.id = d.event_id
     WHERE w.id::text = $1 ORDER BY d.created_at DESC, d.event_id DESC LIMIT $2`,
    [webhookId, limit],
  );
  return rows.length === 0 ? null : rows.filter(({ id }) => id !== null);
}

/** Deliveries whose time has come, the oldest of each webhook first, at most `each` of one. */
export async function dueDeliveries(
  db: Queryable,
  each: number,
  limit: number,
): Promise<{ id: string; attempts: number }[]> {
  const { rows } = await db.query<{ id: string; attempts: number }>(
    `SELECT id, attempts FROM (
       SELECT d.id, d.attempts, d.created_at,
         row_number() OVER (PARTITION BY d.webhook_id ORDER BY d.next_attempt_at, d.created_at) AS place
       FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id AND w.enabled
       WHERE ${OPEN} AND d.next_attempt_at <= now()
     ) due WHERE place <= $1 ORDER BY place, created_at LIMIT $2`,
    [each, limit],
  );
  return rows;
}

/** Takes a delivery that is due until the transaction ends; null where it is not, or another worker has it. */
export async function claimDelivery(client: Client, id: string): Promise<OpenDelivery | null> {
  const { rows } = await client.query<OpenDelivery['event'] & OpenDelivery & { eventId: string | null }>(
    `SELECT d.id, w.url, w.secret, d.attempts, e.id AS "eventId", e.at, e.action, e.actor_kind AS "actorKind",
       e.actor_id AS "actorId", e.actor_name AS "actorName", e.subject, e.scope, e.address, e.detail
     FROM webhook_delivery d
     JOIN webhook w ON w.id = d.webhook_id AND w.enabled
     LEFT JOIN access_event e ON e.id = d.event_id
     WHERE d.id = $1 AND ${OPEN} AND d.next_attempt_at <= now()
     FOR UPDATE OF d SKIP LOCKED`,
    [id],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { url, secret, attempts, eventId, ...event } = row;
  return { id, url, secret, attempts, event: eventId === null ? null : { ...event, id: eventId } };
}

/** Notes how an attempt went. `retryInSeconds`: null where none follows. */
export async function noteAttempt(
  db: Queryable,
  id: string,
  attempt: { ok: boolean; status: number | null; error: string | null; retryInSeconds: number | null },
): Promise<void> {
  await db.query(
    `UPDATE webhook_delivery SET attempts = attempts + 1, last_attempt_at = clock_timestamp(),
       last_status = $3, last_error = $4,
       delivered_at = CASE WHEN $2 THEN clock_timestamp() END,
       given_up_at = CASE WHEN NOT $2 AND $5::float IS NULL THEN clock_timestamp() END,
       next_attempt_at = clock_timestamp() + make_interval(secs => coalesce($5::float, 0))
     WHERE id = $1`,
    [id, attempt.ok, attempt.status, attempt.error, attempt.retryInSeconds],
  );
}
