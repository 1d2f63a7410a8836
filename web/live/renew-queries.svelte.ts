import type { QueryKey } from '@tanstack/svelte-query';
import type { ChangeSubject } from '../../shared/contract/changes.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { queryClient } from '../shell/queries.ts';
import { followChanges } from './changes.svelte.ts';

/** Queries are read anew at most so often, ms: at a busy place something changes every moment. */
const PAUSE_MS = 2_000;

/**
 * Reads queries anew as subjects change at these places, for as long as the calling component is shown: the first
 * change at once, what follows it closely together. `concerns` says of which keys of changes.
 */
export function renewQueries(
  scopes: readonly ScopeId[],
  subjects: readonly ChangeSubject[],
  queryKey: () => QueryKey,
  concerns: (key: string) => boolean = () => true,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let renewedAt = -PAUSE_MS;
  const renew = () => {
    timer = undefined;
    renewedAt = performance.now();
    void queryClient.invalidateQueries({ queryKey: queryKey() });
  };
  for (const scope of scopes) {
    followChanges(scope, subjects, (changes) => {
      if (!changes.some(({ keys }) => keys.length === 0 || keys.some(concerns))) return;
      timer ??= setTimeout(renew, Math.max(0, renewedAt + PAUSE_MS - performance.now()));
    });
  }
  $effect(() => () => clearTimeout(timer));
}
