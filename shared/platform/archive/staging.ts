import {
  BIGINT,
  DuckDBDataChunk,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { GoodsItem } from '../../domain/declaration.ts';
import { Frame } from '../../domain/targeting/facts.ts';
import { parseInstant } from '../../domain/targeting/instant.ts';
import { HEADER_COLUMNS, ITEM_COLUMNS, type ArchiveColumn } from './columns.ts';
import type { DecidedDeclaration } from './decided.ts';
import { identifier } from './sql-text.ts';

/** Rows of one chunk of DuckDB's vectors. */
const VECTOR = 2048;

/** Types of the batch and of the id. */
const KEY = [BIGINT, BIGINT];

/** Names of two tables of DuckDB in the archive's columns, with the batch of each row beside them. */
export interface StagingTables {
  headers: string;
  items: string;
}

/** Makes the two tables, empty. */
export async function createStaging(connection: DuckDBConnection, tables: StagingTables): Promise<void> {
  const create = (table: string, columns: readonly ArchiveColumn[]) =>
    connection.run(
      `CREATE TABLE ${table} (batch BIGINT, id BIGINT, ${columns
        .map(({ name, type }) => `${identifier(name)} ${type.toString()}`)
        .join(', ')})`,
    );
  await create(tables.headers, HEADER_COLUMNS);
  await create(tables.items, ITEM_COLUMNS);
}

/**
 * Takes declarations into the two tables, where they are seen once `close` is called: ending an append costs
 * milliseconds, so that many lots share one.
 */
export class Stager {
  readonly #headers: Rows;
  readonly #items: Rows;
  readonly #frame = new Frame();
  #nextId: number;

  private constructor(headers: Rows, items: Rows, firstId: number) {
    this.#headers = headers;
    this.#items = items;
    this.#nextId = firstId;
  }

  /** Declarations get the ids from `firstId` on. */
  static async open(connection: DuckDBConnection, tables: StagingTables, firstId: number): Promise<Stager> {
    return new Stager(
      new Rows(await connection.createAppender(tables.headers), HEADER_COLUMNS),
      new Rows(await connection.createAppender(tables.items), ITEM_COLUMNS),
      firstId,
    );
  }

  /** Id of the next declaration. */
  get nextId(): number {
    return this.#nextId;
  }

  /**
   * Takes declarations as the matcher reads them. Throws where a fact is not of the kind its field promises: what the
   * matcher cannot read is archived as nothing else.
   */
  add(declarations: readonly DecidedDeclaration[]): void {
    const frame = this.#frame;
    for (const decided of declarations) {
      const { declaration, facts } = decided;
      const key = [BigInt(decided.batchId), BigInt(this.#nextId++)] as const;
      frame.load(declaration, facts, parseInstant(declaration.registeredAt));
      this.#headers.add(key, frame, decided);
      for (const item of declaration.items) {
        hold(frame, item);
        this.#items.add(key, frame, decided);
      }
    }
  }

  /** Ends the append: all of it is in the tables. */
  close(): void {
    this.#headers.close();
    this.#items.close();
  }
}

function hold(frame: Frame, item: GoodsItem): void {
  frame.item = item;
}

/** Rows on their way into a table, by column. */
class Rows {
  readonly #appender: DuckDBAppender;
  readonly #columns: readonly ArchiveColumn[];
  readonly #values: DuckDBValue[][];
  readonly #chunk: DuckDBDataChunk;
  #count = 0;

  constructor(appender: DuckDBAppender, columns: readonly ArchiveColumn[]) {
    this.#appender = appender;
    this.#columns = columns;
    this.#values = Array.from({ length: columns.length + KEY.length }, () => []);
    this.#chunk = DuckDBDataChunk.create([...KEY, ...columns.map(({ type }) => type)]);
  }

  add(key: readonly bigint[], frame: Frame, decided: DecidedDeclaration): void {
    const at = this.#count++;
    const values = this.#values;
    for (let i = 0; i < KEY.length; i++) values[i]![at] = key[i]!;
    const columns = this.#columns;
    for (let i = 0; i < columns.length; i++) values[i + KEY.length]![at] = columns[i]!.read(frame, decided);
    if (this.#count === VECTOR) this.#flush();
  }

  #flush(): void {
    if (this.#count === 0) return;
    const values = this.#values.map((column) => column.slice(0, this.#count));
    this.#chunk.reset();
    this.#chunk.rowCount = this.#count;
    values.forEach((column, index) => this.#chunk.setColumnValues(index, column));
    this.#appender.appendDataChunk(this.#chunk);
    this.#count = 0;
  }

  close(): void {
    this.#flush();
    this.#appender.closeSync();
  }
}
