import type { DisplayKey } from '../../contract/displays.ts';
import { CODE_SECONDS } from '../../domain/display/enrolment-code.ts';
import type { Queryable } from '../db/pool.ts';
import type { Display } from './display.store.ts';

/** A key that waits for its code to be confirmed. */
export interface Enrolment {
  publicKey: DisplayKey;
  /** Whole seconds left; 0 or less: the code is too old. */
  seconds: number;
  /** The display it has become. */
  displayId: string | null;
}

/**
 * Gives a key a code in place of the one it had; answers its life in s, or null where `most` keys wait already. A code
 * that is taken is a unique violation.
 */
export async function openEnrolment(
  db: Queryable,
  { publicKey, code, most }: { publicKey: DisplayKey; code: string; most: number },
): Promise<number | null> {
  await db.query('DELETE FROM display_enrolment WHERE expires_at <= now()');
  const { rowCount } = await db.query(
    `INSERT INTO display_enrolment (code, public_key, expires_at)
     SELECT $1, $2::jsonb, now() + make_interval(secs => $3)
     WHERE (SELECT count(*) FROM display_enrolment WHERE public_key <> $2::jsonb) < $4
     ON CONFLICT (public_key) DO UPDATE SET code = $1, created_at = now(), expires_at = excluded.expires_at`,
    [code, JSON.stringify(publicKey), CODE_SECONDS, most],
  );
  return rowCount === 1 ? CODE_SECONDS : null;
}

export async function readEnrolment(db: Queryable, code: string): Promise<Enrolment | null> {
  const { rows } = await db.query<Enrolment>({
    name: 'read-display-enrolment',
    text: `SELECT public_key AS "publicKey", display_id AS "displayId",
             floor(extract(epoch FROM expires_at - now()))::int AS seconds
           FROM display_enrolment WHERE code = $1`,
    values: [code],
  });
  return rows[0] ?? null;
}

/** Makes the key that shows `code` a display; answers its id, or null where no code like it can be confirmed. */
export async function confirmEnrolment(
  db: Queryable,
  code: string,
  display: Pick<Display, 'name' | 'scope' | 'page' | 'locale' | 'enrolledBy'>,
): Promise<string | null> {
  const { rows } = await db.query<{ public_key: DisplayKey }>(
    `SELECT public_key FROM display_enrolment
     WHERE code = $1 AND expires_at > now() AND display_id IS NULL FOR UPDATE`,
    [code],
  );
  if (rows[0] === undefined) return null;
  const added = await db.query<{ id: string }>(
    `WITH added AS (
       INSERT INTO display (name, scope, page, locale, public_key, enrolled_by)
       VALUES ($2, $3, $4, $5, $6::jsonb, $7) RETURNING id)
     UPDATE display_enrolment SET display_id = added.id FROM added WHERE code = $1 RETURNING added.id`,
    [
      code,
      display.name,
      display.scope,
      display.page,
      display.locale,
      JSON.stringify(rows[0].public_key),
      display.enrolledBy,
    ],
  );
  return added.rows[0]!.id;
}
