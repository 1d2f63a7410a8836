import { expect, test } from 'vitest';
import { declarationPath, EMPTY_SEARCH, readSearch, writeSearch, type SearchForm } from './search-address.ts';

test('an address holds a search and gives it back', () => {
  const form: SearchForm = {
    number: 'A/1',
    trader: 'T & Söhne',
    scope: 'house:2201',
    channel: 'red',
    profile: 'P-1',
    from: '2026-03-02T09:30:00.000Z',
    to: '',
  };
  expect(readSearch(`?${writeSearch(form)}`)).toEqual(form);
  expect(writeSearch(EMPTY_SEARCH)).toBe('');
  expect(writeSearch({ ...EMPTY_SEARCH, number: '  A ' })).toBe('number=A');
});

test('what an address holds that is no search is left out', () => {
  expect(readSearch('?scope=moon&channel=blue&from=soon&x=1&lang=zh')).toEqual(EMPTY_SEARCH);
});

test('a number with a slash is one part of a path', () => {
  expect(declarationPath('2026/A 1')).toBe('/declarations/2026%2FA%201');
});
