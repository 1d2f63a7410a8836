import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequestsError } from './address-limit.ts';

/** Bounds how many wrong codes one person may try; right ones cost nothing. */
export class WrongCodeLimit {
  readonly #limiter: RateLimiterMemory;

  constructor({ wrong, seconds }: { wrong: number; seconds: number }) {
    this.#limiter = new RateLimiterMemory({ points: wrong, duration: seconds });
  }

  /** Runs `attempt`, which answers null for a wrong code; throws TooManyRequestsError after too many of them. */
  async count<T>(personId: string, attempt: () => Promise<T | null>): Promise<T | null> {
    // Counted before, so that attempts at the same moment are as many as they are.
    await this.#limiter.consume(personId).catch((refused: RateLimiterRes | Error) => {
      if (refused instanceof Error) throw refused;
      throw new TooManyRequestsError(
        'too many wrong codes',
        Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      );
    });
    let wrong = false;
    try {
      const result = await attempt();
      wrong = result === null;
      return result;
    } finally {
      if (!wrong) await this.#limiter.reward(personId);
    }
  }
}
