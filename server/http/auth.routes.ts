import { toNodeHandler } from 'better-auth/node';
import type { Auth } from '../auth/auth.ts';
import { type Route, type RouteAccess } from './route.ts';

const everyone = (open: string): RouteAccess<unknown, unknown> => ({ open });
const signingIn = everyone('it is how one signs in');
const ownAccount: RouteAccess<unknown, unknown> = { own: ['person'] };

/**
 * The endpoints of better-auth that are served, with who may call them. Its other ones (signing up, changing e-mail
 * addresses, keys, sessions with their tokens, …) are not: what is needed of these, Tidewaiter does under its own
 * rights.
 */
export const AUTH_ENDPOINTS: readonly { method: Route['method']; path: string; access: Route['access'] }[] = [
  { method: 'post', path: '/sign-in/email', access: signingIn },
  { method: 'post', path: '/sign-in/social', access: signingIn },
  { method: 'get', path: '/callback/:provider', access: signingIn },
  { method: 'get', path: '/error', access: everyone('where a provider’s refusal leads') },
  { method: 'post', path: '/two-factor/verify-totp', access: signingIn },
  { method: 'post', path: '/two-factor/verify-backup-code', access: signingIn },
  { method: 'get', path: '/passkey/generate-authenticate-options', access: signingIn },
  { method: 'post', path: '/passkey/verify-authentication', access: signingIn },
  { method: 'post', path: '/sign-out', access: everyone('a session that is over can be left too') },
  { method: 'post', path: '/change-password', access: ownAccount },
  { method: 'post', path: '/two-factor/enable', access: ownAccount },
  { method: 'post', path: '/two-factor/disable', access: ownAccount },
  { method: 'post', path: '/two-factor/generate-backup-codes', access: ownAccount },
  { method: 'get', path: '/passkey/generate-register-options', access: ownAccount },
  { method: 'post', path: '/passkey/verify-registration', access: ownAccount },
  { method: 'get', path: '/passkey/list-user-passkeys', access: ownAccount },
  { method: 'post', path: '/passkey/update-passkey', access: ownAccount },
  { method: 'post', path: '/passkey/delete-passkey', access: ownAccount },
];

/** Hands the endpoints above to better-auth. */
export function authRoutes(deps: { auth: Auth }): Route[] {
  const handler = toNodeHandler(deps.auth);
  return AUTH_ENDPOINTS.map(({ method, path, access }) => ({
    method,
    path: `/api/auth${path}`,
    access,
    handle: ({ request, response }) => handler(request, response),
  }));
}
