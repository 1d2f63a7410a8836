import { partsOf, type ScopeId } from '../../domain/access/scope.ts';
import type { NamedPlace } from '../../domain/alarm/escalation-mail.ts';
import type { ShiftCalendar } from '../../domain/shift/calendar.ts';
import type { PlaceBook } from '../place-book.ts';

/** A scope by its names; null for the nation. */
export function namedPlace(places: Pick<PlaceBook, 'namesOf'>, scope: ScopeId): NamedPlace {
  const { level, code } = partsOf(scope);
  if (level === 'national') return null;
  return { code, ...(places.namesOf(scope) ?? { name: code, nameZh: '' }) };
}

/** The clocks of a place; those of the nation are the ones that its shift calendar goes by. */
export function zoneOf(
  places: Pick<PlaceBook, 'places'>,
  calendars: ReadonlyMap<ScopeId, ShiftCalendar>,
  scope: ScopeId,
): string {
  const { level, code } = partsOf(scope);
  if (level === 'national') return calendars.get('national')?.timeZone ?? 'UTC';
  return (level === 'district' ? places.places.districts : places.places.houses).get(code)?.timeZone ?? 'UTC';
}
