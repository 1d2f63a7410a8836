import { createHash } from 'node:crypto';
import { APIError } from 'better-auth/api';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Pool } from '../../shared/platform/db/pool.ts';

/** Wrong passwords in a row, for one account whoever sends them, that lock it, and for how long, s. */
export const FAILURES_THAT_LOCK = 10;
export const LOCKED_SECONDS = 900;

/** Counts wrong passwords by account in the database, and locks the account after too many. */
export class LockOut {
  readonly #failures: RateLimiterPostgres;

  constructor(authPool: Pool) {
    this.#failures = new RateLimiterPostgres({
      storeClient: authPool,
      storeType: 'pool',
      schemaName: 'auth',
      tableName: 'sign_in_failure',
      tableCreated: true,
      keyPrefix: '',
      points: FAILURES_THAT_LOCK,
      duration: LOCKED_SECONDS,
    });
  }

  /** Throws where the account is locked. An address without an account is locked alike, so that nothing is told. */
  async refuseLocked(email: string): Promise<void> {
    const failures = await this.#failures.get(keyOf(email));
    if (failures === null || failures.consumedPoints < FAILURES_THAT_LOCK) return;
    const minutes = Math.max(1, Math.ceil(failures.msBeforeNext / 60_000));
    throw APIError.from('TOO_MANY_REQUESTS', {
      code: 'ACCOUNT_LOCKED',
      message: `Too many wrong passwords: try again in ${minutes} min`,
    });
  }

  /** Counts a wrong password; true where this is the one that locks the account. */
  async countFailure(email: string): Promise<boolean> {
    const key = keyOf(email);
    const failures = await this.#failures.consume(key).catch((refused: RateLimiterRes | Error) => {
      if (refused instanceof Error) throw refused;
      return refused;
    });
    if (failures.consumedPoints !== FAILURES_THAT_LOCK) return false;
    // From the last failure on: the time that is counted in began with the first.
    await this.#failures.block(key, LOCKED_SECONDS);
    return true;
  }

  /** Forgets the wrong passwords of an account. */
  async forgive(email: string): Promise<void> {
    await this.#failures.delete(keyOf(email));
  }
}

/** Addresses are not kept in the table of failures, only what they hash to. */
function keyOf(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
}
