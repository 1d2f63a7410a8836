import type { Assignment, Loan } from '../../domain/access/grant.ts';
import type { Right } from '../../domain/access/right.ts';
import { RIGHTS_OF_ROLE, ROLES, type Role } from '../../domain/access/role.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';

export interface StoredAssignment extends Assignment {
  assignedBy: string;
  assignedAt: Date;
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

/** What is lent to a person now or from a later time on; what is over is left to the record. */
export async function readOpenLoans(db: Queryable, personId: string): Promise<Loan[]> {
  const { rows } = await db.query<Loan>({
    name: 'read-open-loans',
    text: `SELECT rights, scope, valid_from AS "from", valid_until AS until, ended_at AS "endedAt" FROM loan
           WHERE person_id = $1 AND valid_until > now() AND (ended_at IS NULL OR ended_at > now())`,
    values: [personId],
  });
  return rows;
}

/** The people who hold a right at one of some scopes, by a role or lent, by name; disabled accounts are left out. */
export async function readHolders(
  db: Queryable,
  right: Right,
  scopes: readonly ScopeId[],
): Promise<{ id: string; name: string }[]> {
  const roles = ROLES.filter((role) => RIGHTS_OF_ROLE[role].includes(right));
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT id, name FROM auth."user"
     WHERE "disabledAt" IS NULL AND id IN (
       SELECT person_id FROM assignment WHERE role = ANY ($1) AND scope = ANY ($3)
       UNION ALL
       SELECT person_id FROM loan WHERE $2 = ANY (rights) AND scope = ANY ($3)
         AND valid_from <= now() AND valid_until > now() AND (ended_at IS NULL OR ended_at > now()))
     ORDER BY lower(name), id`,
    [roles, right, scopes],
  );
  return rows;
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
