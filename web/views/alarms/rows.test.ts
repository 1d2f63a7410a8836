import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmGroup, AlarmRow } from '../../../shared/contract/alarms.ts';
import { ALARM_STATES } from '../../../shared/domain/alarm/condition.ts';
import { ALARM_PRIORITIES } from '../../../shared/domain/targeting/profile.ts';
import { alarmRow } from './alarm-row.test-kit.ts';
import { countAlarms } from './counts.ts';
import { OLD_MS } from './fits.ts';
import {
  DEFAULT_QUERY,
  GROUPINGS,
  queryOf,
  SORTS,
  STATE_FILTERS,
  VIEW_NAMES,
  type AlarmQuery,
} from './query.ts';
import { AlarmRows, dueAt, type Entry, type RowContext } from './rows.ts';

const MINUTE = 60_000;
const group = (id: string): AlarmGroup => ({
  id,
  version: 1,
  dimension: 'trader',
  value: `T-${id}`,
  alarms: 3,
  occurrences: 900,
  openedAt: 0,
  closedAt: null,
});
const groups = new Map(['g1', 'g2', 'g3'].map((id) => [id, group(id)]));
const context: RowContext = {
  me: 'me',
  now: 2 * OLD_MS,
  districtOf: (house) => `${house.slice(0, 2)}00`,
  groups,
  textOf: (row) => `${row.title} ${row.profile}`.toLowerCase(),
  titleOf: (row) => row.title,
  placeOf: (row) => row.customsHouse ?? '',
  compareText: (a, b) => (a < b ? -1 : Number(a > b)),
};
const list = (
  query: Partial<AlarmQuery>,
  alarms: AlarmRow[],
  { expanded = [], words = [] }: { expanded?: string[]; words?: string[] } = {},
) => new AlarmRows({ ...DEFAULT_QUERY, ...query }, context, alarms, new Set(expanded), words);
const keys = (rows: AlarmRows) => rows.entries.map(({ key }) => key);

describe('in order of urgency', () => {
  test('what awaits an operator comes first, then priority, then who waits longest', () => {
    const rows = list({ state: 'all' }, [
      alarmRow('shelved', { state: 'shelved', priority: 'critical' }),
      alarmRow('in hand', { state: 'acknowledged', priority: 'critical' }),
      alarmRow('low', { priority: 'low' }),
      alarmRow('late', { annunciatedAt: 5 * MINUTE }),
      alarmRow('returned', { state: 'returned-unacknowledged', annunciatedAt: 2 * MINUTE }),
      alarmRow('early', { annunciatedAt: MINUTE }),
      alarmRow('high', { priority: 'high', annunciatedAt: 9 * MINUTE }),
    ]);
    expect(keys(rows)).toEqual(['high', 'early', 'returned', 'late', 'low', 'in hand', 'shelved']);
  });

  test('a group is as urgent as its worst alarm, and hides none of them', () => {
    const rows = list({}, [
      alarmRow('a', { group: 'g1', priority: 'low', occurrences: 4 }),
      alarmRow('b', { priority: 'high' }),
      alarmRow('c', { group: 'g1', priority: 'critical' }),
      alarmRow('d', { group: 'g1', priority: 'critical', state: 'acknowledged' }),
    ]);
    expect(keys(rows)).toEqual(['cause:g1', 'b']);
    expect(rows.entries[0]).toMatchObject({
      kind: 'group',
      worst: { id: 'c' },
      awaiting: 2,
      counts: { critical: 1, high: 0, medium: 0, low: 1 },
      occurrences: 900,
      places: 1,
    });
    expect(rows.count).toBe(4);
    expect(rows.alarms().map(({ id }) => id)).toEqual(['c', 'a', 'd', 'b']);
    rows.expand(new Set(['cause:g1']));
    expect(keys(rows)).toEqual(['cause:g1', 'c', 'a', 'd', 'b']);
  });
});

