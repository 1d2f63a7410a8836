import { expect, test } from 'vitest';
import { newFaults } from './new-profile.ts';

test.each([
  ['national', 'PHONES-1', []],
  ['', 'PHONES-1', ['scope']],
  ['', '', ['scope', 'code']],
  ['national', 'two words', ['code']],
  ['national', '-x', ['code']],
  ['national', 'new', ['code']],
  ['national', 'x'.repeat(65), ['code']],
  ['national', ' TAKEN ', ['code']],
])('at %j with the code %j, at fault are %j', (scope, code, fields) => {
  expect(newFaults({ scope, code, taken: ['TAKEN'] }).map(({ field }) => field)).toEqual(fields);
});
