import type { AccessAction } from '../../domain/access/event.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';

/** Who did something; `system`: Tidewaiter itself; `unknown`: nobody who has signed in. */
export interface Doer {
  kind: 'person' | 'machine' | 'display' | 'system' | 'unknown';
  id: string | null;
  name: string | null;
}

export const SYSTEM: Doer = { kind: 'system', id: null, name: null };
export const UNKNOWN_DOER: Doer = { kind: 'unknown', id: null, name: null };

/** Something that happened to accounts, rights, displays, keys, places, parameters or personal data. */
export interface AccessEvent {
  by: Doer;
  action: AccessAction;
  /** `person:ID`, `display:ID`, `house:2201`, `trader:ID`, …; absent where nothing in particular is concerned. */
  subject?: string;
  scope?: ScopeId;
  address?: string;
  /** Never a secret: the log is read by people. */
  detail?: Record<string, unknown>;
}

/** Adds to the append-only log, and what webhooks are to be told of it; answers the event's number. */
export async function recordAccess(db: Queryable, event: AccessEvent): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: 'record-access',
    text: `WITH event AS (
             INSERT INTO access_event (actor_kind, actor_id, actor_name, action, subject, scope, address, detail)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id, action
           ), deliveries AS (
             INSERT INTO webhook_delivery (webhook_id, event_id)
             SELECT webhook.id, event.id FROM event JOIN webhook ON enabled AND event.action = ANY (actions)
             FOR KEY SHARE OF webhook
           )
           SELECT id FROM event`,
    values: [
      event.by.kind,
      event.by.id,
      event.by.name,
      event.action,
      event.subject ?? null,
      event.scope ?? null,
      event.address ?? null,
      event.detail === undefined ? null : JSON.stringify(event.detail),
    ],
  });
  return rows[0]!.id;
}
