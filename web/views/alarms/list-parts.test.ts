import { describe, expect, test } from 'vitest';
import { alarmRow } from './alarm-row.test-kit.ts';
import { announcementOf } from './announce.ts';
import { followedScope } from './followed-scope.ts';
import { gridStep } from './grid-keys.ts';
import { consoleHref, readOpened } from './opened.ts';
import { DEFAULT_QUERY } from './query.ts';
import { AlarmRows, type Entry } from './rows.ts';
import { extended, selectedOf, toggled } from './selection.ts';

test.each([
  ['ArrowDown', 3, 4],
  ['ArrowDown', 9, 9],
  ['ArrowDown', -1, 0],
  ['ArrowUp', 0, 0],
  ['PageDown', 3, 7],
  ['PageUp', 3, 0],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['Enter', 5, null],
])('%s leads from row %i of ten to %j', (key, place, to) => {
  expect(gridStep(key, place, 10, 4)).toBe(to);
});

test('in an empty list no key leads anywhere', () => {
  expect(gridStep('ArrowDown', -1, 0, 4)).toBeNull();
});

describe('a selection', () => {
  const group = { id: 'g', dimension: 'trader', value: 'T', version: 1, alarms: 2, occurrences: 2 } as const;
  const rows = new AlarmRows(
    DEFAULT_QUERY,
    {
      me: 'me',
      now: 0,
      districtOf: () => undefined,
      groups: new Map([['g', { ...group, openedAt: 0, closedAt: null }]]),
      textOf: () => '',
      titleOf: () => '',
      placeOf: () => '',
      compareText: () => 0,
    },
    [alarmRow('1', { group: 'g' }), alarmRow('2', { group: 'g' }), alarmRow('3'), alarmRow('4')],
  );
  const [gathered, third, fourth] = rows.entries as [Entry, Entry, Entry];

  test('holds all alarms of a group, or some, or none', () => {
    expect(selectedOf(gathered, new Set())).toBe('none');
    expect(selectedOf(gathered, new Set(['1']))).toBe('some');
    expect([...toggled(new Set(['1']), gathered)]).toEqual(['1', '2']);
    expect([...toggled(new Set(['1', '2', '3']), gathered)]).toEqual(['3']);
    expect(selectedOf(third, new Set(['3']))).toBe('all');
  });

  test('is extended over the rows between, whichever way', () => {
    const entries = [gathered, third, fourth];
    expect([...extended(new Set(), entries, 0, 1)]).toEqual(['1', '2', '3']);
    expect([...extended(new Set(), entries, 2, 1)]).toEqual(['3', '4']);
  });
});

test('an address keeps what is opened beside what is asked for', () => {
  const query = { ...DEFAULT_QUERY, chattering: true };
  expect(consoleHref(query, { kind: 'alarm', id: '17' })).toBe('/alarms?chattering=1&alarm=17');
  expect(consoleHref(DEFAULT_QUERY, { kind: 'group', key: 'place:house:2201' })).toBe(
    '/alarms?row=place:house:2201',
  );
  expect(readOpened('?alarm=17')).toEqual({ kind: 'alarm', id: '17' });
  expect(readOpened('?row=cause%3A4')).toEqual({ kind: 'group', key: 'cause:4' });
  expect([readOpened('?alarm=x'), readOpened('')]).toEqual([null, null]);
});

test('only critical and high alarms interrupt a reader, and the worst is named', () => {
  expect(announcementOf([alarmRow('a'), alarmRow('b', { priority: 'low' })])).toBeNull();
  const calls = [alarmRow('a', { priority: 'high' }), alarmRow('b'), alarmRow('c', { priority: 'critical' })];
  expect(announcementOf(calls)).toMatchObject({ alarm: { id: 'c' }, counts: { critical: 1, high: 1 } });
});

test('of the scopes held, the one around the place asked for is followed', () => {
  const districtOf = () => '5300';
  expect(followedScope(['national'], 'house:5301', districtOf)).toBe('national');
  expect(followedScope(['district:2200', 'district:5300'], 'house:5301', districtOf)).toBe('district:5300');
  expect(followedScope(['district:2200'], '', districtOf)).toBe('district:2200');
  expect(followedScope(['district:2200'], 'house:5301', districtOf)).toBe('district:2200');
});
