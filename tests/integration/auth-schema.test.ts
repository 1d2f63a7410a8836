import { getMigrations } from 'better-auth/db/migration';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuth } from '../../server/auth/auth.ts';
import { createPasswordCheck } from '../../server/auth/password-rules.ts';
import { SignInGuard } from '../../server/auth/sign-in-guard.ts';
import { createAuthPool } from '../../shared/platform/db/auth-pool.ts';
import { migrate } from '../../shared/platform/db/migrate.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';

const log = createLog('server', 'silent');
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url, log);
  pool = createAuthPool(database.url, log);
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

/** Everything that can be switched on is, so that each plugin asks for its tables. */
const authOf = () =>
  createAuth({
    config: {
      authSecret: 'test secret of at least thirty-two characters',
      oidc: { issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'x', name: 'x' },
    },
    publicUrl: 'http://localhost',
    trustedOrigins: [],
    pool,
    guard: new SignInGuard({ authPool: pool, pool, checkPassword: createPasswordCheck(undefined), log }),
    log,
  });

it('has every table and column that better-auth asks for', async () => {
  const { toBeCreated, toBeAdded } = await getMigrations(authOf().options);
  expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] });
});

it('would notice a column that is missing', async () => {
  await pool.query('ALTER TABLE auth."twoFactor" DROP COLUMN "lockedUntil"');
  const { toBeAdded } = await getMigrations(authOf().options);
  expect(toBeAdded.map(({ table, fields }) => [table, Object.keys(fields)])).toEqual([
    ['twoFactor', ['lockedUntil']],
  ]);
});
