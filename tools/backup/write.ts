import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { readMigrations, readPartitionDays, readSequences, readTables, type Table } from './catalogue.ts';
import { withClient } from './connect.ts';
import {
  type BackupEnd,
  BackupError,
  type BackupHead,
  copyFromStatement,
  END_MARK,
  epilogue,
  FORMAT,
  prologue,
  quote,
  relation,
  ROWS_END,
  shownName,
} from './format.ts';
import { countLines } from './lines.ts';

/** What a backup holds. */
export interface BackupSummary {
  head: BackupHead;
  rows: number;
  /** Size of the file. */
  bytes: number;
}

/** How far a backup is. */
export interface BackupProgress {
  table: string;
  rows: number;
  /** Rows there are, by an estimate until the end. */
  of: number;
}

interface Source {
  databaseUrl: string;
  /** Version of Tidewaiter. */
  product: string;
  onProgress: (progress: BackupProgress) => void;
}

/**
 * Writes everything that one moment of the database holds into a new file, readable by its owner alone. Rows are
 * streamed: memory stays the same whatever the size. The file has its name only once it is whole and on the disk.
 */
export async function writeBackup(
  options: Source & { file: string; signal: AbortSignal },
): Promise<BackupSummary> {
  const { file, signal } = options;
  if (existsSync(file)) throw new BackupError(`${file} is there already, and a backup is never overwritten.`);
  const draft = `${file}.${process.pid}.part`;
  try {
    const summary = await withClient(options.databaseUrl, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const stock = await takeStock(client, options.product);
      const rows = { total: 0 };
      const compress = createZstdCompress({
        chunkSize: 128 * 1024,
        params: { [constants.ZSTD_c_checksumFlag]: 1 },
      });
      const sink = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(script(client, stock, rows, options.onProgress), compress, sink, { signal });
      await client.query('COMMIT');
      return { head: stock.head, rows: rows.total, bytes: sink.bytesWritten };
    });
    await rename(draft, file);
    await flushFolder(dirname(file));
    return summary;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The new name is on the disk only once its folder is. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What there is to be backed up. The tables stay as they are from here on: neither dropped nor altered. */
async function takeStock(client: pg.Client, product: string): Promise<{ head: BackupHead; tables: Table[] }> {
  const migrations = await readMigrations(client);
  const tables = await readTables(client);
  await client.query(`LOCK TABLE ${tables.map(relation).join(', ')} IN ACCESS SHARE MODE`);
  const head: BackupHead = {
    format: FORMAT,
    product,
    takenAt: new Date().toISOString(),
    migrations,
    partitionDays: await readPartitionDays(client),
    tables: tables.map(({ schema, name, columns }) => ({ schema, name, columns })),
    sequences: await readSequences(client),
  };
  return { head, tables };
}

/** The whole file, before compression. */
async function* script(
  client: pg.Client,
  { head, tables }: { head: BackupHead; tables: Table[] },
  rows: { total: number },
  onProgress: (progress: BackupProgress) => void,
): AsyncGenerator<Buffer> {
  const scriptHash = createHash('sha256');
  const text = (part: string): Buffer => {
    const bytes = Buffer.from(part);
    scriptHash.update(bytes);
    return bytes;
  };
  const end: BackupEnd = { tables: [], script: '' };
  let of = tables.reduce((sum, { estimate }) => sum + estimate, 0);

  yield text(prologue(head));
  for (const table of tables) {
    yield text(`${copyFromStatement(table)}\n`);
    const hash = createHash('sha256');
    const before = rows.total;
    for await (const chunk of client.query(copyTo(copyToStatement(table))) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      rows.total += countLines(chunk);
      onProgress({ table: shownName(table), rows: rows.total, of: Math.max(of, rows.total) });
      yield chunk;
    }
    yield text(ROWS_END);
    const copied = rows.total - before;
    end.tables.push({ rows: copied, sha256: hash.digest('hex') });
    of += copied - table.estimate;
  }
  yield text(epilogue(head));
  end.script = scriptHash.digest('hex');
  yield Buffer.from(`${END_MARK}${JSON.stringify(end)}\n`);
}

/** COPY reads partitions of a table only as the answer to a query. */
function copyToStatement(table: Table): string {
  const columns = table.columns.map(quote).join(', ');
  return table.partitioned
    ? `COPY (SELECT ${columns} FROM ${relation(table)}) TO STDOUT`
    : `COPY ${relation(table)} (${columns}) TO STDOUT`;
}
