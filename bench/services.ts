import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { provisionPostgres } from '../tools/provision/postgres.ts';
import { homeParents } from '../tools/provision/postgres-home.ts';
import { progressTo } from '../tools/provision/progress.ts';
import { provisionRedis } from '../tools/provision/redis.ts';

/** Runs `work` with a Postgres and, where there is one to be had, a Redis of its own, and removes them. */
export async function withServices<T>(
  say: (line: string) => void,
  work: (redisUrl: string | null) => Promise<T>,
): Promise<T> {
  const progress = progressTo(say);
  const name = `bench-${process.pid}`;
  const postgres = await provisionPostgres({
    databaseUrl: process.env['DATABASE_URL'],
    name,
    durability: 'durable',
    progress,
  });
  const redis = await provisionRedis({
    redisUrl: process.env['REDIS_URL'],
    forcePostgres: process.env['TIDEWAITER_QUEUE'] === 'postgres',
    name,
    progress,
  });
  process.env['TEST_DATABASE_URL'] = postgres.url;
  if (redis !== null) process.env['TEST_REDIS_URL'] = redis.url;
  try {
    return await work(redis?.url ?? null);
  } finally {
    await redis?.own?.running.stop();
    await postgres.own?.running.stop();
    for (const parent of homeParents()) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
