/** A place one may have rights at or watch: `national`, `district:2200` or `house:2201`. */
export type ScopeId = 'national' | `district:${string}` | `house:${string}`;

export type ScopeLevel = 'national' | 'district' | 'house';

/** With the codes that places can have. */
const SCOPE = /^(?:national|(?:district|house):[A-Za-z0-9][A-Za-z0-9._-]{0,31})$/;

/** Which district a customs house belongs to; undefined for a house that is not known. */
export type DistrictOf = (house: string) => string | undefined;

/** Reads a scope as it stands in addresses and messages; null for what is none. */
export function parseScope(text: string): ScopeId | null {
  return SCOPE.test(text) ? (text as ScopeId) : null;
}

/** Level and code of a scope; the nation's code is empty. */
export function partsOf(scope: ScopeId): { level: ScopeLevel; code: string } {
  const [level, code = ''] = scope.split(':');
  return { level: level as ScopeLevel, code };
}

/** True where all that `inner` holds belongs to `outer`. A house that is not known is the nation's alone. */
export function contains(outer: ScopeId, inner: ScopeId, districtOf: DistrictOf): boolean {
  if (outer === 'national' || outer === inner) return true;
  const [around, within] = [partsOf(outer), partsOf(inner)];
  return around.level === 'district' && within.level === 'house' && districtOf(within.code) === around.code;
}
