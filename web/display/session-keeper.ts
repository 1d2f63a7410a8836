import type { DisplaySession } from '../../shared/contract/displays.ts';

/** Part of a session's life after which it is renewed. */
const RENEW_AT = 0.75;

const RETRY_MS = 2_000;
const RETRY_MAX_MS = 30_000;

/** A session lost this soon after it was had is not asked for again at once: something else is wrong. */
const LEAST_LIFE_MS = 5_000;

export interface KeeperDeps {
  /** Proves that this device holds its key. */
  prove: () => Promise<DisplaySession>;
  /** True for an error that says that this device is no display any more. */
  isGone: (error: unknown) => boolean;
  onProved: (session: DisplaySession) => void;
  onGone: () => void;
  monotonicNow: () => number;
  random: () => number;
}

/** Keeps a display's session: one at the start, the next well before it ends, and another whenever it is lost. */
export class SessionKeeper {
  readonly #deps: KeeperDeps;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #proving = false;
  #stopped = false;
  #failures = 0;
  #provedAt: number | null = null;

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
    void this.#prove();
  }

  /** The server knows this display no more, or may do so: it proves itself again. */
  lost(): void {
    if (this.#proving || this.#stopped || this.#failures > 0) return;
    const age = this.#provedAt === null ? Infinity : this.#deps.monotonicNow() - this.#provedAt;
    if (age >= LEAST_LIFE_MS) void this.#prove();
    else this.#after(LEAST_LIFE_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Jittered: after a restart of the server all displays ask at once. */
  #after(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#prove(), delayMs * (0.5 + this.#deps.random() / 2));
  }

  async #prove(): Promise<void> {
    clearTimeout(this.#timer);
    this.#proving = true;
    try {
      const session = await this.#deps.prove();
      if (this.#stopped) return;
      this.#failures = 0;
      this.#provedAt = this.#deps.monotonicNow();
      this.#after(session.seconds * 1000 * RENEW_AT);
      this.#deps.onProved(session);
    } catch (error) {
      if (this.#stopped) return;
      if (this.#deps.isGone(error)) {
        this.stop();
        this.#deps.onGone();
        return;
      }
      this.#after(Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** this.#failures));
      this.#failures += 1;
    } finally {
      this.#proving = false;
    }
  }
}
