import { BackTestError } from './back-test-error.ts';

/** Back-tests under way at once: each uses all the cores there are. */
const AT_ONCE = 2;

/** Those that may wait beside. */
const WAITING = 8;

/** Lets few back-tests run at once, and one for each person: a new one ends the one before. */
export class Turns {
  readonly #ofPerson = new Map<string, AbortController>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * Runs `work` in its turn; `signal` aborts when `gone` does or the person asks again. Throws BackTestError where it is
   * superseded or too many wait; what `work` throws after it was aborted is not told.
   */
  async take<T>(person: string, gone: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#ofPerson.get(person)?.abort();
    const own = new AbortController();
    this.#ofPerson.set(person, own);
    const signal = AbortSignal.any([own.signal, gone]);
    try {
      await this.#wait(signal);
      try {
        return await work(signal);
      } finally {
        this.#running--;
        this.#waiting.shift()?.();
      }
    } catch (error) {
      if (signal.aborted)
        throw new BackTestError('superseded', 'another back-test was asked for', { cause: error });
      throw error;
    } finally {
      if (this.#ofPerson.get(person) === own) this.#ofPerson.delete(person);
    }
  }

  async #wait(signal: AbortSignal): Promise<void> {
    while (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= WAITING) {
        throw new BackTestError(
          'too-many-back-tests',
          'too many back-tests are under way; try again shortly',
        );
      }
      await new Promise<void>((resolve, reject) => {
        const next = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          this.#waiting.splice(this.#waiting.indexOf(next), 1);
          reject(signal.reason as Error);
        };
        this.#waiting.push(next);
        signal.addEventListener('abort', leave, { once: true });
      });
    }
    signal.throwIfAborted();
    this.#running++;
  }
}
