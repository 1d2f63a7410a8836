import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'bullmq';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { QUEUE_SCHEMA } from '../queue/queues.ts';
import type { Logger } from '../log.ts';

const FOLDER = fileURLToPath(new URL('migrations', import.meta.url));

/** Names of the migrations there are, in their order. */
export async function knownMigrations(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files.map((file) => file.replace(/\.sql$/, '')).toSorted();
}

/**
 * Brings our schema and that of BullMQ's Postgres back end up to date, with at most `count` migrations of ours;
 * concurrent callers wait for one another. Answers the names of the migrations run.
 */
export async function migrate(databaseUrl: string, log: Logger, count = Infinity): Promise<string[]> {
  const done = await runner({
    databaseUrl,
    dir: FOLDER,
    direction: 'up',
    count,
    migrationsTable: 'schema_migration',
    checkOrder: true,
    singleTransaction: true,
    advisoryLockMode: 'wait',
    logger: {
      debug: (text) => log.debug(text),
      info: (text) => log.debug(text),
      warn: (text) => log.warn(text),
      error: (text) => log.error(text),
    },
  } as Parameters<typeof runner>[0]);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
  } finally {
    await client.end();
  }
  return done.map((migration) => migration.name);
}
