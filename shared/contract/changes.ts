import type { Right } from '../domain/access/right.ts';
import type { ScopeId } from '../domain/access/scope.ts';

/** What views follow live beside the board. Who follows a subject needs its right at the scope. */
export const CHANGE_SUBJECTS = {
  alarms: 'alarms.view',
  orders: 'orders.view',
  findings: 'declarations.view',
  shifts: 'alarms.view',
} as const satisfies Record<string, Right>;

export type ChangeSubject = keyof typeof CHANGE_SUBJECTS;

/** That something changed and where, never what it is now: who may read it reads it. */
export interface Change {
  subject: ChangeSubject;
  /** The place that it belongs to; whoever follows a scope around it is told. */
  scope: ScopeId;
  /** Alarm ids, `declarationNo/version`, shift ids; empty: anything there. */
  keys: string[];
}

/** Carries changes to every server, and to the browsers that follow them. Never throws: who is not told reads anew. */
export type Announce = (changes: readonly Change[]) => void;

/** Keys that one message names at most, over all its changes; beyond it a change names none: anything there. */
export const MOST_CHANGE_KEYS = 500;

/** The same changes in as few as can be: one a subject and place, each key once, in the order of their coming. */
export function joinChanges(changes: readonly Change[]): Change[] {
  const joined = new Map<string, { change: Change; keys: Set<string> | null }>();
  for (const { subject, scope, keys } of changes) {
    const name = `${subject}@${scope}`;
    const known = joined.get(name) ?? { change: { subject, scope, keys: [] }, keys: new Set() };
    joined.set(name, known);
    if (keys.length === 0) known.keys = null;
    else for (const key of keys) known.keys?.add(key);
  }
  let room = MOST_CHANGE_KEYS;
  return [...joined.values()].map(({ change, keys }) => {
    if (keys === null || keys.size > room) return change;
    room -= keys.size;
    return { ...change, keys: [...keys] };
  });
}
