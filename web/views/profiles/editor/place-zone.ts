import type { ProfileLevel } from '../../../../shared/domain/targeting/profile.ts';
import { places } from '../../../shell/places.svelte.ts';

/** IANA zone of the place a profile applies at; of the nation that of most of its districts. UTC where none is known. */
export function zoneOf({ level, scope }: { level: ProfileLevel; scope: string | null }): string {
  const place = level === 'house' ? places.houses.get(scope ?? '') : places.districts.get(scope ?? '');
  if (place !== undefined) return place.timeZone;
  const counts = new Map<string, number>();
  for (const { timeZone } of places.districts.values()) counts.set(timeZone, (counts.get(timeZone) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0] ?? 'UTC';
}
