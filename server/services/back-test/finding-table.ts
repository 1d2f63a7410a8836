import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  INTEGER,
  VARCHAR,
  type DuckDBConnection,
} from '@duckdb/node-api';
import { CHUNK_BITS, relationsOf } from '../../../shared/platform/archive/chunk-files.ts';
import type { ArchiveChunk, StoredFinding } from '../../../shared/platform/stores/archive.store.ts';
import { TAIL_IDS } from './tail.ts';

/** Name of the table: `id` is that of the declaration in the archive or the tail. */
export const FINDINGS = 'findings';

/** Rows of one chunk of DuckDB's vectors. */
const VECTOR = 2048;

/**
 * The findings, each with the id of its declaration: looked up once when a finding or a chunk is new, so that a
 * back-test joins them by a number.
 */
export class FindingTable {
  readonly #connection: DuckDBConnection;
  /** Highest number read. */
  newest = 0;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async create(): Promise<void> {
    await this.#connection.run(
      `CREATE TABLE ${FINDINGS} (number BIGINT, declaration_no VARCHAR, version INTEGER, day VARCHAR,
         discrepancy BOOLEAN, difference DOUBLE, id BIGINT)`,
    );
  }

  /** Takes findings in, in place of those with the same numbers. */
  async add(findings: readonly StoredFinding[]): Promise<void> {
    if (findings.length === 0) return;
    const numbers = findings.map(({ id }) => id);
    if (numbers[0]! <= this.newest) {
      await this.#connection.run(`DELETE FROM ${FINDINGS} WHERE number IN (${numbers.join(', ')})`);
    }
    const appender = await this.#connection.createAppender(FINDINGS);
    for (let from = 0; from < findings.length; from += VECTOR) {
      const part = findings.slice(from, from + VECTOR);
      const chunk = DuckDBDataChunk.create(
        [BIGINT, VARCHAR, INTEGER, VARCHAR, BOOLEAN, DOUBLE, BIGINT],
        part.length,
      );
      chunk.setColumns([
        part.map(({ id }) => BigInt(id)),
        part.map(({ declarationNo }) => declarationNo),
        part.map(({ version }) => version),
        part.map(({ day }) => day),
        part.map(({ discrepancy }) => discrepancy),
        part.map(({ difference }) => difference),
        part.map(() => null),
      ]);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    this.newest = Math.max(this.newest, ...numbers.slice(-1));
  }

  /** Finds the declarations of the findings that have none, and of those whose declaration has moved. */
  async locate(
    folder: string | undefined,
    chunks: readonly ArchiveChunk[],
    tail: string,
    moved: boolean,
  ): Promise<void> {
    const run = (sql: string) => this.#connection.run(sql);
    if (moved) {
      const ids = [-1, ...chunks.map(({ id }) => id)].join(', ');
      await run(
        `UPDATE ${FINDINGS} SET id = NULL WHERE (id < ${TAIL_IDS} AND (id >> ${CHUNK_BITS}) NOT IN (${ids}))
           OR (id >= ${TAIL_IDS} AND id NOT IN (SELECT id FROM ${tail}))`,
      );
    }
    const open = await this.#connection.runAndReadAll(
      `SELECT DISTINCT day FROM ${FINDINGS} WHERE id IS NULL`,
    );
    const days = new Set(open.getRows().map(([day]) => day as string));
    if (days.size === 0) return;
    const files = chunks.filter(({ day }) => days.has(day)).map(({ file }) => file);
    const sources = [
      tail,
      ...(folder === undefined || files.length === 0 ? [] : [relationsOf(folder, files).headers]),
    ];
    for (const source of sources) {
      await run(
        `UPDATE ${FINDINGS} SET id = h.id FROM ${source} h WHERE ${FINDINGS}.id IS NULL
         AND h."declarationNo" = ${FINDINGS}.declaration_no AND h.version = ${FINDINGS}.version`,
      );
    }
  }
}
