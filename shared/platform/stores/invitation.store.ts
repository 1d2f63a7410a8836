import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../db/pool.ts';

export type LinkPurpose = 'set-up' | 'invitation' | 'reset';

/** How long a link works, h. */
export const LINK_HOURS: Record<LinkPurpose, number> = { 'set-up': 24, invitation: 7 * 24, reset: 24 };

/** A link that works: whom it is for and what for. */
export interface OpenLink {
  personId: string;
  purpose: LinkPurpose;
  name: string;
  email: string;
  expiresAt: Date;
}

/** Makes a new link for a person, in place of those not used; answers its token, which is kept nowhere. */
export async function issueLink(
  db: Queryable,
  link: { personId: string; purpose: LinkPurpose; createdBy: string },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.query(
    `WITH replaced AS (DELETE FROM invitation WHERE person_id = $2 AND used_at IS NULL)
     INSERT INTO invitation (token_hash, person_id, purpose, created_by, expires_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
    [hashOf(token), link.personId, link.purpose, link.createdBy, LINK_HOURS[link.purpose]],
  );
  return token;
}

/** The link of a token; null where there is none, it is used or too old, or the account is disabled. */
export async function readOpenLink(db: Queryable, token: string): Promise<OpenLink | null> {
  const { rows } = await db.query<OpenLink>(
    `SELECT i.person_id AS "personId", i.purpose, i.expires_at AS "expiresAt", u.name, u.email
     FROM invitation i JOIN auth."user" u ON u.id = i.person_id
     WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.expires_at > now() AND u."disabledAt" IS NULL`,
    [hashOf(token)],
  );
  return rows[0] ?? null;
}

/** Marks a link used; false when somebody else has been faster. */
export async function useLink(db: Queryable, token: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE invitation SET used_at = now() WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()',
    [hashOf(token)],
  );
  return rowCount === 1;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