test('a cause that one alarm is left of, or that is not known, gathers nothing', () => {
  const rows = list({}, [alarmRow('a', { group: 'g1' }), alarmRow('b', { group: 'gone' })]);
  expect(rows.entries).toMatchObject([
    { key: 'a', within: null },
    { key: 'b', within: null },
  ]);
  rows.apply({ changed: [alarmRow('c', { group: 'g1' })], removed: [] });
  expect(keys(rows)).toEqual(['cause:g1', 'b']);
  expect([rows.rowOf('a'), rows.rowOf('b'), rows.rowOf('x')]).toEqual(['cause:g1', 'b', null]);
  rows.expand(new Set(['cause:g1']));
  expect(rows.rowOf('a')).toBe('a');
  rows.apply({ changed: [], removed: ['c'] });
  expect([keys(rows), rows.rowOf('a')]).toEqual([['a', 'b'], 'a']);
});

test.each<[string, Partial<AlarmQuery>, string[]]>([
  ['everything in view', {}, ['plain', 'mine', 'chatters', 'old']],
  ['all', { state: 'all' }, ['plain', 'mine', 'chatters', 'old', 'parked']],
  ['one state', { state: 'out-of-service' }, ['parked']],
  ['awaiting', { state: 'awaiting' }, ['plain', 'chatters', 'old']],
  ['a priority', { priorities: ['high', 'low'] }, ['chatters']],
  ['a kind', { kind: 'silence' }, ['old']],
  ['mine', { assigned: 'me' }, ['mine']],
  ['nobody’s', { assigned: 'none' }, ['plain', 'chatters', 'old']],
  ['chattering', { chattering: true }, ['chatters']],
  ['quarantined to me', { quarantined: 'me', state: 'all' }, ['parked']],
  ['over a day old', { old: true }, ['old']],
  ['a house', { place: 'house:5301' }, ['old']],
  ['a district, by its houses', { place: 'district:5300' }, ['old']],
  ['the nation', { place: 'national', chattering: true }, ['chatters']],
])('%s', (_what, query, expected) => {
  const recent = { raisedAt: context.now - MINUTE };
  const rows = list(query, [
    alarmRow('plain', recent),
    alarmRow('mine', { ...recent, assignedTo: { id: 'me', name: 'Me' }, state: 'acknowledged' }),
    alarmRow('chatters', { ...recent, chattering: true, priority: 'high' }),
    alarmRow('old', { kind: 'silence', district: null, customsHouse: '5301', type: 'house-silent' }),
    alarmRow('parked', { ...recent, state: 'out-of-service', quarantinedTo: { id: 'me', name: 'Me' } }),
  ]);
  expect(keys(rows).toSorted()).toEqual(expected.toSorted());
});

test('a search finds by every word, in any order', () => {
  const alarms = [alarmRow('a'), alarmRow('b', { title: 'Silent house', profile: null })];
  expect(keys(list({}, alarms, { words: ['p-1', 'under'] }))).toEqual(['a']);
  expect(keys(list({}, alarms, { words: ['p-1', 'silent'] }))).toEqual([]);
});

test.each<[Partial<AlarmQuery>, string[]]>([
  [{ sort: 'occurrences' }, ['few', 'many', 'most']],
  [{ sort: 'occurrences', descending: true }, ['most', 'many', 'few']],
  [{ sort: 'title' }, ['most', 'few', 'many']],
  [{ sort: 'left' }, ['few', 'most', 'many']],
  [{ sort: 'urgency', descending: true }, ['many', 'most', 'few']],
])('sorted by %j', (query, expected) => {
  const rows = list(query, [
    alarmRow('many', { occurrences: 30, title: 'C', state: 'acknowledged' }),
    alarmRow('few', { occurrences: 2, title: 'B', priority: 'critical', annunciatedAt: MINUTE }),
    alarmRow('most', { occurrences: 400, title: 'A' }),
  ]);
  expect(keys(rows)).toEqual(expected);
});

test('the response is due by priority, while nobody has acknowledged', () => {
  expect(dueAt(alarmRow('a', { priority: 'critical', annunciatedAt: MINUTE }))).toBe(6 * MINUTE);
  expect(dueAt(alarmRow('a', { state: 'acknowledged' }))).toBeNull();
});

