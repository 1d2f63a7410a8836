import { createHash } from 'node:crypto';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Pool } from '../../shared/platform/db/pool.ts';

/** Longer than a code of an authenticator app is accepted, with the periods before and after its own, s. */
const REMEMBERED_SECONDS = 120;

/** Lets each code of an authenticator app count once (RFC 6238, 5.2), whichever server it is sent to. */
export class SpentCodes {
  readonly #spent: RateLimiterPostgres;

  constructor(authPool: Pool) {
    this.#spent = new RateLimiterPostgres({
      storeClient: authPool,
      storeType: 'pool',
      schemaName: 'auth',
      tableName: 'sign_in_failure',
      tableCreated: true,
      keyPrefix: 'code',
      points: 1,
      duration: REMEMBERED_SECONDS,
    });
  }

  /** Notes a code as used; false where it had been before. */
  async spend(userId: string, code: string): Promise<boolean> {
    const key = createHash('sha256').update(`${userId}:${code}`).digest('base64url');
    return this.#spent.consume(key).then(
      () => true,
      (refused: RateLimiterRes | Error) => {
        if (refused instanceof Error) throw refused;
        return false;
      },
    );
  }
}
