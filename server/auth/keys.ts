import type { KeyView } from '../../shared/contract/lodging-systems.ts';
import type { Queryable } from '../../shared/platform/db/pool.ts';
import type { Auth } from './auth.ts';

interface KeyRow {
  id: string;
  systemId: string;
  start: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/**
 * Keys of lodging systems: better-auth makes, hashes and checks them; a system may have several at once. What is
 * changed here can be changed in one transaction with what goes with it, so it asks for the connection.
 */
export class Keys {
  readonly #auth: Auth;

  constructor(auth: Auth) {
    this.#auth = auth;
  }

  /** Makes a key for a system; `key` is told this once and kept only as its hash. `days`: null for no expiry. */
  async issue(systemId: string, name: string, days: number | null): Promise<{ id: string; key: string }> {
    const { id, key } = await this.#auth.api.createApiKey({
      body: { userId: systemId, name: name.slice(0, 32), ...(days !== null && { expiresIn: days * 86_400 }) },
    });
    return { id, key };
  }

  /** The keys of systems that work, by system, the newest first. */
  async list(db: Queryable, systemIds: readonly string[]): Promise<Map<string, KeyView[]>> {
    const { rows } = await db.query<KeyRow>(
      `SELECT id, start, "referenceId" AS "systemId", "createdAt", "expiresAt", "lastRequest" AS "lastUsedAt"
       FROM auth.apikey
       WHERE "referenceId" = ANY ($1) AND ("expiresAt" IS NULL OR "expiresAt" > now())
       ORDER BY "createdAt" DESC, id`,
      [systemIds],
    );
    const keys = new Map<string, KeyView[]>(systemIds.map((id) => [id, []]));
    for (const { systemId, id, start, createdAt, expiresAt, lastUsedAt } of rows) {
      keys.get(systemId)!.push({
        id,
        start,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      });
    }
    return keys;
  }

  /** Lets a system's other keys end within `hours`, so that a new one can take over without a gap; how many. */
  async endOthers(db: Queryable, systemId: string, keptId: string, hours: number): Promise<number> {
    const { rowCount } = await db.query(
      `UPDATE auth.apikey
       SET "expiresAt" = least("expiresAt", now() + make_interval(secs => $3)), "updatedAt" = now()
       WHERE "referenceId" = $1 AND id <> $2 AND ("expiresAt" IS NULL OR "expiresAt" > now())`,
      [systemId, keptId, hours * 3600],
    );
    return rowCount ?? 0;
  }

  /** Ends a key at once; its first characters, or null where the system has no such key. */
  async revoke(db: Queryable, systemId: string, keyId: string): Promise<{ start: string | null } | null> {
    const { rows } = await db.query<{ start: string | null }>(
      'DELETE FROM auth.apikey WHERE "referenceId" = $1 AND id = $2 RETURNING start',
      [systemId, keyId],
    );
    return rows[0] ?? null;
  }
}
