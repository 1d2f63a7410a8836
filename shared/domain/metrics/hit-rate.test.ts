import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hitRate, lift } from './hit-rate.ts';

// Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (score, no continuity correction).
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%d of %d lies between %f and %f', (discrepancies, inspections, low, high) => {
  const rate = hitRate({ inspections, discrepancies })!;
  expect(rate.value).toBeCloseTo(discrepancies / inspections, 12);
  expect(rate.low).toBeCloseTo(low, 4);
  expect(rate.high).toBeCloseTo(high, 4);
});

test('holds the rate, stays within 0 and 1, and is the mirror of its complement', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
      const discrepancies = Math.round(n * share);
      const rate = hitRate({ inspections: n, discrepancies })!;
      expect(rate.low).toBeGreaterThanOrEqual(0);
      expect(rate.low).toBeLessThanOrEqual(rate.value);
      expect(rate.high).toBeGreaterThanOrEqual(rate.value);
      expect(rate.high).toBeLessThanOrEqual(1);
      const other = hitRate({ inspections: n, discrepancies: n - discrepancies })!;
      expect(other.low).toBeCloseTo(1 - rate.high, 9);
    }),
  );
});

test('is none without an inspection', () => {
  expect(hitRate({ inspections: 0, discrepancies: 0 })).toBeNull();
});

test.each<[string, [number, number], [number, number], number | null]>([
  ['twice as often', [100, 20], [1000, 100], 2],
  ['never', [100, 0], [1000, 100], 0],
  ['nothing inspected', [0, 0], [1000, 100], null],
  ['nothing drawn', [100, 20], [0, 0], null],
  ['nothing found at random', [100, 20], [50, 0], null],
  ['too little found at random', [100, 20], [50, 4], null],
  ['enough found at random', [100, 20], [50, 5], 2],
])('lift: %s', (_, [n, k], [randomN, randomK], expected) => {
  const found = lift({ inspections: n, discrepancies: k }, { inspections: randomN, discrepancies: randomK });
  if (expected === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(expected, 12);
});
