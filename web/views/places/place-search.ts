import type { CustomsHouse, District } from '../../shell/places.svelte.ts';
import { holdsWords } from '../../ui/kit/combobox.ts';

/** Places that hold every word typed in code or names; a house is also found by its district's. */
export function findPlaces<Place extends District | CustomsHouse>(
  places: Iterable<Place>,
  typed: string,
  districts: ReadonlyMap<string, District>,
): Place[] {
  return [...places].filter((place) => {
    const district = 'district' in place ? districts.get(place.district) : undefined;
    return holdsWords([place, district].map(textOf).join(' '), typed);
  });
}

function textOf(place: District | undefined): string {
  return place === undefined ? '' : `${place.code} ${place.name} ${place.nameZh}`;
}
