import { MACHINE_RIGHTS } from '../../shared/domain/access/right.ts';
import { createAuthPool } from '../../shared/platform/db/auth-pool.ts';
import { createPool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { putLodgingSystem } from '../../shared/platform/stores/lodging-system.store.ts';
import { recordAccess, SYSTEM } from '../../shared/platform/stores/access-event.store.ts';
import { createAuth } from '../../server/auth/auth.ts';
import { Keys } from '../../server/auth/keys.ts';
import { createPasswordCheck } from '../../server/auth/password-rules.ts';
import { SignInGuard } from '../../server/auth/sign-in-guard.ts';

/**
 * Makes a key for the tools of this clone (simulator, import), which lodge for the whole nation, and ends the ones
 * they had before.
 */
export async function issueLocalKey(databaseUrl: string, authSecret: string): Promise<string> {
  const log = createLog('server', 'silent');
  const pool = createPool(databaseUrl, 2, log);
  const authPool = createAuthPool(databaseUrl, log);
  try {
    const guard = new SignInGuard({ authPool, pool, checkPassword: createPasswordCheck(undefined), log });
    const auth = createAuth({
      config: { authSecret, oidc: undefined },
      publicUrl: 'http://localhost',
      trustedOrigins: [],
      pool: authPool,
      guard,
      log,
    });
    const keys = new Keys(auth);
    const systemId = await putLodgingSystem(pool, {
      name: 'Local tools',
      scope: 'national',
      rights: [...MACHINE_RIGHTS],
      declarationsPerMinute: null,
      createdBy: 'system',
    });
    const { id, key } = await keys.issue(systemId, 'Local tools', null);
    await keys.endOthers(pool, systemId, id, 0);
    await recordAccess(pool, { by: SYSTEM, action: 'key.issued', subject: `system:${systemId}` });
    return key;
  } finally {
    await authPool.end();
    await pool.end();
  }
}
