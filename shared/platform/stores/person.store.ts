import type { Assignment } from '../../domain/access/grant.ts';
import type { Role } from '../../domain/access/role.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';

export interface StoredPerson {
  id: string;
  name: string;
  email: string;
  locale: string;
  demonstration: boolean;
  createdAt: Date;
  disabledAt: Date | null;
  /** There is a password, a passkey or a provider's account. */
  canSignIn: boolean;
  lastSignInAt: Date | null;
}

export interface ListedPerson extends StoredPerson {
  assignments: Assignment[];
}

export interface PeopleFilter {
  /** People with a role inside one of these; with the nation among them, everybody. */
  visibleIn: readonly ScopeId[];
  /** Part of the name or the e-mail address. */
  search?: string | undefined;
  /** With this role, and at or inside this scope: one assignment that is both. */
  role?: Role | undefined;
  scope?: ScopeId | undefined;
  state?: 'active' | 'invited' | 'disabled' | undefined;
  offset: number;
  limit: number;
}

/** How somebody may sign in, u being the account. */
const CAN_SIGN_IN = `(EXISTS (SELECT 1 FROM auth.account c WHERE c."userId" = u.id
    AND (c."providerId" <> 'credential' OR c.password IS NOT NULL))
  OR EXISTS (SELECT 1 FROM auth.passkey k WHERE k."userId" = u.id))`;

const COLUMNS = `u.id, u.name, u.email, u.locale, u.demonstration, u."createdAt", u."disabledAt",
  ${CAN_SIGN_IN} AS "canSignIn",
  (SELECT e.at FROM access_event e WHERE e.actor_id = u.id AND e.action = 'session.begun'
   ORDER BY e.at DESC LIMIT 1) AS "lastSignInAt"`;

/** Whether the place of an assignment `a` lies inside one of the scopes of a parameter. */
const inside = (parameter: string) => `('national' = ANY (${parameter}) OR a.scope = ANY (${parameter})
  OR EXISTS (SELECT 1 FROM customs_house h
             WHERE a.scope = 'house:' || h.code AND 'district:' || h.district = ANY (${parameter})))`;

export async function readPerson(db: Queryable, id: string): Promise<StoredPerson | null> {
  const { rows } = await db.query<StoredPerson>(`SELECT ${COLUMNS} FROM auth."user" u WHERE u.id = $1`, [id]);
  return rows[0] ?? null;
}

/** The people that fit, by name, a page of them, and how many there are in all. */
export async function listPeople(
  db: Queryable,
  filter: PeopleFilter,
): Promise<{ people: ListedPerson[]; total: number }> {
  const values = [
    filter.visibleIn,
    filter.search === undefined ? null : `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`,
    filter.role ?? null,
    filter.scope === undefined ? null : [filter.scope],
    filter.state ?? null,
  ];
  const fits = `('national' = ANY ($1::text[])
      OR EXISTS (SELECT 1 FROM assignment a WHERE a.person_id = u.id AND ${inside('$1::text[]')}))
    AND ($2::text IS NULL OR u.name ILIKE $2 OR u.email ILIKE $2)
    AND (($3::text IS NULL AND $4::text[] IS NULL) OR EXISTS (
      SELECT 1 FROM assignment a WHERE a.person_id = u.id AND ($3 IS NULL OR a.role = $3)
        AND ($4 IS NULL OR ${inside('$4::text[]')})))
    AND ($5::text IS NULL OR $5 = CASE WHEN u."disabledAt" IS NOT NULL THEN 'disabled'
      WHEN ${CAN_SIGN_IN} THEN 'active' ELSE 'invited' END)`;
  const count = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM auth."user" u WHERE ${fits}`,
    values,
  );
  const { rows } = await db.query<ListedPerson>(
    `SELECT ${COLUMNS},
       coalesce((SELECT jsonb_agg(jsonb_build_object('role', a.role, 'scope', a.scope) ORDER BY a.id)
                 FROM assignment a WHERE a.person_id = u.id), '[]') AS assignments
     FROM auth."user" u WHERE ${fits} ORDER BY lower(u.name), u.id OFFSET $6 LIMIT $7`,
    [...values, filter.offset, filter.limit],
  );
  return { people: rows, total: count.rows[0]!.total };
}

/** How many administrators of the nation, besides one person, can sign in. */
export async function countOtherAdministrators(
  db: Queryable,
  personId: string,
  { demonstration }: { demonstration: boolean },
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM auth."user" u
     WHERE u.id <> $1 AND u."disabledAt" IS NULL AND ($2 OR NOT u.demonstration) AND ${CAN_SIGN_IN}
       AND EXISTS (SELECT 1 FROM assignment a
                   WHERE a.person_id = u.id AND a.role = 'administrator' AND a.scope = 'national')`,
    [personId, demonstration],
  );
  return rows[0]!.count;
}

