/** Set-up was left because a stop was asked for. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Something that must be stopped in the end. */
export interface Stoppable {
  name: string;
  stop(): Promise<unknown>;
  /** Ends it at once. */
  hasten(): void;
}

/** What must be stopped, in the reverse order of its start; asked for once, hastened when asked for again. */
export class Teardown {
  /** Resolves when a stop is asked for. */
  readonly requested: Promise<void>;
  /** Aborts when a stop is asked for. */
  readonly signal: AbortSignal;
  /** Why all stops, where that is a fault. */
  failure: unknown;
  readonly #controller = new AbortController();
  readonly #say: (line: string) => void;
  /** Groups in the order of their start; a group stops as one. */
  readonly #groups: Stoppable[][] = [];

  constructor(say: (line: string) => void) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.requested = promise;
    this.signal = this.#controller.signal;
    this.signal.addEventListener('abort', () => resolve());
    this.#say = say;
  }

  /** Asks for a stop; the second time everything is ended at once. */
  request(): void {
    if (this.signal.aborted) {
      this.#say('Stopping at once …');
      for (const member of this.#groups.flat()) member.hasten();
      return;
    }
    this.#controller.abort();
  }

  /** Asks for a stop because of a fault; the first one counts. */
  fail(failure: unknown): void {
    this.failure ??= failure;
    if (!this.signal.aborted) this.request();
  }

  /** Leaves the set-up where a stop was asked for. */
  check(): void {
    if (this.signal.aborted) throw new Stopped();
  }

  add(...group: Stoppable[]): void {
    this.#groups.push(group);
  }

  /** Stops everything, the last started first. */
  async run(): Promise<void> {
    if (this.#groups.length === 0) return;
    this.#say('Stopping …');
    for (let group = this.#groups.at(-1); group !== undefined; group = this.#groups.at(-1)) {
      await Promise.all(group.map((member) => member.stop()));
      this.#say(`✔ ${group.map((member) => member.name).join(', ')} stopped`);
      this.#groups.pop();
    }
  }
}
