import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { hasAdministrator, replaceAssignments } from '../../shared/platform/stores/access.store.ts';
import { SYSTEM } from '../../shared/platform/stores/access-event.store.ts';
import type { Accounts } from '../auth/accounts.ts';
import type { LinksService } from './links.service.ts';

/** Address of the first administrator until the set-up link is used, which asks for the real one. */
const PLACEHOLDER_EMAIL = 'administrator@tidewaiter.invalid';

/** Number of the lock by which servers that start together agree on one administrator. */
const LOCK = 7_301_001;

/**
 * Creates the administrator of the nation where there is none, and answers the link by which a person becomes it;
 * null where there is one.
 */
export async function createFirstAdministrator(deps: {
  pool: Pool;
  accounts: Accounts;
  links: LinksService;
}): Promise<string | null> {
  const { pool, accounts, links } = deps;
  return inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    if (await hasAdministrator(client)) return null;
    const id = await accounts.add({ name: 'Administrator', email: PLACEHOLDER_EMAIL, locale: 'en' });
    await replaceAssignments(client, id, [{ role: 'administrator', scope: 'national' }], 'system');
    return links.issue(id, 'set-up', SYSTEM);
  });
}
