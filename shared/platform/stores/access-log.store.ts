import type { AccessAction } from '../../domain/access/event.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';
import type { Doer } from './access-event.store.ts';

export interface AccessEventKey {
  /** To the microsecond. */
  at: string;
  id: string;
}

export interface AccessEventFilter {
  actor?: string | undefined;
  action?: AccessAction | undefined;
  subject?: string | undefined;
  /** At these scopes alone. */
  scopes?: readonly ScopeId[] | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** What happened at these scopes or to who holds a role there; null: everything. */
  visible: readonly ScopeId[] | null;
  after?: AccessEventKey | undefined;
  limit: number;
}

export interface StoredAccessEvent {
  key: AccessEventKey;
  at: Date;
  actor: { kind: Doer['kind']; id: string | null; name: string | null };
  action: AccessAction;
  subject: string | null;
  scope: ScopeId | null;
  address: string | null;
  detail: Record<string, unknown> | null;
  /** Number of its link in the audit chain; null until it has one. */
  link: number | null;
}

/** Events of the access log, the newest first. */
export async function readAccessEvents(
  db: Queryable,
  filter: AccessEventFilter,
): Promise<StoredAccessEvent[]> {
  const values: unknown[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  const conditions = conditionsOf(filter, given);
  const { rows } = await db.query<StoredAccessEvent & { link: string | null }>(
    `SELECT json_build_object('id', e.id::text,
         'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS key, e.at,
       json_build_object('kind', e.actor_kind, 'id', e.actor_id, 'name', e.actor_name) AS actor,
       e.action, e.subject, e.scope, e.address, e.detail,
       (SELECT c.seq FROM audit_chain c WHERE c.source = 'access_event' AND c.source_id = e.id) AS link
     FROM access_event e ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
     ORDER BY e.at DESC, e.id DESC LIMIT ${given(filter.limit)}`,
    values,
  );
  return rows.map((row) => ({ ...row, link: row.link === null ? null : Number(row.link) }));
}

function conditionsOf(filter: AccessEventFilter, given: (value: unknown) => string): string[] {
  const { actor, action, subject, scopes, from, to, visible, after } = filter;
  const conditions: string[] = [];
  if (from !== undefined) conditions.push(`e.at >= ${given(from)}`);
  if (to !== undefined) conditions.push(`e.at < ${given(to)}`);
  if (action !== undefined) conditions.push(`e.action = ${given(action)}`);
  if (scopes !== undefined) conditions.push(`e.scope = ANY (${given(scopes)}::text[])`);
  if (actor !== undefined) {
    const text = given(actor);
    conditions.push(`(e.actor_id = ${text} OR strpos(lower(e.actor_name), lower(${text})) > 0)`);
  }
  if (subject !== undefined) {
    const text = given(subject);
    conditions.push(subject.endsWith(':') ? `starts_with(e.subject, ${text})` : `e.subject = ${text}`);
  }
  if (visible !== null) {
    const places = `${given(visible)}::text[]`;
    // Signing in happens nowhere: it belongs to where the person holds a role.
    const people = `SELECT person_id FROM assignment WHERE scope = ANY (${places})`;
    conditions.push(
      `(e.scope = ANY (${places}) OR e.subject IN (SELECT 'person:' || p.person_id FROM (${people}) p)
        OR (e.scope IS NULL AND e.actor_id IN (${people})))`,
    );
  }
  if (after !== undefined) {
    conditions.push(`(e.at, e.id) < (${given(after.at)}::timestamptz, ${given(after.id)}::bigint)`);
  }
  return conditions;
}
