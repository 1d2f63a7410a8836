import { expect, test } from 'vitest';
import { sparkline } from './sparkline.ts';

const box = { left: 0, right: 100, top: 0, bottom: 50 };

test.each([
  ['rises to the top', [0, 1, 2], null, 'M0,50L50,25L100,0', { x: 100, y: 0 }, null],
  ['keeps room for the reference', [0, 1], 2, 'M0,50L100,25', { x: 100, y: 25 }, 0],
  ['breaks at the unknown', [0, null, 2, 2], null, 'M0,50ZM66.7,0L100,0', { x: 100, y: 0 }, null],
  ['ends at the newest known', [0, 2, null], null, 'M0,50L50,0', { x: 50, y: 0 }, null],
  ['lies in the middle when flat', [3, 3], 3, 'M0,25L100,25', { x: 100, y: 25 }, 25],
  ['is empty without values', [null, null], null, '', null, null],
])('%s', (_, values, reference, path, end, referenceAt) => {
  expect(sparkline(values, reference, 0, box)).toEqual({ path, end, referenceAt });
});

test('what stays near the reference looks calm', () => {
  expect(sparkline([10, 11], 10, 10, box)).toEqual({
    path: 'M0,25L100,22.5',
    end: { x: 100, y: 22.5 },
    referenceAt: 25,
  });
});
