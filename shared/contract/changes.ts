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
