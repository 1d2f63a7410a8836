import { describe, expect, it, test } from 'vitest';
import { tableWindow } from './table-window.ts';

test.each([
  ['at the top', 1_000, 0, 0, 45],
  ['a little further', 1_000, 100, 0, 45],
  ['in the middle', 1_000, 20_000, 488, 533],
  ['at the end', 1_000, 39_200, 955, 1_000],
  ['beyond the end, as after a search', 1_000, 90_000, 955, 1_000],
  ['of few rows all', 10, 0, 0, 10],
  ['of few rows all, however far it was scrolled', 10, 5_000, 0, 10],
  ['of none none', 0, 0, 0, 0],
])('%s', (_where, count, top, from, to) => {
  expect(tableWindow(count, 40, top, 800)).toMatchObject({ from, to });
});

describe('the rows that are not drawn', () => {
  it('keep their room', () => {
    for (const top of [0, 333, 12_345, 39_200]) {
      const { from, to, above, below } = tableWindow(1_000, 40, top, 800);
      expect(above + (to - from) * 40 + below).toBe(40_000);
    }
  });
});
