import type { HeldRights } from '../../shared/contract/session.ts';
import type { Right } from '../../shared/domain/access/right.ts';
import { contains, type DistrictOf, type ScopeId } from '../../shared/domain/access/scope.ts';

/** Whether `right` is held: at `scope`, or, without one, somewhere. What is shown follows it; the server decides. */
export function holds(rights: HeldRights, right: Right, districtOf: DistrictOf, scope?: ScopeId): boolean {
  const scopes = rights[right] ?? [];
  if (scope === undefined) return scopes.length > 0;
  return scopes.some((held) => contains(held, scope, districtOf));
}
