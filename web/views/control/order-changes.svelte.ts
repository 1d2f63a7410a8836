import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import { followChanges } from '../../live/changes.svelte.ts';
import { queryClient } from '../../shell/queries.ts';
import { ORDERS } from './order-queries.ts';

/** Lists are read anew at most so often, ms: at a busy place something changes every moment. */
const PAUSE_MS = 2_000;

/** Renews the lists of orders as orders change at these places, for as long as the calling component is shown. */
export function followOrderLists(scopes: readonly ScopeId[]): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let renewedAt = -PAUSE_MS;
  const renew = () => {
    timer = undefined;
    renewedAt = performance.now();
    void queryClient.invalidateQueries({ queryKey: ORDERS });
  };
  for (const scope of scopes) {
    followChanges(scope, ['orders'], () => {
      timer ??= setTimeout(renew, Math.max(0, renewedAt + PAUSE_MS - performance.now()));
    });
  }
  $effect(() => () => clearTimeout(timer));
}
