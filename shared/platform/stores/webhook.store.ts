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

/** An event of the access log. */
interface TellableAccessEvent {
  kind: 'access';
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
}

/** An event of an alarm, with what of the alarm never changes: every attempt says the same. */
interface TellableAlarmEvent {
  kind: 'alarm';
  id: string;
  at: Date;
  action: 'alarm.raised' | 'alarm.escalated';
  actorId: string | null;
  actorName: string | null;
  state: string | null;
  priority: string;
  comment: string | null;
  detail: unknown;
  alarm: {
    id: string;
    type: string;
    kind: string;
    cause: string;
    title: string;
    profile: string | null;
    district: string | null;
    customsHouse: string | null;
    raisedAt: string;
  };
}

/** What is to be sent, and where. `event` is null where it is kept no longer. */
export interface OpenDelivery {
  id: string;
  url: string;
  secret: string;
  attempts: number;
  event: TellableAccessEvent | TellableAlarmEvent | null;
}

const COLUMNS = 'w.id, w.name, w.url, w.actions, w.enabled, w.created_at AS "createdAt"';
/** What an event `ae` of an alarm is to webhooks. */
const ALARM_ACTION = `CASE WHEN ae.action = 'escalated' THEN 'alarm.escalated' ELSE 'alarm.raised' END`;
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
    `SELECT d.id, coalesce(e.action, CASE WHEN ae.id IS NOT NULL THEN ${ALARM_ACTION} END, '') AS action, d.created_at AS "createdAt", d.delivered_at AS "deliveredAt",
       d.given_up_at AS "givenUpAt", d.attempts, d.last_attempt_at AS "lastAttemptAt",
       CASE WHEN ${OPEN} THEN d.next_attempt_at END AS "nextAttemptAt",
       d.last_status AS "lastStatus", d.last_error AS "lastError"
     FROM webhook w
     LEFT JOIN webhook_delivery d ON d.webhook_id = w.id
     LEFT JOIN access_event e ON e.id = d.event_id
     LEFT JOIN alarm_event ae ON ae.id = d.alarm_event_id
     WHERE w.id::text = $1 ORDER BY d.created_at DESC, d.event_id DESC, d.alarm_event_id DESC LIMIT $2`,
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
  const { rows } = await client.query<
    Omit<OpenDelivery, 'event'> & { eventId: string | null; alarmEventId: string | null }
  >(
    `SELECT d.id, w.url, w.secret, d.attempts, d.event_id AS "eventId", d.alarm_event_id AS "alarmEventId"
     FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id AND w.enabled
     WHERE d.id = $1 AND ${OPEN} AND d.next_attempt_at <= now()
     FOR UPDATE OF d SKIP LOCKED`,
    [id],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { eventId, alarmEventId, ...delivery } = row;
  const event = eventId === null ? readAlarmEvent(client, alarmEventId!) : readAccessEvent(client, eventId);
  return { ...delivery, event: await event };
}

async function readAccessEvent(db: Queryable, id: string): Promise<TellableAccessEvent | null> {
  const { rows } = await db.query<TellableAccessEvent>(
    `SELECT 'access' AS kind, id, at, action, actor_kind AS "actorKind", actor_id AS "actorId",
       actor_name AS "actorName", subject, scope, address, detail
     FROM access_event WHERE id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

async function readAlarmEvent(db: Queryable, id: string): Promise<TellableAlarmEvent | null> {
  const { rows } = await db.query<TellableAlarmEvent>(
    `SELECT 'alarm' AS kind, ae.id, ae.at, ${ALARM_ACTION} AS action, ae.actor_id AS "actorId",
       ae.actor_name AS "actorName", ae.to_state AS state, coalesce(ae.priority, a.priority) AS priority, ae.comment,
       ae.detail, json_build_object('id', a.id::text, 'type', a.type, 'kind', a.kind, 'cause', a.cause,
         'title', a.title, 'profile', a.profile_code, 'district', a.district, 'customsHouse', a.customs_house,
         'raisedAt', to_char(a.raised_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS alarm
     FROM alarm_event ae JOIN alarm a ON a.id = ae.alarm_id WHERE ae.id = $1`,
    [id],
  );
  return rows[0] ?? null;
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
