import type { Queryable } from './pool.ts';

/** UTC day of an instant, as `YYYY-MM-DD`. */
export function utcDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** Makes the partitions of the day of `from` and of `days` days after it. */
export async function preparePartitions(db: Queryable, from: Date, days: number): Promise<void> {
  await db.query('SELECT prepare_partitions($1::date + i) FROM generate_series(0, $2::int) AS i', [
    utcDay(from),
    days,
  ]);
}

/** Remembers which days have partitions, so that a batch of any day always finds its own. */
export class PartitionKeeper {
  readonly #ready = new Set<string>();
  readonly #db: Queryable;

  constructor(db: Queryable) {
    this.#db = db;
  }

  async ensure(receivedAt: Date): Promise<void> {
    const day = utcDay(receivedAt);
    if (this.#ready.has(day)) return;
    await preparePartitions(this.#db, receivedAt, 0);
    this.#ready.add(day);
  }
}
