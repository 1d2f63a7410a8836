import type { Request } from 'express';
import { accountChange, type AccountView, type SessionEntry } from '../../shared/contract/account.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { listSessions, type StoredSession } from '../../shared/platform/stores/session.store.ts';
import type { Caller } from '../access/caller.ts';
import { FRESH_SECONDS } from '../auth/own-account-rules.ts';
import type { SignInMethod } from '../auth/session-rules.ts';
import type { AccountService } from '../services/account.service.ts';
import { agentName } from './agent-name.ts';
import { RequestError } from './errors.ts';
import { personOf, refuseShared } from './own-person.ts';
import { route, type Route } from './route.ts';

/** `/api/account`: the caller's own profile and sessions, whatever their rights. */
export function accountRoutes({ pool, account }: { pool: Pool; account: AccountService }): Route[] {
  const access = { own: ['person'] as const };
  const sessionsOf = async (caller: Caller): Promise<StoredSession[]> => {
    const person = personOf(caller);
    const all = await listSessions(pool, person.id);
    // The other sessions of a shared account are other people's.
    return person.demonstration ? all.filter(({ id }) => id === person.sessionId) : all;
  };
  return [
    route({
      method: 'get',
      path: '/api/account',
      access,
      handle: async ({ caller }): Promise<AccountView> => {
        const person = personOf(caller);
        const [view, sessions] = await Promise.all([account.view(person.id), sessionsOf(caller)]);
        const current = sessions.find(({ id }) => id === person.sessionId);
        return { ...view, shared: person.demonstration, fresh: current !== undefined && isFresh(current) };
      },
    }),
    route({
      method: 'patch',
      path: '/api/account',
      body: accountChange,
      access,
      handle: async ({ caller, request, body }) => {
        if (body.name !== undefined) refuseShared(personOf(caller));
        await account.change(ownOf(caller, request), body);
      },
    }),
    route({
      method: 'get',
      path: '/api/account/sessions',
      access,
      handle: async ({ caller }): Promise<SessionEntry[]> => {
        const { sessionId } = personOf(caller);
        return (await sessionsOf(caller)).map((session) => toEntry(session, sessionId));
      },
    }),
    route({
      method: 'delete',
      path: '/api/account/sessions/:id',
      access,
      handle: async ({ caller, request, params }) => {
        const id = params['id'] ?? '';
        const person = personOf(caller);
        if (id !== person.sessionId) refuseShared(person);
        if (!(await account.endSession(ownOf(caller, request), id))) {
          throw new RequestError(404, 'not-found', 'you have no such session');
        }
      },
    }),
    route({
      method: 'delete',
      path: '/api/account/sessions',
      access,
      handle: async ({ caller, request }) => {
        const person = personOf(caller);
        refuseShared(person);
        await account.endOtherSessions(ownOf(caller, request), person.sessionId);
      },
    }),
  ];
}

function isFresh({ createdAt }: StoredSession): boolean {
  return Date.now() - createdAt.getTime() < FRESH_SECONDS * 1000;
}

function ownOf(caller: Caller, request: Request) {
  const { id } = personOf(caller);
  return { doer: { ...caller.doer, id }, address: request.ip };
}

function toEntry(session: StoredSession, currentId: string): SessionEntry {
  return {
    id: session.id,
    begunAt: session.createdAt.toISOString(),
    lastActiveAt: session.updatedAt.toISOString(),
    endsAt: session.expiresAt.toISOString(),
    address: session.ipAddress === '' ? null : session.ipAddress,
    ...agentName(session.userAgent),
    method: session.method as SignInMethod,
    current: session.id === currentId,
  };
}
