import { partsOf, type ScopeId } from '../../shared/domain/access/scope.ts';
import { m } from '../paraglide/messages.js';
import { placeName } from '../ui/names.ts';
import { places } from './places.svelte.ts';

/** A scope by its place's name in the reader's language; by its code where the place is not known. */
export function scopeName(scope: ScopeId): string {
  const { level, code } = partsOf(scope);
  if (level === 'national') return m.common_nation();
  if (level === 'district') {
    const district = places.districts.get(code);
    return district === undefined ? m.common_district_code({ code }) : placeName(district);
  }
  const house = places.houses.get(code);
  return house === undefined ? m.common_house_code({ code }) : placeName(house);
}
