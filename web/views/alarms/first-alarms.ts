import type { AlarmPage } from '../../../shared/contract/alarms.ts';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import { api } from '../../shell/api.ts';

/** More than a screen has room for. */
const FIRST = 100;

/** The most urgent alarms of a scope. */
export function readFirst(scope: ScopeId): Promise<AlarmPage> {
  const page = api.get<AlarmPage>(`/api/alarms?scope=${encodeURIComponent(scope)}&limit=${FIRST}`);
  // Whoever shows them hears of a failure; nobody may have come to that by then.
  page.catch(() => undefined);
  return page;
}
