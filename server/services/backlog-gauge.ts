import type { Queryable } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { readBacklog } from '../../shared/platform/stores/intake.store.ts';

/** Intake takes nothing more in for now. */
export class BacklogFullError extends Error {
  override name = 'BacklogFullError';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too many accepted declarations wait for their decision');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** This server stops; what it has not answered is sent again, to the next one. */
export class StoppingError extends Error {
  override name = 'StoppingError';

  constructor() {
    super('the server is stopping; send the delivery again');
  }
}

/** Between two looks whether there is room again. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 100));

/** Knows how many accepted declarations wait for their decision, over all servers, and holds intake to the limit. */
export class BacklogGauge {
  readonly limit: number;
  readonly #db: Queryable;
  readonly #log: Logger;
  #waiting: number | null = null;
  #oldestSeconds = 0;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(db: Queryable, limit: number, log: Logger) {
    this.#db = db;
    this.limit = limit;
    this.#log = log;
  }

  /** Declarations that wait; null before the first reading and while the database cannot be read. */
  get waiting(): number | null {
    return this.#waiting;
  }

  /** Age of the oldest undecided batch, s. */
  get oldestSeconds(): number {
    return this.#oldestSeconds;
  }

  async start(): Promise<void> {
    await this.#read();
    const again = async () => {
      await this.#read();
      if (!this.#stopped) this.#timer = setTimeout(again, 500);
    };
    this.#timer = setTimeout(again, 500);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Counts what this server has just accepted, until the next reading has it. */
  add(count: number): void {
    if (this.#waiting !== null) this.#waiting += count;
  }

  /** Throws while the backlog is over its limit. */
  check(): void {
    if (this.#waiting !== null && this.#waiting >= this.limit) throw new BacklogFullError(2);
  }

  /** Holds a delivery that is under way until there is room again; ends it when the server stops. */
  async room(): Promise<void> {
    while (!this.#stopped && this.#waiting !== null && this.#waiting >= this.limit) await pause();
    if (this.#stopped) throw new StoppingError();
  }

  async #read(): Promise<void> {
    try {
      const backlog = await readBacklog(this.#db);
      this.#waiting = backlog.declarations;
      this.#oldestSeconds = backlog.oldestSeconds;
    } catch (error) {
      this.#waiting = null;
      this.#log.warn({ err: error }, 'the backlog could not be read');
    }
  }
}
