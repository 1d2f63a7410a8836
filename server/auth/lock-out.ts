import { createHash } from 'node:crypto';
import { APIError } from 'better-auth/api';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Pool } from '../../shared/platform/db/pool.ts';

/** Wrong passwords in a row, for one account whoever sends them, that lock it, and for how long, s. */
export const FAILURES_THAT_LOCK = 10;
export const LOCKED_SECONDS = 900;

/** How an attempt came out; `open`: no password was looked at, or it counts for nothing. */
export type AttemptOutcome = 'right' | 'wrong' | 'open';

/** Counts wrong passwords by account in the database, and locks the account after too many. */
export class LockOut {
  readonly #failures: RateLimiterPostgres;
  /** Attempts under way by their requests: the account, and how many have been counted with this one. */
  readonly #attempts = new WeakMap<object, { key: string; count: number }>();

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

  /**
   * Counts an attempt before its password is looked at, so that attempts at the same moment are as many as they are.
   * Throws where the account is locked. An address without an account is locked alike, so that nothing is told.
   */
  async begin(request: object, email: string): Promise<void> {
    const key = keyOf(email);
    const { consumedPoints: count } = await this.#failures
      .consume(key)
      .catch((refused: RateLimiterRes | Error) => {
        throw refused instanceof Error ? refused : locked(refused);
      });
    this.#attempts.set(request, { key, count });
  }

  /** Ends an attempt, if there was one; true where it was the wrong one that locks the account. */
  async end(request: object, outcome: AttemptOutcome): Promise<boolean> {
    const attempt = this.#attempts.get(request);
    if (attempt === undefined) return false;
    this.#attempts.delete(request);
    if (outcome === 'right') await this.#failures.delete(attempt.key);
    if (outcome === 'open') await this.#failures.reward(attempt.key);
    if (outcome !== 'wrong' || attempt.count !== FAILURES_THAT_LOCK) return false;
    // From the last failure on: the time that is counted in began with the first.
    await this.#failures.block(attempt.key, LOCKED_SECONDS);
    return true;
  }

  /** Forgets the wrong passwords of an account. */
  async forgive(email: string): Promise<void> {
    await this.#failures.delete(keyOf(email));
  }
}

function locked({ msBeforeNext }: RateLimiterRes): APIError {
  const minutes = Math.max(1, Math.ceil(msBeforeNext / 60_000));
  return APIError.from('TOO_MANY_REQUESTS', {
    code: 'ACCOUNT_LOCKED',
    message: `Too many wrong passwords: try again in ${minutes} min`,
  });
}

/** Addresses are not kept in the table of failures, only what they hash to. */
function keyOf(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
}
