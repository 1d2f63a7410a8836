import type { DuckDBConnection } from '@duckdb/node-api';
import { readInLots, type DecidedBatch } from '../../../shared/platform/archive/decided.ts';
import { createStaging, Stager, type StagingTables } from '../../../shared/platform/archive/staging.ts';
import type { Queryable } from '../../../shared/platform/db/pool.ts';

/** Ids of what is not archived begin here: above those of every chunk, below what JavaScript counts exactly to. */
export const TAIL_IDS = 2 ** 52;

/** Declarations read between two breaths of the server. */
const LOT = 200;

/** The declarations that are decided and not archived, in tables of DuckDB: each is read from Postgres once. */
export class Tail {
  readonly #connection: DuckDBConnection;
  readonly #held = new Set<string>();
  #generation = 0;
  #nextId = TAIL_IDS;
  #tables: StagingTables | null = null;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** Makes the tables hold exactly these batches; answers their names, which change when batches have left. */
  async hold(
    db: Queryable,
    batches: readonly DecidedBatch[],
  ): Promise<{ tables: StagingTables; left: boolean }> {
    const wanted = new Set(batches.map(({ id }) => id));
    const left = [...this.#held].some((id) => !wanted.has(id));
    if (this.#tables === null || left) await this.#begin(wanted);
    const tables = this.#tables!;
    const missing = batches.filter(({ id }) => !this.#held.has(id));
    if (missing.length > 0) {
      const stager = await Stager.open(this.#connection, tables, this.#nextId);
      try {
        for await (const declarations of readInLots(db, missing, LOT)) stager.add(declarations);
      } finally {
        stager.close();
      }
      this.#nextId = stager.nextId;
      for (const { id } of missing) this.#held.add(id);
    }
    return { tables, left };
  }

  /** Tables of a new generation with what is kept of the old one; statements under way still see the old one. */
  async #begin(wanted: ReadonlySet<string>): Promise<void> {
    const old = this.#tables;
    const generation = ++this.#generation;
    const tables = { headers: `tail_headers_${generation}`, items: `tail_items_${generation}` };
    await createStaging(this.#connection, tables);
    for (const id of this.#held) if (!wanted.has(id)) this.#held.delete(id);
    if (old !== null) {
      for (const kind of ['headers', 'items'] as const) {
        if (this.#held.size > 0) {
          await this.#connection.run(
            `INSERT INTO ${tables[kind]} SELECT * FROM ${old[kind]} WHERE batch IN (${[...this.#held].join(', ')})`,
          );
        }
        await this.#connection.run(`DROP TABLE ${old[kind]}`);
      }
    }
    this.#tables = tables;
  }
}
