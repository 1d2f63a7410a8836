import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Auth } from './auth.ts';

/** A key as people may see it: never the key itself. */
export interface KeyView {
  id: string;
  /** Its first characters. */
  start: string | null;
  createdAt: Date;
  /** Null: it does not expire. */
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/** Keys of lodging systems: better-auth makes, hashes and checks them; a system may have several at once. */
export class Keys {
  readonly #auth: Auth;
  readonly #authPool: Pool;

  constructor(auth: Auth, authPool: Pool) {
    this.#auth = auth;
    this.#authPool = authPool;
  }

  /** Makes a key for a system; `key` is told this once and kept only as its hash. `days`: null for no expiry. */
  async issue(systemId: string, name: string, days: number | null): Promise<{ id: string; key: string }> {
    const { id, key } = await this.#auth.api.createApiKey({
      body: { userId: systemId, name: name.slice(0, 32), ...(days !== null && { expiresIn: days * 86_400 }) },
    });
    return { id, key };
  }

  /** The keys of a system that work, the newest first. */
  async list(systemId: string): Promise<KeyView[]> {
    const { rows } = await this.#authPool.query<KeyView>(
      `SELECT id, start, "createdAt", "expiresAt", "lastRequest" AS "lastUsedAt" FROM apikey
       WHERE "referenceId" = $1 AND ("expiresAt" IS NULL OR "expiresAt" > now()) ORDER BY "createdAt" DESC`,
      [systemId],
    );
    return rows;
  }

  /** Lets a system's other keys end within `hours`, so that a new one can take over without a gap. */
  async endOthers(systemId: string, keptId: string, hours: number): Promise<void> {
    await this.#authPool.query(
      `UPDATE apikey SET "expiresAt" = least("expiresAt", now() + make_interval(secs => $3)), "updatedAt" = now()
       WHERE "referenceId" = $1 AND id <> $2`,
      [systemId, keptId, hours * 3600],
    );
  }

  /** Ends a key at once; false where the system has no such key. */
  async revoke(systemId: string, keyId: string): Promise<boolean> {
    const { rowCount } = await this.#authPool.query(
      'DELETE FROM apikey WHERE "referenceId" = $1 AND id = $2',
      [systemId, keyId],
    );
    return rowCount === 1;
  }
}
