import { partsOf, type DistrictOf, type ScopeId } from '../../shared/domain/access/scope.ts';

/** Every scope that shows what belongs to `place`: itself, the district of a house, the nation. */
export function scopesAround(place: ScopeId, districtOf: DistrictOf): ScopeId[] {
  if (place === 'national') return ['national'];
  const { level, code } = partsOf(place);
  const district = level === 'house' ? districtOf(code) : undefined;
  return district === undefined ? [place, 'national'] : [place, `district:${district}`, 'national'];
}
