import { randomBytes } from 'node:crypto';
import pg from 'pg';

export { freePort } from '../../tools/provision/ports.ts';

/** A database of its own for one test file. */
export interface TestDatabase {
  url: string;
  /** Drops it, connections and all. */
  drop(): Promise<void>;
}

function serverUrl(): URL {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined || url === '') {
    throw new Error('TEST_DATABASE_URL is not set: run the tests with `npm test`');
  }
  return new URL(url);
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl().href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Creates an empty database with a random name on the tests' server. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`create database ${name}`);
  const url = serverUrl();
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`) };
}

const LOGICAL_DATABASES = 16;
let nextLogical = 1;

/**
 * The Redis of this lane of tests with a logical database of its own (1 to 15, in turn within a test file), or null
 * where there is none. The files of a lane run one after another: empty it before use with `FLUSHDB`. Publish and
 * subscribe know no logical databases: tests that listen must name their channels apart.
 */
export function testRedisUrl(): string | null {
  const lane = Number(process.env['VITEST_POOL_ID'] ?? 1);
  const base = process.env[lane === 1 ? 'TEST_REDIS_URL' : `TEST_REDIS_URL_${lane}`];
  if (base === undefined || base === '') return null;
  const url = new URL(base);
  url.pathname = `/${nextLogical}`;
  nextLogical = nextLogical === LOGICAL_DATABASES - 1 ? 1 : nextLogical + 1;
  return url.href;
}
