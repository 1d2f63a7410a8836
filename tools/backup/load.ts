import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { readTables } from './catalogue.ts';
import {
  BackupError,
  type BackupHead,
  type BackupTable,
  copyFromStatement,
  setSequenceStatement,
  shownName,
} from './format.ts';
import { readBackup } from './read.ts';
import { lockEmptyTables } from './target.ts';

/**
 * Loads a backup into the empty tables of a database of its migrations, in one transaction: all of it, or nothing.
 * Answers the number of rows.
 */
export async function loadBackup(
  client: pg.Client,
  file: string,
  onProgress: (bytes: number, table: string) => void,
): Promise<number> {
  await client.query('BEGIN');
  // Links of the audit chain come with the rows: none is to be linked anew.
  await client.query(`SELECT set_config('tidewaiter.restoring', 'on', true)`);
  let total: number | null = null;
  let head: BackupHead | null = null;
  let name = '';
  let load: TableLoad | null = null;
  for await (const part of readBackup(file, (bytes) => onProgress(bytes, name))) {
    switch (part.kind) {
      case 'head':
        head = part.head;
        await prepare(client, head);
        break;
      case 'table':
        name = shownName(part.table);
        load = new TableLoad(client, part.table);
        break;
      case 'rows':
        await load!.write(part.bytes);
        break;
      case 'table-end': {
        const loaded = await load!.end();
        if (loaded !== part.rows) throw new Error(`${name}: ${part.rows} rows sent, ${loaded} loaded`);
        break;
      }
      case 'end':
        total = part.rows;
    }
  }
  for (const sequence of head!.sequences) await client.query(setSequenceStatement(sequence));
  // Numbers of transactions of another server would make these look new for ever.
  for (const table of ['alarm', 'alarm_group']) {
    await client.query(
      `UPDATE ${table} SET changed_in = pg_current_xact_id() WHERE changed_in >= pg_current_xact_id()`,
    );
  }
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('the transaction was rolled back instead of committed');
  return total!;
}

/** Makes sure that the tables are those of the backup, empty, and ours alone until the end. */
async function prepare(client: pg.Client, head: BackupHead): Promise<void> {
  const tables = await readTables(client);
  const columns = new Map(tables.map((table) => [shownName(table), table.columns.join()]));
  const foreign = head.tables.find((table) => columns.get(shownName(table)) !== table.columns.join());
  if (foreign !== undefined) {
    throw new BackupError(
      `The table ${shownName(foreign)} of the backup is not the one that its migrations make: it was changed by hand.`,
    );
  }
  await lockEmptyTables(client, tables);
  for (const day of head.partitionDays) await client.query('SELECT prepare_partitions($1)', [day]);
}

/** The rows of one table on their way into it. */
class TableLoad {
  readonly #stream: CopyStreamQuery;
  readonly #finished: Promise<void>;

  constructor(client: pg.Client, table: BackupTable) {
    this.#stream = client.query(copyFrom(copyFromStatement(table)));
    this.#finished = finished(this.#stream);
    // A failure is met at the next write or the end.
    this.#finished.catch(() => undefined);
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.#stream.write(bytes)) await Promise.race([once(this.#stream, 'drain'), this.#finished]);
  }

  /** Answers how many rows were loaded. */
  async end(): Promise<number> {
    this.#stream.end();
    await this.#finished;
    return this.#stream.rowCount;
  }
}
