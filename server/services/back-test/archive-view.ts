import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { relationsOf, type ChunkSummary } from '../../../shared/platform/archive/chunk-files.ts';
import {
  HEADER_COLUMNS,
  ITEM_COLUMNS,
  type ArchiveColumn,
} from '../../../shared/platform/archive/columns.ts';
import type { ArchiveRelations } from '../../../shared/platform/archive/condition-sql.ts';
import { openDuckDb } from '../../../shared/platform/archive/duckdb.ts';
import { identifier } from '../../../shared/platform/archive/sql-text.ts';
import type { StagingTables } from '../../../shared/platform/archive/staging.ts';
import type { Client, Pool } from '../../../shared/platform/db/pool.ts';
import {
  readChunks,
  readFindingsSince,
  readSummaries,
  readUnarchived,
  type ArchiveChunk,
} from '../../../shared/platform/stores/archive.store.ts';
import { BackTestError } from './back-test-error.ts';
import { FindingTable } from './finding-table.ts';
import { ListCache, type HeldList } from './list-cache.ts';
import { Mutex } from './mutex.ts';
import { Tail } from './tail.ts';

/** Most declarations read from Postgres because the archive lacks them. */
const MOST_UNARCHIVED = 200_000;

/** Everything that was decided when it was taken, and what was found of it: one state, however long one looks at it. */
export interface ArchiveView {
  connection: DuckDBConnection;
  /** Chunks of the days asked for, with their declarations by house and channel. */
  chunks: { chunk: ArchiveChunk; summary: ChunkSummary }[];
  relations: ArchiveRelations;
  /** Declarations that are decided and not archived. */
  tail: StagingTables;
  lists: ReadonlyMap<string, HeldList>;
  /** Instant it was taken, RFC 3339. */
  asOf: string;
  /** Relation over some chunks and the tail, a row a declaration. */
  headersOf: (chunks: ReadonlySet<number>) => string;
}

/** First and last UTC day, `YYYY-MM-DD`; both ends may be open. */
export interface Days {
  from: string | undefined;
  to: string | undefined;
}

/** The archive's files joined with what Postgres has newer, in one DuckDB of this process. */
export class ArchiveReader {
  readonly #pool: Pool;
  readonly #folder: string | undefined;
  readonly #mutex = new Mutex();
  readonly #summaries = new Map<number, ChunkSummary>();
  #opened: Promise<Opened> | null = null;

  constructor(deps: { pool: Pool; folder: string | undefined }) {
    this.#pool = deps.pool;
    this.#folder = deps.folder;
  }

