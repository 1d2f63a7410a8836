import { contains, type DistrictOf, type ScopeId } from '../access/scope.ts';
import { onDuty, peopleOf, type ShiftCalendar } from '../shift/calendar.ts';

/** Somebody who holds the role of a step, and where. */
export interface RoleHolder {
  id: string;
  scope: ScopeId;
}

export const RECIPIENT_NOTES = [
  /** As the step asks. */
  'as-asked',
  /** The calendar of the place names nobody who holds the role for this time: all who hold it are told. */
  'nobody-on-duty',
  /** The place has no calendar: all who hold the role are told. */
  'no-calendar',
  /** Nobody around the alarm holds the role. */
  'nobody',
] as const;

export type RecipientNote = (typeof RECIPIENT_NOTES)[number];

export interface Recipients {
  /** Ids, each once. */
  people: string[];
  /** Where they were found: the place asked for, or the next one where somebody holds the role. */
  scope: ScopeId;
  note: RecipientNote;
}

/**
 * Who is told by a step that goes to a role at `asked`. A place has those who hold the role there and those of places
 * around it whom its calendar names. Where there is nobody, the step goes on to the next place outwards, at last inwards;
 * where nobody is on duty, to all of them: never to nobody while somebody around the alarm holds the role. `around`: the
 * places of the alarm, the nearest first; `now` in ms.
 */
export function recipientsOf(
  asked: { scope: ScopeId; onDuty: boolean; around: readonly ScopeId[] },
  holders: readonly RoleHolder[],
  calendars: ReadonlyMap<ScopeId, ShiftCalendar>,
  districtOf: DistrictOf,
  now: number,
): Recipients {
  const at = Math.max(0, asked.around.indexOf(asked.scope));
  for (const scope of [...asked.around.slice(at), ...asked.around.slice(0, at).toReversed()]) {
    const calendar = calendars.get(scope);
    const onCalendar = new Set(calendar === undefined ? [] : peopleOf(calendar));
    const people = idsOf(
      holders.filter(
        (holder) =>
          holder.scope === scope || (onCalendar.has(holder.id) && contains(holder.scope, scope, districtOf)),
      ),
    );
    if (people.length === 0) continue;
    if (!asked.onDuty) return { people, scope, note: 'as-asked' };
    if (calendar === undefined) return { people, scope, note: 'no-calendar' };
    const present = new Set(onDuty(calendar, now));
    const told = people.filter((id) => present.has(id));
    if (told.length > 0) return { people: told, scope, note: 'as-asked' };
    return { people, scope, note: 'nobody-on-duty' };
  }
  return { people: [], scope: asked.scope, note: 'nobody' };
}

function idsOf(holders: readonly RoleHolder[]): string[] {
  return [...new Set(holders.map(({ id }) => id))];
}
