import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createLog } from '../../shared/platform/log.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';

const log = createLog('server', 'silent');
let first: TestDatabase;
let second: TestDatabase;
/** An account without any privilege but owning the second database, as administrators of databases like them. */
let account: string;
let url: string;

async function query(databaseUrl: string, ...statements: string[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let result!: pg.QueryResult;
    for (const statement of statements) result = await client.query(statement);
    return result;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  first = await createTestDatabase();
  second = await createTestDatabase();
  // The role that reads belongs to the whole server; this makes it.
  await migrate(first.url, log);
  const address = new URL(second.url);
  const name = address.pathname.slice(1);
  account = `${name}_owner`;
  await query(
    first.url,
    `CREATE ROLE ${account} LOGIN PASSWORD 'plain'`,
    `ALTER DATABASE ${name} OWNER TO ${account}`,
  );
  address.username = account;
  address.password = 'plain';
  url = address.href;
});

afterAll(async () => {
  await second?.drop();
  await query(first.url, `DROP ROLE ${account}`);
  await first.drop();
});

it('says what an administrator of the database has to grant', async () => {
  await expect(migrate(url, log)).rejects.toThrow(`run "GRANT tidewaiter_reader TO ${account}"`);
});

it('needs no right to create roles once that was granted', async () => {
  await query(first.url, `GRANT tidewaiter_reader TO ${account}`);
  expect(await migrate(url, log)).not.toEqual([]);
  const { rows } = await query(
    url,
    'SET ROLE tidewaiter_reader',
    'SELECT count(*)::int AS seen FROM declaration',
  );
  expect(rows).toEqual([{ seen: 0 }]);
});