  /** Looks at one state of what is decided. Throws BackTestError where a part of it cannot be read. */
  async look<T>(
    options: { days: Days; lists: ReadonlyMap<string, number>; signal: AbortSignal },
    work: (view: ArchiveView) => Promise<T>,
  ): Promise<T> {
    const { view, end } = await this.#mutex.run(() => this.#take(options));
    const interrupt = () => view.connection.interrupt();
    options.signal.addEventListener('abort', interrupt);
    try {
      options.signal.throwIfAborted();
      return await work(view);
    } catch (error) {
      throw options.signal.aborted ? options.signal.reason : asBackTestError(error);
    } finally {
      options.signal.removeEventListener('abort', interrupt);
      end();
    }
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => null);
    opened?.connection.closeSync();
    opened?.duckdb.closeSync();
  }

  async #take({
    days,
    lists,
    signal,
  }: Parameters<ArchiveReader['look']>[0]): Promise<{ view: ArchiveView; end: () => void }> {
    signal.throwIfAborted();
    const opened = await this.#open();
    const client = await this.#pool.connect();
    let broken = false;
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const state = await this.#read(client, opened);
      const held = await opened.lists.hold(lists);
      return await this.#viewOf(opened, state, days, held);
    } finally {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      client.release(broken);
    }
  }

  /** Brings the tables up to what one snapshot of Postgres shows. */
  async #read(
    client: Client,
    opened: Opened,
  ): Promise<{ chunks: ArchiveChunk[]; tail: StagingTables; asOf: string }> {
    const { rows } = await client.query<{ now: Date }>('SELECT now() AS now');
    const chunks = await readChunks(client);
    if (chunks.length > 0 && this.#folder === undefined) {
      throw new BackTestError('archive-unreadable', 'this server is not told where the archive is');
    }
    const batches = await readUnarchived(client);
    const waiting = batches.reduce((sum, { declarations }) => sum + declarations, 0);
    if (waiting > MOST_UNARCHIVED) {
      throw new BackTestError('archive-behind', `${waiting} decided declarations wait for the archive`);
    }
    const summaries = await readSummaries(
      client,
      chunks.flatMap(({ id }) => (this.#summaries.has(id) ? [] : id)),
    );
    for (const [id, summary] of summaries) this.#summaries.set(id, summary);
    const here = new Set(chunks.map(({ id }) => id));
    const moved = [...opened.known].some((id) => !here.has(id));
    for (const id of this.#summaries.keys()) if (!here.has(id)) this.#summaries.delete(id);
    try {
      const { tables, left } = await opened.tail.hold(client, batches);
      await opened.findings.add(await readFindingsSince(client, opened.findings.newest));
      await opened.findings.locate(this.#folder, chunks, tables.headers, moved || left);
      opened.known = here;
      return { chunks, tail: tables, asOf: rows[0]!.now.toISOString() };
    } catch (error) {
      // What was taken over by half is taken over again, into another DuckDB; looks under way keep theirs.
      this.#opened = null;
      opened.connection.closeSync();
      opened.duckdb.closeSync();
      throw asBackTestError(error);
    }
  }

  async #viewOf(
    opened: Opened,
    { chunks, tail, asOf }: { chunks: ArchiveChunk[]; tail: StagingTables; asOf: string },
    { from, to }: Days,
    lists: ReadonlyMap<string, HeldList>,
  ): Promise<{ view: ArchiveView; end: () => void }> {
    const within = chunks.filter(
      ({ day }) => (from === undefined || day >= from) && (to === undefined || day <= to),
    );
    const relations = (some: readonly ArchiveChunk[]): ArchiveRelations => {
      const files = some.map(({ file }) => file);
      const archived = files.length === 0 ? null : relationsOf(this.#folder!, files);
      return {
        headers: both(archived?.headers, tail.headers, HEADER_COLUMNS),
        items: both(archived?.items, tail.items, ITEM_COLUMNS),
      };
    };
    const connection = await opened.duckdb.connect();
    // From its first statement on, the transaction sees the tables as they are now.
    await connection.run('BEGIN');
    await connection.run(`SELECT count(*) FROM ${tail.headers}`);
    return {
      view: {
        connection,
        chunks: within.map((chunk) => ({ chunk, summary: this.#summaries.get(chunk.id)! })),
        relations: relations(within),
        tail,
        lists,
        asOf,
        headersOf: (ids) => relations(within.filter(({ id }) => ids.has(id))).headers,
      },
      end: () => connection.closeSync(),
    };
  }

  #open(): Promise<Opened> {
    this.#opened ??= open(this.#pool, this.#folder).catch((error: unknown) => {
      this.#opened = null;
      throw asBackTestError(error);
    });
    return this.#opened;
  }
}

interface Opened {
  duckdb: DuckDBInstance;
  connection: DuckDBConnection;
  tail: Tail;
  findings: FindingTable;
  lists: ListCache;
  /** Chunks that the findings were located in. */
  known: ReadonlySet<number>;
}

async function open(pool: Pool, folder: string | undefined): Promise<Opened> {
  const duckdb = await openDuckDb({ folder, threads: 2, memory: '600MB' });
  const connection = await duckdb.connect();
  const findings = new FindingTable(connection);
  await findings.create();
  const tail = new Tail(connection);
  return { duckdb, connection, tail, findings, lists: new ListCache(pool, connection), known: new Set() };
}

function both(archived: string | undefined, tail: string, columns: readonly ArchiveColumn[]): string {
  if (archived === undefined) return tail;
  const names = ['id', ...columns.map(({ name }) => identifier(name))].join(', ');
  return `(SELECT ${names} FROM ${archived} UNION ALL SELECT ${names} FROM ${tail})`;
}

/** What DuckDB says of files it cannot read; all else stays as it is. */
function asBackTestError(error: unknown): unknown {
  if (error instanceof BackTestError) return error;
  const { message, code } = error as { message?: string; code?: string };
  const unreadable =
    /^(IO Error|Invalid Input Error: (No magic bytes|File .* too small))/.test(message ?? '') ||
    ['ENOENT', 'EACCES', 'EROFS', 'ENOSPC'].includes(code ?? '');
  if (!unreadable) return error;
  return new BackTestError('archive-unreadable', 'a file of the archive cannot be read', { cause: error });
}
