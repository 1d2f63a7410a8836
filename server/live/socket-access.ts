import type { ClientEvents } from '../../shared/contract/live.ts';
import type { Right } from '../../shared/domain/access/right.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Caller, CallerKind } from '../access/caller.ts';

/** Who may send an event: who holds a right at the scope it names, or every caller of some kind for its own. */
export type EventAccess = { right: Right } | { own: readonly CallerKind[] };

/** Every event a browser may send, with what it needs: an event left out does not compile. */
export const EVENT_ACCESS: Record<keyof ClientEvents, EventAccess> = {
  'board:join': { right: 'board.view' },
  'board:resync': { right: 'board.view' },
  'board:leave': { right: 'board.view' },
  'display:report': { own: ['display'] },
  'display:renew': { own: ['display'] },
};

/** Whether `caller` may send `event`, which concerns `scope` where it needs a right. */
export function mayEmit(caller: Caller, event: keyof ClientEvents, scope: ScopeId | null): boolean {
  const access = EVENT_ACCESS[event];
  if ('own' in access) return access.own.includes(caller.identity.kind);
  return scope !== null && caller.may(access.right, scope);
}

/** The scope that an event's payload names; null for a payload of another shape. */
export function scopeIn(request: unknown): ScopeId | null {
  if (typeof request !== 'object' || request === null) return null;
  const { scope, ...rest } = request as { scope?: unknown };
  if (typeof scope !== 'string' || Object.keys(rest).length > 0) return null;
  return parseScope(scope);
}
