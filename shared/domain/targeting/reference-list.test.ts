import { expect, test } from 'vitest';
import { indexList } from './reference-list.ts';

const list = indexList({
  name: 'watched',
  entries: [
    { value: 'always' },
    { value: 'twice', from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
    { value: 'twice', from: '2026-03-01T00:00:00+08:00' },
  ],
});

test.each([
  ['always', '1999-01-01T00:00:00Z', true],
  ['never', '2026-01-15T00:00:00Z', false],
  ['twice', '2025-12-31T23:59:59.999Z', false],
  ['twice', '2026-01-01T00:00:00Z', true],
  ['twice', '2026-01-31T23:59:59.999Z', true],
  ['twice', '2026-02-01T00:00:00Z', false],
  ['twice', '2026-02-28T16:00:00Z', true],
])('%s stands in the list at %s: %s', (value, at, expected) => {
  expect(list.holds(value, Date.parse(at))).toBe(expected);
});

test('knows each value it ever held once', () => {
  expect(list.values).toEqual(['always', 'twice']);
});

test('refuses an instant that is none', () => {
  expect(() => indexList({ name: 'x', entries: [{ value: 'v', from: 'soon' }] })).toThrow(RangeError);
});
