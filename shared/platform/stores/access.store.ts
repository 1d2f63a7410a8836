import type { Assignment, Loan } from '../../domain/access/grant.ts';
import type { Right } from '../../domain/access/right.ts';
import type { Role } from '../../domain/access/role.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';

export interface StoredAssignment extends Assignment {
  assignedBy: string;
  assignedAt: Date;
}

export interface StoredLoan extends Loan {
  id: string;
  personId: string;
  reason: string;
  lentBy: string;
  lentAt: Date;
  endedBy: string | null;
}

interface LoanRow {
  id: string;
  person_id: string;
  rights: Right[];
  scope: ScopeId;
  valid_from: Date;
  valid_until: Date;
  reason: string;
  lent_by: string;
  lent_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
}

/** The roles a person holds, the oldest first. */
export async function readAssignments(db: Queryable, personId: string): Promise<StoredAssignment[]> {
  const result = await db.query<{ role: Role; scope: ScopeId; assigned_by: string; assigned_at: Date }>({
    name: 'read-assignments',
    text: 'SELECT role, scope, assigned_by, assigned_at FROM assignment WHERE person_id = $1 ORDER BY id',
    values: [personId],
  });
  return result.rows.map((row) => ({
    role: row.role,
    scope: row.scope,
    assignedBy: row.assigned_by,
    assignedAt: row.assigned_at,
  }));
}

/** What was lent to a person, or to everyone, the newest first; those that are over too. */
export async function readLoans(db: Queryable, personId?: string): Promise<StoredLoan[]> {
  const result = await db.query<LoanRow>({
    name: 'read-loans',
    text: `SELECT id, person_id, rights, scope, valid_from, valid_until, reason, lent_by, lent_at, ended_at, ended_by
           FROM loan WHERE $1::text IS NULL OR person_id = $1 ORDER BY id DESC LIMIT 1000`,
    values: [personId ?? null],
  });
  return result.rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    rights: row.rights,
    scope: row.scope,
    from: row.valid_from,
    until: row.valid_until,
    reason: row.reason,
    lentBy: row.lent_by,
    lentAt: row.lent_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
  }));
}

/** Puts `assignments` in place of those a person holds. */
export async function replaceAssignments(
  db: Queryable,
  personId: string,
  assignments: readonly Assignment[],
  by: string,
): Promise<void> {
  const json = JSON.stringify(assignments);
  await db.query(
    `DELETE FROM assignment a WHERE person_id = $1 AND NOT EXISTS (
       SELECT 1 FROM jsonb_to_recordset($2::jsonb) AS n (role text, scope text)
       WHERE n.role = a.role AND n.scope = a.scope)`,
    [personId, json],
  );
  await db.query(
    `INSERT INTO assignment (person_id, role, scope, assigned_by)
     SELECT $1, role, scope, $3 FROM jsonb_to_recordset($2::jsonb) AS n (role text, scope text)
     ON CONFLICT DO NOTHING`,
    [personId, json, by],
  );
}

/** True once somebody is an administrator of the nation. */
export async function hasAdministrator(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM assignment a JOIN auth."user" u ON u.id = a.person_id
       WHERE a.role = 'administrator' AND a.scope = 'national' AND NOT u.demonstration) AS found`,
  );
  return rows[0]!.found;
}
