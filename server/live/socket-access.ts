import { CHANGE_SUBJECTS, type ChangeSubject } from '../../shared/contract/changes.ts';
import type { ClientEvents } from '../../shared/contract/live.ts';
import type { Right } from '../../shared/domain/access/right.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Caller, CallerKind } from '../access/caller.ts';

/** What an event may concern, where its right follows from that. */
type Subjects = Readonly<Record<ChangeSubject, Right>>;

/**
 * Who may send an event: who holds a right at the scope it names, or there the right of each subject it names, or every
 * caller of some kind for its own.
 */
export type EventAccess = { right: Right } | { rightOf: Subjects } | { own: readonly CallerKind[] };

/** Every event a browser may send, with what it needs: an event left out does not compile. */
export const EVENT_ACCESS = {
  'board:join': { right: 'board.view' },
  'board:resync': { right: 'board.view' },
  'board:leave': { right: 'board.view' },
  'alarms:join': { right: 'alarms.view' },
  'alarms:leave': { right: 'alarms.view' },
  'alarms:look': { right: 'alarms.view' },
  'changes:follow': { rightOf: CHANGE_SUBJECTS },
  'changes:leave': { rightOf: CHANGE_SUBJECTS },
  'display:report': { own: ['display'] },
  'display:renew': { own: ['display'] },
} as const satisfies Record<keyof ClientEvents, EventAccess>;

type EventsWith<Access> = {
  [E in keyof typeof EVENT_ACCESS]: (typeof EVENT_ACCESS)[E] extends Access ? E : never;
}[keyof typeof EVENT_ACCESS];

/** Whether `caller` may send `event`, which concerns `scope`. */
export function mayEmit(caller: Caller, event: EventsWith<{ right: Right }>, scope: ScopeId): boolean {
  return caller.may(EVENT_ACCESS[event].right, scope);
}

/** Whether `caller` may send `event`, which concerns one subject at `scope`. */
export function mayEmitOf(
  caller: Caller,
  event: EventsWith<{ rightOf: Subjects }>,
  subject: ChangeSubject,
  scope: ScopeId,
): boolean {
  return caller.may(EVENT_ACCESS[event].rightOf[subject], scope);
}

/** Whether `caller` is of the kind whose own the event is. */
export function isOwn(caller: Caller, event: EventsWith<{ own: readonly CallerKind[] }>): boolean {
  const own: readonly CallerKind[] = EVENT_ACCESS[event].own;
  return own.includes(caller.identity.kind);
}

/** The scope that an event's payload names; null for a payload of another shape. */
export function scopeIn(request: unknown): ScopeId | null {
  if (typeof request !== 'object' || request === null) return null;
  const { scope, ...rest } = request as { scope?: unknown };
  if (typeof scope !== 'string' || Object.keys(rest).length > 0) return null;
  return parseScope(scope);
}
