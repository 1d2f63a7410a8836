import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { issueLocalKey } from '../access/issue-key.ts';
import { authSecret } from './auth-secret.ts';
import { dataFolder, makeFolder } from './folders.ts';
import { environmentWith, runToEnd, startProgram } from './children.ts';
import type { LogSink } from './log-sink.ts';
import { isLoopback } from '../../shared/platform/config.ts';
import { firstFreePort, freePort } from './ports.ts';
import { provisionPostgres } from './postgres.ts';
import { ProvisionError, type Progress } from './progress.ts';
import { provisionRedis } from './redis.ts';
import { writeRuntime } from './runtime-file.ts';
import type { Service } from './service.ts';
import type { StartOptions } from './start-arguments.ts';
import { supervise } from './supervisor.ts';
import type { Teardown } from './teardown.ts';
import { ensureWebBuilt } from './web-build.ts';

const DEFAULT_PORT = 3000;
const PORTS_TO_TRY = 100;
const READY_LIMIT_MS = 60_000;

interface Context {
  options: StartOptions;
  env: NodeJS.ProcessEnv;
  progress: Progress;
  say: (line: string) => void;
  log: LogSink;
  teardown: Teardown;
}

/** The address asked for, which must be free; or the first free one from 3000 on. */
async function chooseAddress(
  env: NodeJS.ProcessEnv,
): Promise<{ host: string; port: number; url: string; publicUrl: string }> {
  const host = env['HOST'] || '127.0.0.1';
  const asked = env['PORT'];
  const first = asked ? Number(asked) : DEFAULT_PORT;
  if (!Number.isInteger(first) || first < 1 || first > 65_535) {
    throw new ProvisionError('PORT must be a whole number from 1 to 65535.');
  }
  const port = await firstFreePort(first, asked ? 1 : PORTS_TO_TRY, host);
  if (port === null) {
    throw new ProvisionError(
      asked
        ? `Port ${first} on ${host} is taken; choose another with PORT.`
        : `No free port from ${DEFAULT_PORT} on; choose one with PORT.`,
    );
  }
  const anyAddress = host === '0.0.0.0' || host === '::';
  const shown = anyAddress ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const url = `http://${shown}:${port}`;
  // Passkeys know names, not addresses.
  return {
    host,
    port,
    url,
    publicUrl: env['PUBLIC_URL'] || (isLoopback(host) ? `http://localhost:${port}` : url),
  };
}

/** Keeps a service that is ours running, to be stopped in its turn. */
function adopt(service: Service | null, name: string, context: Context): void {
  if (service?.own === undefined) return;
  const { teardown, say } = context;
  teardown.add(
    supervise({ name, ...service.own, say, onGiveUp: (reason) => teardown.fail(new ProvisionError(reason)) }),
  );
}

async function provisionServices(context: Context): Promise<{ postgres: Service; redis: Service | null }> {
  const { env, progress, teardown } = context;
  const forcePostgres = env['TIDEWAITER_QUEUE'] === 'postgres';
  const postgres = await progress.step(
    () => provisionPostgres({ databaseUrl: env['DATABASE_URL'], name: '.', durability: 'durable', progress }),
    (service) => service.title,
  );
  adopt(postgres, 'Postgres', context);
  teardown.check();
  const redis = await progress.step(
    () =>
      provisionRedis({
        redisUrl: env['REDIS_URL'],
        forcePostgres,
        name: '.',
        progress,
      }),
    (service) =>
      service?.title ??
      `${forcePostgres ? 'Redis left out' : 'No Redis to be had'}: jobs and live messages go through BullMQ's own ` +
        'Postgres back end',
  );
  adopt(redis, 'Redis', context);
  teardown.check();
  return { postgres, redis };
}

async function waitUntilReady(url: string, teardown: Teardown): Promise<void> {
  const limit = performance.now() + READY_LIMIT_MS;
  while (performance.now() < limit) {
    teardown.check();
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await pause(100);
  }
  throw new ProvisionError(`The server was not ready after ${READY_LIMIT_MS / 1000} s; see the log.`);
}

/** Sets everything up and starts it; what runs is handed to `teardown` as it starts. */
export async function startSystem(context: Context): Promise<{ url: string }> {
  const { options, env, progress, say, log, teardown } = context;
  const address = await chooseAddress(env);
  const { postgres, redis } = await provisionServices(context);
  const changes = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis?.url ?? null,
    ARCHIVE_DIR: env['ARCHIVE_DIR'] || makeFolder(join(dataFolder, 'archive')),
  };

  const keep = (name: string, entry: string, args: string[], own: Record<string, string | null>) => {
    const start = () =>
      startProgram({ name, entry, args, env: environmentWith({ ...changes, ...own }), log });
    return supervise({
      name,
      start,
      say,
      onGiveUp: (reason) => teardown.fail(new ProvisionError(`${reason}; see the log.`)),
    });
  };

  const { restore } = options;
  if (restore !== null) {
    const program = { name: 'restore', entry: 'tools/backup/main.ts', args: ['restore', restore] };
    await progress.step(
      () => runToEnd({ ...program, env: environmentWith(changes), log }, teardown),
      () => `Database restored from ${restore}`,
    );
  }
  await progress.step(
    () =>
      runToEnd({ name: 'migrate', entry: 'tools/migrate.ts', env: environmentWith(changes), log }, teardown),
    () => 'Database migrated and seeded',
  );
  const secret = env['AUTH_SECRET'] || authSecret();
  const key = await issueLocalKey(postgres.url, secret);
  await progress.step(
    () => ensureWebBuilt(teardown.signal),
    (built) => (built ? 'Web app built' : 'Web app up to date'),
  );
  teardown.check();

  const metricsPorts = await Promise.all(Array.from({ length: options.workers }, () => freePort()));
  writeRuntime({
    pid: process.pid,
    url: address.url,
    publicUrl: address.publicUrl,
    databaseUrl: postgres.url,
    key,
    redisUrl: redis?.url ?? null,
    workerUrls: metricsPorts.map((port) => `http://127.0.0.1:${port}`),
  });
  teardown.add(
    keep('server', 'server/main.ts', [], {
      HOST: address.host,
      PORT: String(address.port),
      METRICS_PORT: null,
      AUTH_SECRET: secret,
      DEMONSTRATION: String(options.demonstration),
    }),
    ...metricsPorts.map((port, i) =>
      keep(`worker ${i + 1}`, 'workers/main.ts', [], {
        PORT: null,
        METRICS_PORT: String(port),
        PUBLIC_URL: address.publicUrl,
      }),
    ),
  );
  await progress.step(
    () => waitUntilReady(address.url, teardown),
    () => `Server and ${options.workers === 1 ? 'worker' : `${options.workers} workers`} ready`,
  );
  if (options.simulator) {
    const args = ['--url', address.url, '--rate', String(options.rate)];
    teardown.add(
      keep('simulator', 'tools/simulator/main.ts', args, {
        DATABASE_URL: null,
        REDIS_URL: null,
        TIDEWAITER_KEY: key,
      }),
    );
    say(`✔ Simulator lodges ${options.rate} declarations a second (--no-simulator leaves it out)`);
  }
  return { url: address.publicUrl };
}
