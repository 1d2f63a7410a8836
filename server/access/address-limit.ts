import { isIP } from 'node:net';
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
    await this.#limiter.consume(keyOf(address)).catch((refused: RateLimiterRes | Error) => {
      throw refused instanceof Error ? refused : tooMany(refused);
    });
  }

  /** Throws TooManyRequestsError where too many were noted; counts nothing. */
  async check(address: string | undefined): Promise<void> {
    const counted = await this.#limiter.get(keyOf(address));
    if (counted !== null && counted.consumedPoints >= this.#limiter.points) throw tooMany(counted);
  }

  /** Counts something that has happened. */
  async note(address: string | undefined): Promise<void> {
    await this.#limiter.penalty(keyOf(address));
  }
}

/** Whoever has one address of IPv6 has all of its network (/64): they count as one. */
function keyOf(address = 'unknown'): string {
  if (isIP(address) !== 6) return address;
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [left = [], right = []] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function tooMany({ msBeforeNext }: RateLimiterRes): TooManyRequestsError {
  return new TooManyRequestsError(
    'too many requests from this address',
    Math.max(1, Math.ceil(msBeforeNext / 1000)),
  );
}
