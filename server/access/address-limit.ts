import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** Too many requests; they may go on after `retryAfterSeconds`. */
export class TooManyRequestsError extends Error {
  override name = 'TooManyRequestsError';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Bounds what one client address may ask of this server. */
export class AddressLimit {
  readonly #limiter: RateLimiterMemory;

  constructor({ points, seconds }: { points: number; seconds: number }) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds });
  }

  /** Counts a request; throws TooManyRequestsError where there were too many. */
  async take(address: string | undefined): Promise<void> {
    await this.#limiter.consume(address ?? 'unknown').catch((refused: RateLimiterRes | Error) => {
      if (refused instanceof Error) throw refused;
      throw new TooManyRequestsError(
        'too many requests from this address',
        Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      );
    });
  }
}