/** Administrators of the nation that are no account of a demonstration, the oldest first. */
export async function readAdministrators(db: Queryable): Promise<StoredPerson[]> {
  const { rows } = await db.query<StoredPerson>(
    `SELECT ${COLUMNS} FROM auth."user" u
     WHERE NOT u.demonstration AND EXISTS (
       SELECT 1 FROM assignment a WHERE a.person_id = u.id AND a.role = 'administrator' AND a.scope = 'national')
     ORDER BY u."createdAt", u.id`,
  );
  return rows;
}

/** What secures an account, and the newest link that has not been used. */
export async function readSecurity(
  db: Queryable,
  personId: string,
): Promise<{
  secondFactor: boolean;
  passkeys: number;
  sessions: number;
  link: { purpose: 'set-up' | 'invitation' | 'reset'; expiresAt: Date } | null;
}> {
  const { rows } = await db.query<{ secondFactor: boolean; passkeys: number; sessions: number }>(
    `SELECT EXISTS (SELECT 1 FROM auth."twoFactor" WHERE "userId" = $1 AND verified IS NOT FALSE)
              AND EXISTS (SELECT 1 FROM auth."user" WHERE id = $1 AND "twoFactorEnabled") AS "secondFactor",
            (SELECT count(*)::int FROM auth.passkey WHERE "userId" = $1) AS passkeys,
            (SELECT count(*)::int FROM auth."session" WHERE "userId" = $1 AND "expiresAt" > now()) AS sessions`,
    [personId],
  );
  const links = await db.query<{ purpose: 'set-up' | 'invitation' | 'reset'; expiresAt: Date }>(
    `SELECT purpose, expires_at AS "expiresAt" FROM invitation
     WHERE person_id = $1 AND used_at IS NULL ORDER BY created_at DESC LIMIT 1`,
    [personId],
  );
  return { ...rows[0]!, link: links.rows[0] ?? null };
}

/** Disables an account, ends its sessions and makes its links void; false where it was disabled before. */
export async function disablePerson(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE auth."user" SET "disabledAt" = now(), "updatedAt" = now() WHERE id = $1 AND "disabledAt" IS NULL',
    [id],
  );
  await endSessions(db, id);
  await db.query('DELETE FROM invitation WHERE person_id = $1 AND used_at IS NULL', [id]);
  return rowCount === 1;
}

/** Lets an account be used again; sessions begun in the meantime stay without effect. */
export async function enablePerson(db: Queryable, id: string): Promise<boolean> {
  await endSessions(db, id);
  const { rowCount } = await db.query(
    'UPDATE auth."user" SET "disabledAt" = NULL, "updatedAt" = now() WHERE id = $1 AND "disabledAt" IS NOT NULL',
    [id],
  );
  return rowCount === 1;
}

/** Ends every session of a person and answers how many there were. */
export async function endSessions(db: Queryable, id: string): Promise<number> {
  const { rowCount } = await db.query('DELETE FROM auth."session" WHERE "userId" = $1', [id]);
  return rowCount ?? 0;
}

/** Takes the second factor and the passkeys off an account; answers whether there was one and how many keys. */
export async function removeSecondFactor(
  db: Queryable,
  id: string,
): Promise<{ secondFactor: boolean; passkeys: number }> {
  const factors = await db.query('DELETE FROM auth."twoFactor" WHERE "userId" = $1', [id]);
  const keys = await db.query('DELETE FROM auth.passkey WHERE "userId" = $1', [id]);
  await db.query('UPDATE auth."user" SET "twoFactorEnabled" = false, "updatedAt" = now() WHERE id = $1', [
    id,
  ]);
  return { secondFactor: (factors.rowCount ?? 0) > 0, passkeys: keys.rowCount ?? 0 };
}

/** Takes back an account that could not be made whole. */
export async function deletePerson(db: Queryable, id: string): Promise<void> {
  await db.query('DELETE FROM auth."user" WHERE id = $1', [id]);
}

/** Names of people by id, of those that are there. */
export async function readNames(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; name: string }>(
    'SELECT id, name FROM auth."user" WHERE id = ANY ($1)',
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Lets changes to people follow one another until the transaction ends: each sees what the one before has done. */
export async function lockPeople(db: Queryable): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [7_301_002]);
}
