import type { Queryable } from '../db/pool.ts';

/** A session that has not ended; its token stays in the database. */
export interface StoredSession {
  id: string;
  createdAt: Date;
  updatedAt: Date;
  expiresAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
  method: string;
}

/** How old the note of a session's last use may be, ms. */
const NOTED_WITHIN_MS = 5 * 60_000;

/** The sessions of a person that hold now, the last used first. */
export async function listSessions(db: Queryable, personId: string): Promise<StoredSession[]> {
  const { rows } = await db.query<StoredSession>(
    `SELECT id, "createdAt", "updatedAt", "expiresAt", "ipAddress", "userAgent", method
     FROM auth.session WHERE "userId" = $1 AND "expiresAt" > now() ORDER BY "updatedAt" DESC, id`,
    [personId],
  );
  return rows;
}

/** Ends one session of a person; false where they have no such session. */
export async function endSession(db: Queryable, personId: string, sessionId: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM auth.session WHERE "userId" = $1 AND id = $2', [
    personId,
    sessionId,
  ]);
  return rowCount === 1;
}

/** Ends the sessions of a person but one; answers how many there were. */
export async function endOtherSessions(db: Queryable, personId: string, keptId: string): Promise<number> {
  const { rowCount } = await db.query(
    'DELETE FROM auth.session WHERE "userId" = $1 AND id <> $2 AND "expiresAt" > now()',
    [personId, keptId],
  );
  return rowCount ?? 0;
}

/** Notes that a session is in use, every few minutes; answers at once where that has just been noted. */
export async function noteUse(
  db: Queryable,
  session: { id: string; updatedAt: Date },
  now: Date,
): Promise<void> {
  if (now.getTime() - session.updatedAt.getTime() < NOTED_WITHIN_MS) return;
  await db.query('UPDATE auth.session SET "updatedAt" = now() WHERE id = $1', [session.id]);
}
