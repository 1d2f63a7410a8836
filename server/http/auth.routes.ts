import { toNodeHandler } from 'better-auth/node';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAccount } from '../../shared/platform/stores/account.store.ts';
import type { Auth } from '../auth/auth.ts';
import { RequestError } from './errors.ts';
import { personOf, refuseShared, type Person } from './own-person.ts';
import { type Route, type RouteAccess } from './route.ts';

const everyone = (open: string): RouteAccess<unknown, unknown> => ({ open });
const signingIn = everyone('it is how one signs in');
const ownAccount: RouteAccess<unknown, unknown> = { own: ['person'] };

interface Endpoint {
  method: Route['method'];
  path: string;
  access: Route['access'];
  /** Changes how the person signs in. */
  changes?: true;
}

/**
 * The endpoints of better-auth that are served, with who may call them. Its other ones (signing up, changing e-mail
 * addresses, keys, sessions with their tokens, …) are not: what is needed of these, Tidewaiter does under its own
 * rights.
 */
const AUTH_ENDPOINTS: readonly Endpoint[] = [
  { method: 'post', path: '/sign-in/email', access: signingIn },
  { method: 'post', path: '/sign-in/social', access: signingIn },
  { method: 'get', path: '/callback/:provider', access: signingIn },
  { method: 'post', path: '/two-factor/verify-totp', access: signingIn },
  { method: 'post', path: '/two-factor/verify-backup-code', access: signingIn },
  { method: 'get', path: '/passkey/generate-authenticate-options', access: signingIn },
  { method: 'post', path: '/passkey/verify-authentication', access: signingIn },
  { method: 'post', path: '/sign-out', access: everyone('a session that is over can be left too') },
  { method: 'post', path: '/change-password', access: ownAccount, changes: true },
  { method: 'post', path: '/two-factor/enable', access: ownAccount, changes: true },
  { method: 'post', path: '/two-factor/disable', access: ownAccount, changes: true },
  { method: 'post', path: '/two-factor/generate-backup-codes', access: ownAccount, changes: true },
  { method: 'get', path: '/passkey/generate-register-options', access: ownAccount, changes: true },
  { method: 'post', path: '/passkey/verify-registration', access: ownAccount, changes: true },
  { method: 'get', path: '/passkey/list-user-passkeys', access: ownAccount },
  { method: 'post', path: '/passkey/update-passkey', access: ownAccount, changes: true },
  { method: 'post', path: '/passkey/delete-passkey', access: ownAccount, changes: true },
];

/** Hands the endpoints above to better-auth. */
export function authRoutes({ auth, pool }: { auth: Auth; pool: Pool }): Route[] {
  const handler = toNodeHandler(auth);
  return AUTH_ENDPOINTS.map(({ method, path, access, changes }) => ({
    method,
    path: `/api/auth${path}`,
    access,
    // better-auth would read on for as long as a body comes.
    ...(method === 'post' && { bodyLimit: '64kb' }),
    handle: async ({ caller, request, response }) => {
      if (changes === true) {
        const person = personOf(caller);
        refuseShared(person);
        await refuseHalfSignedIn(pool, person);
      }
      await handler(request, response);
    },
  }));
}

/**
 * Whoever knows no more than the password of somebody who has a passkey must not get past the second factor by
 * setting up one of their own.
 */
async function refuseHalfSignedIn(pool: Pool, { id, lacksSecondFactor }: Person): Promise<void> {
  if (!lacksSecondFactor || (await readAccount(pool, id))?.passkeys === 0) return;
  throw new RequestError(403, 'passkey-required', 'sign in with your passkey first');
}
