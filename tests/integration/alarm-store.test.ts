import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createPool, type Pool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { raiseAlarms, readUnacknowledged } from '../../shared/platform/stores/alarm.store.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  const log = createLog('worker', 'silent');
  database = await createTestDatabase();
  await migrate(database.url, log);
  pool = createPool(database.url, 4, log);
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

it('one alarm that nobody acknowledges is counted on and never hides the others', async () => {
  const at = new Date();
  const alarm = (cause: string, occurrences: number) => ({
    cause,
    type: 'batch-failing' as const,
    kind: 'system' as const,
    priority: 'high' as const,
    title: cause,
    profileCode: null,
    district: null,
    customsHouse: null,
    occurrences,
    firstAt: at,
    lastAt: at,
  });
  await raiseAlarms(pool, [alarm('often', 2_000_000_000), alarm('once', 1)], null);
  await raiseAlarms(pool, [alarm('often', 2_000_000_000)], null);
  const open = await readUnacknowledged(pool);
  expect(open.map(({ title, occurrences }) => [title, occurrences])).toEqual(
    expect.arrayContaining([
      ['often', 4_000_000_000],
      ['once', 1],
    ]),
  );
  expect(open).toHaveLength(2);
});
