import { contains, type DistrictOf, type ScopeId } from '../../../shared/domain/access/scope.ts';

/**
 * The scope whose alarms are followed: the one of those held that holds the place asked for. Narrower places are
 * filtered here, so that going from one to another reads nothing anew.
 */
export function followedScope(
  held: readonly ScopeId[],
  place: ScopeId | '',
  districtOf: DistrictOf,
): ScopeId {
  const around = place === '' ? undefined : held.find((scope) => contains(scope, place, districtOf));
  return around ?? held[0] ?? 'national';
}
