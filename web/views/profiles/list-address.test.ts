import { expect, test } from 'vitest';
import { readList, writeList, type ListForm } from './list-address.ts';

const all: ListForm = readList('');

test.each<[string, Partial<ListForm>]>([
  ['', {}],
  ['?search=leather+42', { search: 'leather 42' }],
  ['?state=in-review&review=1', { state: 'in-review', review: true }],
  ['?level=district&channel=none&canary=1', { level: 'district', channel: 'none', canary: true }],
  ['?sort=-hits', { sorting: { column: 'hits', descending: true } }],
  ['?sort=code', { sorting: { column: 'code', descending: false } }],
])('%s is an address and is read as it was written', (query, asked) => {
  expect(readList(query)).toEqual({ ...all, ...asked });
  expect(writeList({ ...all, ...asked })).toBe(query);
});

test.each(['?state=open', '?level=planet&channel=green', '?sort=--hits', '?sort=', '?other=1'])(
  '%s asks for nothing',
  (query) => {
    expect(readList(query)).toEqual(all);
  },
);
