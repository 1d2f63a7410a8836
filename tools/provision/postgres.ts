import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { makeFolder, rotate, tail } from './folders.ts';
import { freePort } from './ports.ts';
import { postgresAccount, type Account } from './postgres-account.ts';
import { postgresHome, type Binaries, type PostgresHome } from './postgres-home.ts';
import { stopLeftOverPostgres } from './postgres-left-over.ts';
import { describeExit, startProcess, type RunningProcess } from './process.ts';
import { ProvisionError, type Progress } from './progress.ts';
import type { Service } from './service.ts';

const USER = 'tidewaiter';
const DATABASE = 'tidewaiter';
const START_LIMIT_MS = 120_000;

/** `durable` for use, `throw-away` for tests: no flush to disk. */
export type Durability = 'durable' | 'throw-away';

function settings(durability: Durability): Record<string, string> {
  const shared = durability === 'durable' ? Math.min(512, Math.floor(totalmem() / 2 ** 20 / 8)) : 128;
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: `${shared}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    wal_compression: 'on',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durability === 'throw-away'
      ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }
      : { synchronous_commit: 'on' }),
  };
}

/** The password of a home: made with its first start, kept beside the data, readable by its owner alone. */
function passwordOf(home: PostgresHome, dataThere: boolean): string {
  const file = join(home.folder, 'postgres.password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (dataThere) {
    throw new ProvisionError(
      `${file} is missing, so the database beside it cannot be opened. Put it back, or remove ` +
        `${join(home.folder, 'postgres')} to start with an empty database.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function runInitdb(data: string, binaries: Binaries, password: string, account: Account | null) {
  // Made under another name first: what carries the final name is complete.
  const unfinished = `${data}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  makeFolder(unfinished);
  const passwordFile = `${unfinished}.password`;
  const log = `${unfinished}.log`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== null) {
    for (const path of [unfinished, passwordFile]) chownSync(path, account.uid, account.gid);
  }
  const output = openSync(log, 'w', 0o600);
  try {
    const initdb = startProcess({
      command: binaries.initdb,
      args: [
        `--pgdata=${unfinished}`,
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        // Sorts by code point like C, and knows upper and lower case beyond ASCII.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      cwd: '/',
      ...account,
      stdio: ['ignore', output, output],
      stopSignal: 'SIGINT',
      hastenSignal: 'SIGKILL',
      graceMs: 5000,
    });
    const exit = await initdb.exited;
    if (exit.code !== 0) {
      throw new ProvisionError(`The database could not be made: initdb ${describeExit(exit)}\n${tail(log)}`);
    }
    renameSync(unfinished, data);
  } finally {
    closeSync(output);
    for (const path of [passwordFile, log, unfinished]) rmSync(path, { recursive: true, force: true });
  }
}

function checkVersion(data: string, binaries: Binaries, packaged: string): void {
  const kept = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (kept === packaged) return;
  throw new ProvisionError(
    `${data} was made by Postgres ${kept} and cannot be opened by ${packaged} (${binaries.postgres}). Dump it with ` +
      `the old version and restore it, or remove it to start with an empty database.`,
  );
}

async function connectOnce(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    await client.end().catch(() => undefined);
    return null;
  }
}

/** Waits until the server takes connections; null where the process ends before that. */
async function ready(url: string, running: RunningProcess): Promise<pg.Client | null> {
  let ended = false;
  void running.exited.then(() => (ended = true));
  const limit = performance.now() + START_LIMIT_MS;
  while (!ended && performance.now() < limit) {
    const client = await connectOnce(url);
    if (client !== null) return client;
    await pause(40);
  }
  return null;
}

async function external(url: string): Promise<Service> {
  const client = await connectOnce(url);
  if (client === null) {
    throw new ProvisionError('No connection to the Postgres server that DATABASE_URL names. Is it running?');
  }
  const answer = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return { url, title: `Postgres ${answer.rows[0]?.server_version ?? ''} from DATABASE_URL` };
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const found = await client.query('select from pg_database where datname = $1', [DATABASE]);
  if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
}

/**
 * The truth's server: the one that `databaseUrl` names, or this clone's own, made with its first start. Our own
 * listens on the loopback address only, on a port that is free at the time, with a random password.
 */
export async function provisionPostgres(options: {
  databaseUrl: string | undefined;
  /** Folder under `.data`; `.` for the clone's database. */
  name: string;
  durability: Durability;
  progress: Progress;
}): Promise<Service> {
  const { databaseUrl, name, durability, progress } = options;
  if (databaseUrl !== undefined && databaseUrl !== '') return external(databaseUrl);

  const account = postgresAccount();
  const home = await postgresHome(account, name, progress);
  const data = join(home.folder, 'postgres');
  const dataThere = existsSync(join(data, 'PG_VERSION'));
  const password = passwordOf(home, dataThere);
  if (dataThere) await stopLeftOverPostgres(data, progress);
  else await runInitdb(data, home.binaries, password, account);
  const { major } = await versionOf(home.binaries);
  checkVersion(data, home.binaries, major);

  const log = join(makeFolder(join(home.folder, 'logs')), 'postgres.log');
  rotate(log);
  const flags = Object.entries(settings(durability)).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const start = (): RunningProcess => {
      const output = openSync(log, 'a', 0o600);
      try {
        return startProcess({
          command: home.binaries.postgres,
          args: ['-D', data, '-p', String(port), ...flags],
          cwd: '/',
          env: { ...process.env, LC_ALL: 'C' },
          ...account,
          stdio: ['ignore', output, output],
          // "Fast" shutdown, and "immediate", which the next start recovers from.
          stopSignal: 'SIGINT',
          hastenSignal: 'SIGQUIT',
          graceMs: 30_000,
        });
      } finally {
        closeSync(output);
      }
    };
    const running = start();
    const base = `postgres://${USER}:${password}@127.0.0.1:${port}`;
    const client = await ready(`${base}/postgres`, running);
    if (client !== null) {
      await ensureDatabase(client);
      await client.end();
      return {
        url: `${base}/${DATABASE}`,
        title: `Postgres ${major} on port ${port}`,
        own: { running, start },
      };
    }
    await running.stop();
    if (attempt === 3) throw new ProvisionError(`Postgres did not start; ${log} ends with:\n${tail(log)}`);
  }
}

async function versionOf(binaries: Binaries): Promise<{ major: string }> {
  const asked = startProcess({
    command: binaries.postgres,
    args: ['--version'],
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    stopSignal: 'SIGTERM',
    hastenSignal: 'SIGKILL',
    graceMs: 5000,
  });
  let text = '';
  asked.child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await asked.exited;
  return { major: /\) (\d+)/.exec(text)?.[1] ?? 'of unknown version' };
}
