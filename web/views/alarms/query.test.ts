import { expect, test } from 'vitest';
import {
  DEFAULT_QUERY,
  queryOf,
  readQuery,
  VIEW_NAMES,
  viewOf,
  writeQuery,
  type AlarmQuery,
} from './query.ts';

const everything: AlarmQuery = {
  search: 'laptops 8471',
  priorities: ['critical', 'low'],
  state: 'shelved',
  kind: 'flow',
  place: 'house:2201',
  assigned: 'none',
  chattering: true,
  quarantined: 'anyone',
  old: true,
  grouping: 'place',
  sort: 'occurrences',
  descending: true,
};

test('an address keeps all of a query', () => {
  expect(readQuery(writeQuery(everything))).toEqual(everything);
  expect(writeQuery(everything)).toContain('scope=house:2201');
});

test('nothing is written of what is as by default', () => {
  expect(writeQuery(DEFAULT_QUERY)).toBe('');
  expect(readQuery('')).toEqual(DEFAULT_QUERY);
});

test('what makes no sense is as by default', () => {
  const search = '?priority=urgent,high&state=normal&kind=x&scope=moon&assigned=you&group=z&sort=-colour';
  expect(readQuery(search)).toEqual({ ...DEFAULT_QUERY, priorities: ['high'] });
});

test.each(VIEW_NAMES)('the view %s is known by its address, at any place and in any order', (view) => {
  const asked = queryOf(view, { ...everything, place: 'district:22' });
  expect(viewOf(readQuery(writeQuery(asked)))).toBe(view);
  expect(viewOf({ ...asked, search: 'x' })).toBeNull();
});
