import type { ScopeId } from '../../domain/access/scope.ts';
import type { EscalationPolicy } from '../../domain/alarm/escalation.ts';
import type { ShiftCalendar } from '../../domain/shift/calendar.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** What a place lays down for its alarms, each in a table of its own with one row a place. */
interface Plans {
  policy: EscalationPolicy;
  calendar: ShiftCalendar;
}

export type PlanKind = keyof Plans;

const TABLE: Record<PlanKind, string> = { policy: 'escalation_policy', calendar: 'shift_calendar' };

/** A plan as it stands; `plan` is null where the place has none, and `revision` 0 where it never had one. */
export interface PlacePlan<K extends PlanKind> {
  plan: Plans[K] | null;
  revision: number;
  changedBy: string | null;
  changedAt: Date | null;
}

/** Every plan of a kind that the reader may see, by place. */
export async function readPlans<K extends PlanKind>(db: Queryable, kind: K): Promise<Map<ScopeId, Plans[K]>> {
  const { rows } = await db.query<{ scope: ScopeId; plan: Plans[K] }>(
    `SELECT scope, ${kind} AS plan FROM ${TABLE[kind]} WHERE ${kind} IS NOT NULL`,
  );
  return new Map(rows.map(({ scope, plan }) => [scope, plan]));
}

export async function readPlan<K extends PlanKind>(
  db: Queryable,
  kind: K,
  scope: ScopeId,
): Promise<PlacePlan<K>> {
  const { rows } = await db.query<PlacePlan<K>>(
    `SELECT ${kind} AS plan, revision, changed_by AS "changedBy", changed_at AS "changedAt"
     FROM ${TABLE[kind]} WHERE scope = $1`,
    [scope],
  );
  return rows[0] ?? { plan: null, revision: 0, changedBy: null, changedAt: null };
}

/** Puts a plan in place of revision `revision`; false where that is not the newest any more. */
export async function writePlan<K extends PlanKind>(
  client: Client,
  kind: K,
  change: { scope: ScopeId; plan: Plans[K] | null; revision: number; by: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO ${TABLE[kind]} AS t (scope, ${kind}, changed_by)
     SELECT $1::text, $2::jsonb, $4::text WHERE $3 = 0
       OR EXISTS (SELECT FROM ${TABLE[kind]} WHERE scope = $1::text AND revision = $3)
     ON CONFLICT (scope) DO UPDATE SET ${kind} = excluded.${kind}, revision = t.revision + 1,
       changed_by = excluded.changed_by, changed_at = now()
     WHERE t.revision = $3`,
    [change.scope, change.plan === null ? null : JSON.stringify(change.plan), change.revision, change.by],
  );
  return rowCount === 1;
}
