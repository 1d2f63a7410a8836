import type { DisplayKey } from '../../contract/displays.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';

/** An enrolled wall display, with what it last reported. */
export interface Display {
  id: string;
  name: string;
  scope: ScopeId;
  /** Path and query of the page it is to show. */
  page: string;
  locale: string;
  /** JWK of its ECDSA P-256 key; the private half never leaves the device. */
  publicKey: DisplayKey;
  enrolledBy: string;
  enrolledAt: Date;
  revokedAt: Date | null;
  lastSeenAt: Date | null;
  shownPage: string | null;
  version: string | null;
  freshness: string | null;
}

const COLUMNS = `id, name, scope, page, locale, public_key AS "publicKey", enrolled_by AS "enrolledBy",
  enrolled_at AS "enrolledAt", revoked_at AS "revokedAt", last_seen_at AS "lastSeenAt",
  shown_page AS "shownPage", version, freshness`;

export async function readDisplay(db: Queryable, id: string): Promise<Display | null> {
  const { rows } = await db.query<Display>({
    name: 'read-display',
    text: `SELECT ${COLUMNS} FROM display WHERE id::text = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The display with this key, revoked or not. */
export async function findDisplay(
  db: Queryable,
  publicKey: DisplayKey,
): Promise<Pick<Display, 'id' | 'revokedAt'> | null> {
  const { rows } = await db.query<Pick<Display, 'id' | 'revokedAt'>>(
    'SELECT id, revoked_at AS "revokedAt" FROM display WHERE public_key = $1::jsonb',
    [JSON.stringify(publicKey)],
  );
  return rows[0] ?? null;
}

/** Every display with the name of who enrolled it, those in use first, by name. */
export async function listDisplays(db: Queryable): Promise<(Display & { enroller: string | null })[]> {
  const { rows } = await db.query<Display & { enroller: string | null }>(
    `SELECT d.*, u.name AS enroller FROM (SELECT ${COLUMNS} FROM display) d
     LEFT JOIN auth."user" u ON u.id = d."enrolledBy"
     ORDER BY d."revokedAt" IS NOT NULL, d.name, d."enrolledAt"`,
  );
  return rows;
}

/** A display as it stands, held until the transaction ends. */
export async function lockDisplay(db: Queryable, id: string): Promise<Display | null> {
  const { rows } = await db.query<Display>(`SELECT ${COLUMNS} FROM display WHERE id::text = $1 FOR UPDATE`, [
    id,
  ]);
  return rows[0] ?? null;
}

export async function changeDisplay(
  db: Queryable,
  { id, name, scope, page, locale }: Pick<Display, 'id' | 'name' | 'scope' | 'page' | 'locale'>,
): Promise<void> {
  await db.query('UPDATE display SET name = $2, scope = $3, page = $4, locale = $5 WHERE id = $1', [
    id,
    name,
    scope,
    page,
    locale,
  ]);
}

export async function revokeDisplay(db: Queryable, id: string, by: string): Promise<void> {
  await db.query('UPDATE display SET revoked_at = now(), revoked_by = $2, challenge = NULL WHERE id = $1', [
    id,
    by,
  ]);
}

/** How long a challenge can be signed, s. */
const CHALLENGE_SECONDS = 60;

/**
 * The challenge a display is to sign: `fresh`, or the one it has while half of its time is left, so that whoever else
 * asks in its name cannot take it away. Null for a display that is revoked or not known.
 */
export async function openChallenge(db: Queryable, id: string, fresh: string): Promise<string | null> {
  const { rows } = await db.query<{ challenge: string }>({
    name: 'open-display-challenge',
    text: `UPDATE display SET
             challenge = CASE WHEN kept THEN challenge ELSE $2 END,
             challenge_expires_at =
               CASE WHEN kept THEN challenge_expires_at ELSE now() + make_interval(secs => $3) END
           FROM (SELECT id AS found, coalesce(challenge IS NOT NULL
                   AND challenge_expires_at > now() + make_interval(secs => $3 / 2), false) AS kept
                 FROM display WHERE id::text = $1 AND revoked_at IS NULL FOR UPDATE) AS present
           WHERE id = found RETURNING challenge`,
    values: [id, fresh, CHALLENGE_SECONDS],
  });
  return rows[0]?.challenge ?? null;
}

/** The challenge that can be signed now. */
export async function readChallenge(
  db: Queryable,
  id: string,
): Promise<{ publicKey: DisplayKey; challenge: string } | null> {
  const { rows } = await db.query<{ publicKey: DisplayKey; challenge: string }>({
    name: 'read-display-challenge',
    text: `SELECT public_key AS "publicKey", challenge FROM display
           WHERE id::text = $1 AND revoked_at IS NULL AND challenge IS NOT NULL AND challenge_expires_at > now()`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Uses a challenge up; false when that has been done already. */
export async function useChallenge(db: Queryable, id: string, challenge: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'use-display-challenge',
    text: `UPDATE display SET challenge = NULL
           WHERE id::text = $1 AND challenge = $2 AND challenge_expires_at > now() AND revoked_at IS NULL`,
    values: [id, challenge],
  });
  return rowCount === 1;
}

/** Notes a display's report; answers what it is to show, or null when it is revoked or not known. */
export async function noteReport(
  db: Queryable,
  id: string,
  report: { page: string; version: string; freshness: string },
): Promise<{ page: string; locale: string } | null> {
  const { rows } = await db.query<{ page: string; locale: string }>({
    name: 'note-display-report',
    text: `UPDATE display SET last_seen_at = now(), shown_page = $2, version = $3, freshness = $4
           WHERE id::text = $1 AND revoked_at IS NULL RETURNING page, locale`,
    values: [id, report.page, report.version, report.freshness],
  });
  return rows[0] ?? null;
}
