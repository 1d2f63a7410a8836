import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { dataFolder, makeFolder, rotate, tail } from './folders.ts';
import { freePort } from './ports.ts';
import { startProcess, type RunningProcess } from './process.ts';
import { canInstallPackages, findProgram, installPackage } from './programs.ts';
import { ProvisionError, type Progress } from './progress.ts';
import type { Service } from './service.ts';

const PROGRAMS = ['redis-server', 'valkey-server'];
const START_LIMIT_MS = 60_000;

/** A server program on this machine, installed as root where that can be done; null where none can be had. */
async function findServer(progress: Progress): Promise<string | null> {
  const there = findProgram(PROGRAMS);
  if (there !== null || !canInstallPackages()) return there;
  progress.note('no redis-server or valkey-server on this machine');
  for (const name of PROGRAMS) {
    if (await installPackage(name, progress)) return findProgram(PROGRAMS);
  }
  progress.note('apt could not install one');
  return null;
}

function connection(url: string): Redis {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  return client;
}

async function answers(url: string): Promise<boolean> {
  const client = connection(url);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

/** Stops a server that a killed start left running in this folder; its address is in its configuration. */
export async function stopLeftOverRedis(folder: string): Promise<void> {
  let text: string;
  try {
    text = readFileSync(join(folder, 'redis.conf'), 'utf8');
  } catch {
    return;
  }
  const port = /^port (\d+)$/m.exec(text)?.[1];
  const password = /^requirepass (\S+)$/m.exec(text)?.[1];
  if (port === undefined || password === undefined) return;
  const url = `redis://:${password}@127.0.0.1:${port}`;
  if (!(await answers(url))) return;
  const client = connection(url);
  await client
    .connect()
    .then(() => client.shutdown())
    .catch(() => undefined);
  client.disconnect();
  while (await answers(url)) await pause(50);
}

async function ready(url: string, running: RunningProcess): Promise<boolean> {
  let ended = false;
  void running.exited.then(() => (ended = true));
  const limit = performance.now() + START_LIMIT_MS;
  while (!ended && performance.now() < limit) {
    if (await answers(url)) return true;
    await pause(30);
  }
  return false;
}

function configuration(folder: string, port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'protected-mode yes',
    'daemonize no',
    `dir "${folder}"`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}

/** Starts a private server in the folder, on a port that is free at the time; null where it does not come up. */
async function startIn(folder: string, program: string, log: string): Promise<Service | null> {
  makeFolder(folder);
  const config = join(folder, 'redis.conf');
  const port = await freePort();
  const password = randomBytes(24).toString('hex');
  rmSync(config, { force: true });
  writeFileSync(config, configuration(folder, port, password), { mode: 0o600 });
  const start = (): RunningProcess => {
    const output = openSync(log, 'a', 0o600);
    try {
      return startProcess({
        command: program,
        args: [config],
        cwd: folder,
        stdio: ['ignore', output, output],
        stopSignal: 'SIGTERM',
        hastenSignal: 'SIGKILL',
        graceMs: 10_000,
      });
    } finally {
      closeSync(output);
    }
  };
  const running = start();
  const url = `redis://:${password}@127.0.0.1:${port}`;
  if (!(await ready(url, running))) {
    await running.stop();
    return null;
  }
  const name = program.includes('valkey') ? 'Valkey' : 'Redis';
  return { url, title: `${name} on port ${port}`, own: { running, start } };
}

/**
 * The carrier of jobs and live messages: the one that `redisUrl` names; else a server program of this machine,
 * started privately; else one installed with apt, as root; else null, and BullMQ's Postgres back end serves.
 */
export async function provisionRedis(options: {
  redisUrl: string | undefined;
  /** Use the Postgres back end even where a Redis could be had. */
  forcePostgres: boolean;
  /** Folder under `.data`; `.` for the clone's own. */
  name: string;
  progress: Progress;
}): Promise<Service | null> {
  const { redisUrl, forcePostgres, name, progress } = options;
  if (forcePostgres) return null;
  if (redisUrl !== undefined && redisUrl !== '') {
    if (await answers(redisUrl)) return { url: redisUrl, title: 'Redis from REDIS_URL' };
    throw new ProvisionError('No connection to the Redis server that REDIS_URL names. Is it running?');
  }
  const program = await findServer(progress);
  if (program === null) return null;

  const folder = join(dataFolder, name, 'redis');
  const log = join(makeFolder(join(dataFolder, name, 'logs')), 'redis.log');
  rotate(log);
  await stopLeftOverRedis(folder);
  const first = await startIn(folder, program, log);
  if (first !== null) return first;

  // It holds nothing that Postgres does not: what it cannot read any more is put aside.
  progress.note(`Redis did not start on its kept data; that is put aside (${folder}.old)`);
  rmSync(`${folder}.old`, { recursive: true, force: true });
  renameSync(folder, `${folder}.old`);
  const second = await startIn(folder, program, log);
  if (second === null) throw new ProvisionError(`Redis did not start; ${log} ends with:\n${tail(log)}`);
  return second;
}
