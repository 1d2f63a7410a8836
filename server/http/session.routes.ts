import type { DisplayView, Locale, PersonView, SessionView } from '../../shared/contract/session.ts';
import type { Caller } from '../access/caller.ts';
import { openRoute, type Route } from './route.ts';

/** `GET /api/session`: who is there, what they may do, and how one may sign in. */
export function sessionRoutes(deps: {
  demonstration: SessionView['demonstration'];
  provider: SessionView['provider'];
  version: string;
}): Route[] {
  const { demonstration, provider, version } = deps;
  return [
    openRoute({
      method: 'get',
      path: '/api/session',
      access: { open: 'the sign-in page asks it' },
      handle: ({ caller }): SessionView => ({ caller: viewOf(caller), demonstration, provider, version }),
    }),
  ];
}

function viewOf(caller: Caller | null): PersonView | DisplayView | null {
  if (caller === null || caller.identity.kind === 'machine') return null;
  const { identity } = caller;
  const rights = caller.rights();
  const locale = identity.locale as Locale;
  if (identity.kind === 'display') {
    const { kind, id, name, page } = identity;
    return { kind, id, name, page, locale, rights };
  }
  const { kind, id, name, email, demonstration, lacksSecondFactor } = identity;
  return { kind, id, name, email, demonstration, lacksSecondFactor, locale, rights };
}