const row = fc
  .record({
    id: fc.constantFrom(...Array.from({ length: 12 }, (_, index) => `a${index}`)),
    priority: fc.constantFrom(...ALARM_PRIORITIES),
    state: fc.constantFrom(...ALARM_STATES.filter((state) => state !== 'normal')),
    annunciatedAt: fc.integer({ min: 0, max: 5 }),
    occurrences: fc.integer({ min: 1, max: 4 }),
    title: fc.constantFrom('A', 'B', 'C'),
    group: fc.constantFrom(null, 'g1', 'g2', 'g3'),
    customsHouse: fc.constantFrom(null, '2201', '5301'),
    profile: fc.constantFrom(null, 'P-1', 'P-2'),
  })
  .map(({ id, ...given }) => alarmRow(id, given));
const query = fc.record({
  state: fc.constantFrom(...STATE_FILTERS),
  grouping: fc.constantFrom(...GROUPINGS),
  sort: fc.constantFrom(...SORTS),
  descending: fc.boolean(),
});

test('changes one after another make the same list as all at once', () => {
  const batch = fc.record({
    changed: fc.array(row, { maxLength: 6 }),
    removed: fc.array(fc.constantFrom('a0', 'a3', 'a7'), { maxLength: 2 }),
  });
  const plain = (entries: readonly Entry[]): unknown[] =>
    entries.map((entry) => (entry.kind === 'alarm' ? entry : { ...entry, members: plain(entry.members) }));
  fc.assert(
    fc.property(query, fc.array(batch, { maxLength: 8 }), (asked, batches) => {
      const expanded = new Set(['cause:g1', 'type:profile-hit', 'place:house:2201']);
      const wanted = { ...DEFAULT_QUERY, ...asked };
      const rows = new AlarmRows(wanted, context, [], expanded);
      const open = new Map<string, AlarmRow>();
      for (const { changed, removed } of batches) {
        rows.apply({ changed, removed });
        for (const id of removed) open.delete(id);
        for (const alarm of changed) open.set(alarm.id, alarm);
        const anew = new AlarmRows(wanted, context, open.values(), expanded);
        expect(plain(rows.entries)).toEqual(plain(anew.entries));
        expect(rows.count).toBe(anew.count);
      }
    }),
    { numRuns: 150 },
  );
});

test('the counts of the views are those of their lists', () => {
  const person = fc.constantFrom(null, { id: 'me', name: 'Me' }, { id: 'you', name: 'You' });
  const any = fc
    .tuple(
      row,
      fc.record({
        assignedTo: person,
        quarantinedTo: person,
        chattering: fc.boolean(),
        raisedAt: fc.constantFrom(0, context.now),
      }),
    )
    .map(([alarm, given]) => ({ ...alarm, ...given }));
  fc.assert(
    fc.property(
      fc.uniqueArray(any, { selector: ({ id }) => id }),
      fc.constantFrom('', 'district:5300', 'house:2201'),
      (alarms, place) => {
        const { views } = countAlarms(alarms, place as AlarmQuery['place'], context);
        for (const view of VIEW_NAMES) {
          const asked = { ...queryOf(view, DEFAULT_QUERY), place: place as AlarmQuery['place'] };
          expect(views[view]).toBe(new AlarmRows(asked, context, alarms).count);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a change among 50,000 rows takes less than a frame', () => {
  const alarms = Array.from({ length: 50_000 }, (_, index) =>
    alarmRow(String(index), {
      annunciatedAt: (index * 7919) % 50_000,
      priority: ALARM_PRIORITIES[index % 4]!,
      group: index % 3 === 0 ? `g${1 + (index % 2)}` : null,
    }),
  );
  const rows = list({}, alarms);
  const taken = Array.from({ length: 21 }, (_, round) => {
    const changed = [alarmRow(String(round * 31), { version: 2, occurrences: round, annunciatedAt: round })];
    const startedAt = performance.now();
    rows.apply({ changed, removed: [String(40_000 + round)] });
    return performance.now() - startedAt;
  });
  // Another program may have had the processor in some of the rounds.
  expect(taken.toSorted((a, b) => a - b)[4]).toBeLessThan(16);
});
