import { expect, test } from 'vitest';
import { readPeopleQuery, writePeopleQuery, type PeopleQuery } from './people-query.ts';

const ALL: PeopleQuery = { search: '', role: '', scope: '', state: '', page: 1 };

test.each<[string, Partial<PeopleQuery>]>([
  ['', {}],
  ['?search=li+%26+co', { search: 'li & co' }],
  [
    '?role=officer&scope=house%3A2201&state=disabled&page=3',
    { role: 'officer', scope: 'house:2201', state: 'disabled', page: 3 },
  ],
])('%j is read and written', (text, query) => {
  expect(readPeopleQuery(text)).toEqual({ ...ALL, ...query });
  expect(writePeopleQuery({ ...ALL, ...query })).toBe(text);
});

test.each([
  '?role=emperor',
  '?scope=everywhere',
  '?state=lost',
  '?page=0',
  '?page=x',
  '?page=1.5',
  '?lang=zh',
])('%j narrows nothing down', (text) => {
  expect(readPeopleQuery(text)).toEqual(ALL);
});
