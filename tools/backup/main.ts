import { readFileSync, statSync } from 'node:fs';
import { SETTINGS } from '../../shared/platform/settings.ts';
import { readRuntime } from '../provision/runtime-file.ts';
import { BackupError } from './format.ts';
import { type BackupCommand, parseCommand, USAGE } from './options.ts';
import { createProgress, type Progress } from './progress.ts';
import {
  checkBackup,
  type CheckedBackup,
  HalfRestored,
  restoreBackup,
  type RestoreProgress,
} from './restore.ts';
import { createDatabase, dropDatabase } from './target.ts';
import { writeBackup } from './write.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const count = (n: number): string => n.toLocaleString('en');
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function readCommandLine(): BackupCommand {
  try {
    return parseCommand(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function resolveDatabase(): string {
  const given = process.env['DATABASE_URL'];
  if (given === undefined || given === '') {
    const running = readRuntime()?.databaseUrl;
    if (running !== undefined) return running;
    throw new BackupError('Which database? Set DATABASE_URL, or start the system with npm start.');
  }
  if (SETTINGS.DATABASE_URL.schema.safeParse(given).success) return given;
  throw new BackupError('DATABASE_URL: expected postgres://…');
}

function productVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

const summaryOf = ({ head, rows }: CheckedBackup): string =>
  `${count(rows)} rows of ${head.tables.length} tables as of ${head.takenAt}, by Tidewaiter ${head.product}`;

async function backup(file: string, progress: Progress, signal: AbortSignal): Promise<void> {
  const { head, rows, bytes } = await writeBackup({
    databaseUrl: resolveDatabase(),
    file,
    product: productVersion(),
    signal,
    onProgress: ({ table, rows: done, of }) => progress.update(done, of, `${count(done)} rows · ${table}`),
  });
  progress.stop();
  say(`${file}: ${megabytes(bytes)}, ${summaryOf({ head, rows })}`);
  say(
    'It holds personal data and secrets: keep it closed. Keep AUTH_SECRET too, apart from it: without that secret',
  );
  say('second factors cannot be read after a restore.');
}

const showReading =
  (file: string, progress: Progress, signal: AbortSignal) =>
  ({ step, bytes, table }: RestoreProgress): void => {
    signal.throwIfAborted();
    progress.update(bytes, statSync(file).size, `${step} ${table}`);
  };

async function verify(file: string, progress: Progress, signal: AbortSignal): Promise<void> {
  const checked = await checkBackup(file, showReading(file, progress, signal));
  progress.stop();
  say(`${file} is whole: ${summaryOf(checked)}`);
}

async function restore(
  file: string,
  create: string | null,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const server = resolveDatabase();
  const target = create === null ? server : await createDatabase(server, create);
  try {
    const { laterMigrations, ...checked } = await restoreBackup(
      file,
      target,
      showReading(file, progress, signal),
    );
    progress.stop();
    say(
      `Restored into the database ${decodeURIComponent(new URL(target).pathname.slice(1))}: ${summaryOf(checked)}`,
    );
    say(`Every checksum and count is that of the file; ${laterMigrations.length} later migrations were run.`);
    say('Everyone has to sign in again. Start with an empty Redis.');
  } catch (error) {
    if (create === null) throw error;
    await dropDatabase(server, create);
    throw error instanceof HalfRestored ? error.cause : error;
  }
}

/** Does as the command line says; answers the exit code. */
async function main(command: BackupCommand): Promise<number> {
  if (command.command === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const stop = new AbortController();
  const progress = createProgress(process.stderr);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    if (command.command === 'backup') await backup(command.file, progress, stop.signal);
    else if (command.command === 'verify') await verify(command.file, progress, stop.signal);
    else await restore(command.file, command.create, progress, stop.signal);
    return 0;
  } catch (error) {
    progress.stop();
    if (!stop.signal.aborted) throw error;
    say(error instanceof HalfRestored ? error.message : 'stopped; nothing was left behind');
    return 130;
  }
}

const command = readCommandLine();
try {
  process.exitCode = await main(command);
} catch (error) {
  const expected = error instanceof BackupError || (error as { code?: unknown }).code !== undefined;
  process.stderr.write(`${expected ? messageOf(error) : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
}
