import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import type pg from 'pg';
import type { Assignment } from '../../shared/domain/access/grant.ts';
import type { Role } from '../../shared/domain/access/role.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createPool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { loadRuleset } from '../../shared/platform/stores/ruleset.store.ts';
import { issueLocalKey } from '../../tools/access/issue-key.ts';
import { seed } from '../../tools/seed.ts';
import { createTestDatabase, freePort, testRedisUrl } from './provision.ts';
import { People, type TestPerson } from './people.ts';
import { until } from './until.ts';

/** Of every test system. */
export const AUTH_SECRET = 'test secret of at least thirty-two characters';

export type BackendKind = 'redis' | 'postgres';

/** A whole Tidewaiter on a database of its own: real server and worker processes. */
export interface TestSystem {
  url: string;
  databaseUrl: string;
  redisUrl: string | null;
  pool: pg.Pool;
  redis: Redis | null;
  /** Key of a lodging system with every right of machines, for the nation. */
  key: string;
  /** Fetches a path of the server with that key. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A new account with a role, signed in. */
  person(role: Role, scope: ScopeId): Promise<TestPerson>;
  /** A new account with several roles, signed in. */
  people(assignments: readonly Assignment[]): Promise<TestPerson>;
  /** Cookie of an operator of the nation, for sockets. */
  boardCookie(): Promise<string>;
  /** The server it was started with. */
  server(): ChildProcess;
  startWorker(): Promise<ChildProcess>;
  startServer(): Promise<ChildProcess>;
  stopProcess(child: ChildProcess, signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

const main = (role: 'server' | 'workers') => fileURLToPath(new URL(`../../${role}/main.ts`, import.meta.url));

/** Starts one server (and on demand workers) on a database of its own. */
export async function startSystem(options: {
  backend: BackendKind;
  workers: number;
  env?: Record<string, string>;
  /** Put in force in place of the demonstration ruleset. */
  ruleset?: Ruleset;
  /** Fills the empty database instead of migrating and seeding it. */
  fill?: (databaseUrl: string) => Promise<unknown>;
}): Promise<TestSystem> {
  const database = await createTestDatabase();
  const redisUrl = options.backend === 'redis' ? testRedisUrl() : null;
  if (options.backend === 'redis' && redisUrl === null) throw new Error('TEST_REDIS_URL is not set');
  const redis = redisUrl === null ? null : new Redis(redisUrl);
  await redis?.flushdb();

  const pool = createPool(database.url, 4, createLog('server', 'silent'));
  if (options.fill === undefined) {
    await migrate(database.url, createLog('server', 'silent'));
    await seed(pool);
  } else {
    await options.fill(database.url);
  }
  if (options.ruleset !== undefined) await loadRuleset(pool, options.ruleset, 'test');

  const key = await issueLocalKey(database.url, AUTH_SECRET);

  const port = await freePort();
  // By its name: passkeys know no addresses, and cookies of one name are not sent to the other.
  const url = `http://localhost:${port}`;
  const people = new People({ databaseUrl: database.url, url, pool, authSecret: AUTH_SECRET });
  let operator: Promise<TestPerson> | null = null;
  const children = new Set<ChildProcess>();
  const { REDIS_URL: _redis, ...inherited } = process.env;
  const start = async (role: 'server' | 'workers', ready: string): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [main(role)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...inherited,
        DATABASE_URL: database.url,
        ...(redisUrl !== null && { REDIS_URL: redisUrl }),
        HOST: '127.0.0.1',
        PORT: String(port),
        LOG_LEVEL: 'info',
        AUTH_SECRET,
        ...options.env,
      },
    });
    children.add(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
    child.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
    child.once('exit', () => children.delete(child));
    await until(`the ${role} is ready`, () => {
      if (child.exitCode !== null) throw new Error(`the ${role} ended:\n${output}`);
      return output.includes(ready);
    });
    return child;
  };
  const stopProcess = async (child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };

  let server: ChildProcess;
  const system: TestSystem = {
    url,
    databaseUrl: database.url,
    redisUrl,
    pool,
    redis,
    key,
    fetch: (path, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${key}`);
      return fetch(`${url}${path}`, { ...init, headers });
    },
    person: (role, scope) => people.add([{ role, scope }]),
    people: (assignments) => people.add(assignments),
    boardCookie: async () => {
      operator ??= people.add([{ role: 'operator', scope: 'national' }]);
      return (await operator).cookie;
    },
    server: () => server,
    startServer: () => start('server', '"server ready"'),
    startWorker: () => start('workers', '"worker ready"'),
    stopProcess,
    async stop() {
      await Promise.all([...children].map((child) => stopProcess(child)));
      await redis?.flushdb();
      redis?.disconnect();
      await people.close();
      await pool.end();
      await database.drop();
    },
  };
  try {
    server = await system.startServer();
    for (let i = 0; i < options.workers; i++) await system.startWorker();
  } catch (error) {
    await system.stop();
    throw error;
  }
  return system;
}
