import { expect, test } from 'vitest';
import { daysOf, limitOf } from './key-form.ts';

test.each([
  ['', null],
  ['  ', null],
  ['1', 1],
  [' 600 ', 600],
  ['1000', 1000],
  ['1001', undefined],
  ['0', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e2', undefined],
  ['many', undefined],
])('%j is the limit %j', (text, limit) => {
  expect(limitOf(text, 1000)).toBe(limit);
});

test('a key may have no end', () => {
  expect(daysOf('90')).toBe(90);
  expect(daysOf('never')).toBeNull();
});
