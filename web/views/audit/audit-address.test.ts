import { expect, test } from 'vitest';
import { EMPTY_SEARCH, readSearch, writeSearch } from './audit-address.ts';

test('a search is kept in the address', () => {
  const search = { ...EMPTY_SEARCH, person: 'Li Wei', alarm: '12', scope: 'house:2201' as const };
  expect(readSearch(writeSearch(search))).toEqual(search);
  expect(writeSearch(EMPTY_SEARCH)).toBe('');
});

test('what is no search is left out', () => {
  expect(readSearch('?scope=nowhere&from=soon&x=1')).toEqual(EMPTY_SEARCH);
});
