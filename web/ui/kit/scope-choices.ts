import {
  contains,
  partsOf,
  type DistrictOf,
  type ScopeId,
  type ScopeLevel,
} from '../../../shared/domain/access/scope.ts';
import type { CustomsHouse, District } from '../../shell/places.svelte.ts';
import type { Choice } from './combobox.ts';

interface Names {
  nation: string;
  nameOf: (place: { name: string; nameZh: string }) => string;
}

/** The scopes inside `allowed` and of `levels` that one may choose from: the nation, districts, then houses. */
export function scopeChoices(
  places: {
    districts: ReadonlyMap<string, District>;
    houses: ReadonlyMap<string, CustomsHouse>;
    districtOf: DistrictOf;
  },
  allowed: readonly ScopeId[],
  levels: readonly ScopeLevel[],
  { nation, nameOf }: Names,
): Choice<ScopeId>[] {
  const all: Choice<ScopeId>[] = [
    { value: 'national', label: nation },
    ...[...places.districts.values()].map((district) => ({
      value: `district:${district.code}` as const,
      label: nameOf(district),
      detail: district.code,
      keywords: `${district.name} ${district.nameZh}`,
    })),
    ...[...places.houses.values()].map((house) => {
      const district = places.districts.get(house.district);
      return {
        value: `house:${house.code}` as const,
        label: nameOf(house),
        detail: house.code,
        keywords: [house.name, house.nameZh, district?.name, district?.nameZh].join(' '),
      };
    }),
  ];
  return all.filter(
    ({ value }) =>
      levels.includes(partsOf(value).level) &&
      allowed.some((scope) => contains(scope, value, places.districtOf)),
  );
}
