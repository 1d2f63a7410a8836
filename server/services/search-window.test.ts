import { expect, test } from 'vitest';
import type { DeclarationFilter } from '../../shared/contract/enquiry.ts';
import { searchWindow } from './search-window.ts';

const NOW = Date.parse('2026-03-31T00:00:00Z');
const at = (text: string) => new Date(text);

test.each<[DeclarationFilter, Date | undefined]>([
  [{}, undefined],
  [{ scope: 'house:2201' }, undefined],
  [{ trader: 'T-1', channel: 'red', profile: 'P' }, undefined],
  [{ number: 'ABC-12' }, undefined],
  [{ number: 'ABC-12', channel: 'red' }, undefined],
  [{ number: 'ABC-1' }, at('2026-02-28T00:00:00Z')],
  [{ channel: 'red' }, at('2026-02-28T00:00:00Z')],
  [{ profile: 'P' }, at('2026-02-28T00:00:00Z')],
  [{ profile: 'P', to: '2026-02-01T00:00:00Z' }, at('2026-01-01T00:00:00Z')],
])('a search for %j without a start looks back to %s', (filter, from) => {
  expect(searchWindow(filter, NOW)).toMatchObject({ from, usual: from !== undefined });
});

test('a start is taken as it is, up to the longest window', () => {
  const from = '2026-01-01T08:00:00+08:00';
  expect(searchWindow({ channel: 'red', from }, NOW)).toEqual({
    from: at('2026-01-01T00:00:00Z'),
    to: undefined,
    usual: false,
  });
  expect(() => searchWindow({ channel: 'red', from: '2025-12-28T00:00:00Z' }, NOW)).toThrow(
    'at most 92 days',
  );
  expect(searchWindow({ from: '2020-01-01T00:00:00Z' }, NOW).from).toEqual(at('2020-01-01T00:00:00Z'));
});

test('a window that ends before it begins is refused', () => {
  const [from, to] = ['2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z'];
  expect(() => searchWindow({ from, to }, NOW)).toThrow('must come before');
});
