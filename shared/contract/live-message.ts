import type { PersonRef } from './alarms.ts';
import type { BatchDecided } from './batch-decided.ts';
import type { Change } from './changes.ts';
import type { ScopeId } from '../domain/access/scope.ts';

/** That a person looks at an alarm, or at none any more. */
export interface Looking {
  /** The connection it is said over: it looks at one alarm at a time. */
  from: string;
  person: PersonRef;
  /** The alarm with its place; null: none. */
  alarm: { id: string; place: ScopeId } | null;
}

/** What processes tell every server over the live bus. */
export type LiveMessage =
  | ({ kind: 'batch' } & BatchDecided)
  | { kind: 'changes'; changes: readonly Change[] }
  | ({ kind: 'looking' } & Looking);
