import type { Change, ChangeSubject } from '../../shared/contract/changes.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { followOver } from './follow-changes.ts';
import { shareSocket } from './shared-socket.ts';

/**
 * Follows what changes at a scope for as long as the component is there that calls it. `onChanges` hears of changes at
 * the scope and below it; a change without keys is anything there. It is called so once at the beginning and after
 * every reconnect, since messages may have been missed. `scope` may be a function of state; null follows nothing.
 */
export function followChanges(
  scope: ScopeId | (() => ScopeId | null),
  subjects: readonly ChangeSubject[],
  onChanges: (changes: Change[]) => void,
): void {
  $effect(() => {
    const at = typeof scope === 'function' ? scope() : scope;
    if (at === null) return;
    const { socket, release } = shareSocket();
    const stop = followOver(socket, at, subjects, onChanges, Math.random);
    return () => {
      stop();
      release();
    };
  });
}
