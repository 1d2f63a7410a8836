import { RateLimiterMemory, RateLimiterRedis, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import type { Caller } from './caller.ts';
import { TooManyRequestsError } from './address-limit.ts';

const WINDOW_SECONDS = 60;

/** Longest time that a system pays for what it lodged beyond its limit, s. */
const LONGEST_DEBT_SECONDS = 86_400;

/**
 * Declarations that a lodging system may lodge a minute, as its administrator has set it. A delivery that begins while
 * there is budget is taken whole and charged with what it held; what it held beyond the limit is a debt, and until
 * that is over the system's deliveries are refused. Servers share the account in Redis; without it each keeps its own.
 */
export class IntakeLimit {
  readonly #accounts: RateLimiterAbstract;

  constructor(redis: Redis | null) {
    // Points are each system's own, so the limiter only counts.
    const options = { points: 1, duration: WINDOW_SECONDS, keyPrefix: 'tidewaiter:intake' };
    const own = new RateLimiterMemory(options);
    this.#accounts =
      redis === null ? own : new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: own });
  }

  /** Throws TooManyRequestsError while the caller's budget is used up. */
  async admit({ identity }: Caller): Promise<void> {
    if (identity.kind !== 'machine' || identity.declarationsPerMinute === null) return;
    const account = await this.#accounts.get(identity.id);
    if (account === null || account.msBeforeNext <= 0) return;
    if (account.consumedPoints < identity.declarationsPerMinute) return;
    throw new TooManyRequestsError(
      `this lodging system may lodge ${identity.declarationsPerMinute} declarations a minute`,
      Math.max(1, Math.ceil(account.msBeforeNext / 1000)),
    );
  }

  /** Charges the caller with declarations that a delivery held. */
  async charge({ identity }: Caller, declarations: number): Promise<void> {
    if (identity.kind !== 'machine' || identity.declarationsPerMinute === null) return;
    const limit = identity.declarationsPerMinute;
    const account = await this.#accounts.penalty(identity.id, declarations);
    const before = account.consumedPoints - declarations;
    const debt = account.consumedPoints - Math.max(before, limit);
    if (debt <= 0) return;
    const seconds = account.msBeforeNext / 1000 + (debt / limit) * WINDOW_SECONDS;
    await this.#accounts.set(
      identity.id,
      account.consumedPoints,
      Math.ceil(Math.min(seconds, LONGEST_DEBT_SECONDS)),
    );
  }

  /** The same delivery, whose declarations are charged as they are read; at least one, for it cost as much. */
  async *metered<T>(caller: Caller, delivery: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
    let uncharged = 0;
    let total = 0;
    try {
      for await (const one of delivery) {
        total++;
        uncharged++;
        if (uncharged === STEP) {
          uncharged = 0;
          await this.charge(caller, STEP);
        }
        yield one;
      }
    } finally {
      const rest = total === 0 ? 1 : uncharged;
      if (rest > 0) await this.charge(caller, rest);
    }
  }
}

/** Declarations of a delivery after which it is charged, so that long ones count before they end. */
const STEP = 1000;
