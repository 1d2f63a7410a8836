import { contains, type DistrictOf, type ScopeId } from './scope.ts';

/** The widest scopes that lie both in some of `a` and in some of `b`; empty where the two have no place in common. */
export function commonScopes(
  a: readonly ScopeId[],
  b: readonly ScopeId[],
  districtOf: DistrictOf,
): ScopeId[] {
  const common = new Set<ScopeId>();
  for (const one of a) {
    for (const other of b) {
      if (contains(one, other, districtOf)) common.add(other);
      else if (contains(other, one, districtOf)) common.add(one);
    }
  }
  return [...common].filter((scope) =>
    [...common].every((other) => other === scope || !contains(other, scope, districtOf)),
  );
}
