import { expect, test } from 'vitest';
import fc from 'fast-check';
import { cheapestAssignment } from './assignment.ts';

test.each([
  ['nothing', [], []],
  ['one', [[3, 1, 2]], [1]],
  [
    'a conflict costs the less hurt',
    [
      [1, 2],
      [1, 9],
    ],
    [1, 0],
  ],
  [
    'three',
    [
      [4, 1, 3],
      [2, 0, 5],
      [3, 2, 2],
    ],
    [1, 0, 2],
  ],
])('%s', (_, cost, assigned) => {
  expect(cheapestAssignment(cost)).toEqual(assigned);
});

test('refuses fewer columns than rows', () => {
  expect(() => cheapestAssignment([[1], [2]])).toThrow(RangeError);
});

function leastCost(cost: number[][], taken: Set<number> = new Set(), row = 0): number {
  if (row === cost.length) return 0;
  let least = Number.POSITIVE_INFINITY;
  cost[row]?.forEach((price, column) => {
    if (!taken.has(column))
      least = Math.min(least, price + leastCost(cost, new Set([...taken, column]), row + 1));
  });
  return least;
}

test('is as cheap as the best of all assignments', () => {
  const matrix = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 }))
    .chain(([rows, more]) =>
      fc.array(fc.array(fc.nat(50), { minLength: rows + more, maxLength: rows + more }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
  fc.assert(
    fc.property(matrix, (cost) => {
      const assigned = cheapestAssignment(cost);
      expect(new Set(assigned).size).toBe(cost.length);
      const total = assigned.reduce((sum, column, row) => sum + (cost[row]?.[column] ?? Number.NaN), 0);
      expect(total).toBe(leastCost(cost));
    }),
  );
});
