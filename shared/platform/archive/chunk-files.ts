import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ArchiveRelations } from './condition-sql.ts';
import { identifier, textLiteral } from './sql-text.ts';
import { HEADER_COLUMNS, ITEM_COLUMNS, type ArchiveColumn } from './columns.ts';

/** Bits of an id that number the declarations of a chunk; those above are the chunk's own number. */
export const CHUNK_BITS = 24;

/** Most declarations of one chunk. */
const MAX_CHUNK = 2 ** CHUNK_BITS;

/** Number of a chunk's first declaration. */
const firstIdOf = (chunk: number): number => chunk * MAX_CHUNK;

/** Declarations of a chunk by customs house and channel before regulation: [green, orange, red]. */
export type ChunkSummary = Record<string, [number, number, number]>;

/** What a written chunk holds. */
export interface WrittenChunk {
  /** Name in the archive's folder of both files, but for their endings. */
  file: string;
  declarations: number;
  goodsItems: number;
  bytes: number;
  summary: ChunkSummary;
}

const ENDINGS = { headers: '.declarations.parquet', items: '.items.parquet' } as const;

/** Ending of a file that is being written. */
const UNFINISHED = '.part';

/**
 * Zstandard, and a dictionary for texts that come again: half the size of the default at the same speed of reading.
 * Row groups of DuckDB's own width, so that both cores share a file.
 */
const COPY_OPTIONS = `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, PARQUET_VERSION v2)`;

/** Relations over the files of some chunks. */
export function relationsOf(folder: string, files: readonly string[]): ArchiveRelations {
  const relation = (kind: keyof typeof ENDINGS) =>
    `read_parquet([${files
      .map((file) => textLiteral(join(folder, file + ENDINGS[kind])))
      .join(', ')}], hive_partitioning = false)`;
  return { headers: relation('headers'), items: relation('items') };
}

const selected = (alias: string, columns: readonly ArchiveColumn[]) =>
  columns.map(({ name }) => `${alias}.${identifier(name)}`).join(', ');

/**
 * Writes declarations as the two files of a chunk, numbered anew: declarations by house and number, goods items by HS
 * code and origin, so that whatever looks for a house or for goods leaves most of a file unread. Both files are whole and durable when this answers.
 */
export async function writeChunk(
  connection: DuckDBConnection,
  options: { folder: string; day: string; chunk: number; from: ArchiveRelations },
): Promise<WrittenChunk> {
  const { folder, day, chunk, from } = options;
  // No name comes twice, whatever an earlier database has left in the folder.
  const file = join(`day=${day}`, `${String(chunk).padStart(9, '0')}-${randomBytes(4).toString('hex')}`);
  const base = join(folder, file);
  // They hold personal data.
  await mkdir(dirname(base), { recursive: true, mode: 0o700 });
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE numbered AS
     SELECT id AS old, ${firstIdOf(chunk)} + row_number() OVER (ORDER BY "customsHouse", "declarationNo", version) - 1 AS id
     FROM ${from.headers}`,
  );
  await copy(
    connection,
    base + ENDINGS.headers,
    `SELECT n.id, ${selected('h', HEADER_COLUMNS)} FROM ${from.headers} h JOIN numbered n ON n.old = h.id ORDER BY n.id`,
  );
  await copy(
    connection,
    base + ENDINGS.items,
    `SELECT n.id, ${selected('i', ITEM_COLUMNS)} FROM ${from.items} i JOIN numbered n ON n.old = i.id
     ORDER BY i."item_hsCode", i.item_origin, n.id`,
  );
  await connection.run('DROP TABLE numbered');
  await syncFolder(dirname(base));
  await syncFolder(folder);
  const written = relationsOf(folder, [file]);
  const summary: ChunkSummary = {};
  const counted = await connection.runAndReadAll(
    `SELECT h."customsHouse", h.channel_before, count(*)::DOUBLE FROM ${written.headers} h GROUP BY 1, 2`,
  );
  let declarations = 0;
  for (const [house, channel, count] of counted.getRows() as [string, number, number][]) {
    (summary[house] ??= [0, 0, 0])[channel as 0 | 1 | 2] = count;
    declarations += count;
  }
  const items = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${written.items}`);
  const sizes = await Promise.all(Object.values(ENDINGS).map((ending) => stat(base + ending)));
  return {
    file,
    declarations,
    goodsItems: items.getRows()[0]![0] as number,
    bytes: sizes.reduce((sum, { size }) => sum + size, 0),
    summary,
  };
}

async function copy(connection: DuckDBConnection, path: string, select: string): Promise<void> {
  await connection.run(`COPY (${select}) TO ${textLiteral(path + UNFINISHED)} ${COPY_OPTIONS}`);
  const handle = await open(path + UNFINISHED, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(path + UNFINISHED, path);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Tells the files of a chunk that is no longer one: from now on they are kept for readers that are still at them. */
export async function retireFiles(folder: string, files: readonly string[], now: Date): Promise<void> {
  for (const file of files) {
    for (const ending of Object.values(ENDINGS)) {
      await utimes(join(folder, file + ending), now, now).catch(ignoreAbsent);
    }
  }
}

/** Removes the files that belong to no chunk and have not been touched since `before`; answers how many. */
export async function removeStrayFiles(
  folder: string,
  kept: ReadonlySet<string>,
  before: Date,
): Promise<number> {
  let removed = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (!entry.isFile() || !name.startsWith('day=') || kept.has(baseOf(name))) continue;
    const found = await stat(path).catch(ignoreAbsent);
    if (found === undefined || found.mtime >= before) continue;
    await rm(path, { force: true });
    removed++;
  }
  return removed;
}

function baseOf(name: string): string {
  const ending = Object.values(ENDINGS).find((one) => name.endsWith(one));
  return ending === undefined ? name : name.slice(0, -ending.length).split(sep).join('/');
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
