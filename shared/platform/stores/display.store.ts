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
  publicKey: JsonWebKey;
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
