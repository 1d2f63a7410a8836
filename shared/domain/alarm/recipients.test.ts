import { expect, test } from 'vitest';
import type { ScopeId } from '../access/scope.ts';
import type { ShiftCalendar } from '../shift/calendar.ts';
import { recipientsOf, type RecipientNote, type RoleHolder } from './recipients.ts';

const AROUND: ScopeId[] = ['house:2201', 'district:2200', 'national'];
const NOON = Date.UTC(2026, 10, 23, 12);
const districtOf = (house: string) => (house.startsWith('22') ? '2200' : undefined);
const calendar = (people: string[], from = '08:00'): ShiftCalendar => ({
  timeZone: 'UTC',
  shifts: [{ name: 'day', days: [1, 2, 3, 4, 5, 6, 7], from, to: '20:00', people }],
  exceptions: [],
});
const at = (...entries: [id: string, scope: ScopeId][]): RoleHolder[] =>
  entries.map(([id, scope]) => ({ id, scope }));

const HOUSE = at(['ann', 'house:2201'], ['bob', 'house:2201']);
const DISTRICT = at(['dan', 'district:2200']);
const NATION = at(['nan', 'national'], ['nan', 'house:2201']);

test.each<
  [
    what: string,
    scope: ScopeId,
    onDuty: boolean,
    holders: RoleHolder[],
    calendars: [ScopeId, ShiftCalendar][],
    people: string[],
    found: ScopeId,
    note: RecipientNote,
  ]
>([
  ['all of the role', 'house:2201', false, HOUSE, [], ['ann', 'bob'], 'house:2201', 'as-asked'],
  [
    'who is on duty',
    'house:2201',
    true,
    HOUSE,
    [['house:2201', calendar(['bob'])]],
    ['bob'],
    'house:2201',
    'as-asked',
  ],
  [
    'all, where nobody is on duty',
    'house:2201',
    true,
    HOUSE,
    [['house:2201', calendar(['bob'], '13:00')]],
    ['ann', 'bob'],
    'house:2201',
    'nobody-on-duty',
  ],
  [
    'all, where who is on duty does not hold the role',
    'house:2201',
    true,
    HOUSE,
    [['house:2201', calendar(['someone else'])]],
    ['ann', 'bob'],
    'house:2201',
    'nobody-on-duty',
  ],
  [
    'all, where the place has no calendar',
    'house:2201',
    true,
    HOUSE,
    [['national', calendar(['ann'])]],
    ['ann', 'bob'],
    'house:2201',
    'no-calendar',
  ],
  [
    'somebody of the district whom the house’s calendar names',
    'house:2201',
    true,
    [...HOUSE, ...DISTRICT],
    [['house:2201', calendar(['dan'])]],
    ['dan'],
    'house:2201',
    'as-asked',
  ],
  [
    'nobody whom the calendar names and who holds the role elsewhere',
    'house:2201',
    true,
    at(['eve', 'house:5301'], ['dan', 'district:2200']),
    [['house:2201', calendar(['eve'])]],
    ['dan'],
    'district:2200',
    'no-calendar',
  ],
  ['the next place around', 'house:2201', false, DISTRICT, [], ['dan'], 'district:2200', 'as-asked'],
  [
    'the nation, with its calendar',
    'house:2201',
    true,
    at(['nan', 'national'], ['non', 'national']),
    [['national', calendar(['non'])]],
    ['non'],
    'national',
    'as-asked',
  ],
  [
    'the place that is asked for, not a nearer one',
    'district:2200',
    false,
    [...HOUSE, ...DISTRICT],
    [],
    ['dan'],
    'district:2200',
    'as-asked',
  ],
  [
    'the house, where nobody at the nation or the district holds the role',
    'national',
    true,
    HOUSE,
    [['house:2201', calendar(['ann'])]],
    ['ann'],
    'house:2201',
    'as-asked',
  ],
  [
    'each once',
    'house:2201',
    true,
    NATION,
    [['house:2201', calendar(['nan'])]],
    ['nan'],
    'house:2201',
    'as-asked',
  ],
  [
    'nobody, only where nobody holds the role',
    'house:2201',
    true,
    at(['eve', 'house:5301']),
    [],
    [],
    'house:2201',
    'nobody',
  ],
])('%s', (_what, scope, onDuty, holders, calendars, people, found, note) => {
  const asked = { scope, onDuty, around: AROUND };
  expect(recipientsOf(asked, holders, new Map(calendars), districtOf, NOON)).toEqual({
    people,
    scope: found,
    note,
  });
});
