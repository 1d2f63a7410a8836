import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IntervalTree } from './interval-tree.ts';

const ends = fc.oneof(fc.integer({ min: -5, max: 15 }), fc.constantFrom(-Infinity, Infinity));
const intervals = fc.array(
  fc.tuple(ends, ends).map(([a, b]) => (a <= b ? { low: a, high: b } : { low: b, high: a })),
  { minLength: 1, maxLength: 60 },
);

test('finds each interval that holds a point once, and no other', () => {
  fc.assert(
    fc.property(intervals, fc.oneof(ends, fc.double({ min: -6, max: 16, noNaN: true })), (bounds, point) => {
      const tree = new IntervalTree(bounds.map((interval, entry) => ({ ...interval, entry })));
      const found: number[] = [];
      tree.visit(point, (entry) => found.push(entry));
      const holding = bounds.flatMap(({ low, high }, at) => (low <= point && point <= high ? [at] : []));
      expect(found.sort((a, b) => a - b)).toEqual(holding);
    }),
  );
});
