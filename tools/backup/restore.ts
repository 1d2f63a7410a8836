import { knownMigrations, migrate } from '../../shared/platform/db/migrate.ts';
import { createLog } from '../../shared/platform/log.ts';
import { incompatibility } from './compatible.ts';
import { withClient } from './connect.ts';
import { BackupError, type BackupHead } from './format.ts';
import { loadBackup } from './load.ts';
import { readBackup } from './read.ts';
import { refuseUnlessEmpty } from './target.ts';

/** What a file holds that was read to its end and found whole. */
export interface CheckedBackup {
  head: BackupHead;
  rows: number;
}

/** How far a file is read, for the first or the second time. */
export interface RestoreProgress {
  step: 'checking' | 'loading';
  /** Bytes of the file. */
  bytes: number;
  table: string;
}

/** It failed after the migrations were begun: tables may be there, and have no rows. */
export class HalfRestored extends BackupError {
  override name = 'HalfRestored';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `${reason}\nNo row was restored, but tables may have been made: drop the database and make it anew.`,
      {
        cause,
      },
    );
  }
}

type OnProgress = (progress: RestoreProgress) => void;

/** Reads a backup to its end; throws where it is not whole. */
export async function checkBackup(file: string, onProgress: OnProgress): Promise<CheckedBackup> {
  let head: BackupHead | null = null;
  let rows = 0;
  let table = '';
  for await (const part of readBackup(file, (bytes) => onProgress({ step: 'checking', bytes, table }))) {
    if (part.kind === 'head') head = part.head;
    else if (part.kind === 'table') table = part.table.name;
    else if (part.kind === 'end') rows = part.rows;
  }
  return { head: head!, rows };
}

/** Refuses what cannot be restored before anything long is begun. */
async function refuseAtOnce(file: string, databaseUrl: string): Promise<void> {
  const known = await knownMigrations();
  for await (const part of readBackup(file)) {
    if (part.kind !== 'head') continue;
    const reason = incompatibility(part.head.migrations, known);
    if (reason !== null) throw new BackupError(reason);
    break;
  }
  await withClient(databaseUrl, refuseUnlessEmpty);
}

/**
 * Rebuilds a database from a backup, in an empty one: checks the whole file first, so that one that is not whole leaves
 * the database as it was; then runs the migrations the backup had, loads it, and runs the migrations made since.
 * Answers also the names of the latter.
 */
export async function restoreBackup(
  file: string,
  databaseUrl: string,
  onProgress: OnProgress,
): Promise<CheckedBackup & { laterMigrations: string[] }> {
  await refuseAtOnce(file, databaseUrl);
  const checked = await checkBackup(file, onProgress);
  const log = createLog('server', 'warn');
  try {
    await migrate(databaseUrl, log, checked.head.migrations.length);
    await withClient(databaseUrl, (client) =>
      loadBackup(client, file, (bytes, table) => onProgress({ step: 'loading', bytes, table })),
    );
  } catch (error) {
    throw new HalfRestored(error);
  }
  const laterMigrations = await migrate(databaseUrl, log);
  // Else the first plans would be made for empty tables.
  await withClient(databaseUrl, (client) => client.query('ANALYZE'));
  return { ...checked, laterMigrations };
}
