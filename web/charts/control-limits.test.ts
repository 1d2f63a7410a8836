import { describe, expect, test } from 'vitest';
import { controlLimits, isOutOfLimits } from './control-limits.ts';

describe('controlLimits', () => {
  test.each([
    ['too few', [1, 2, 3, 4, 5, 6, 7], null],
    ['unknown do not count', [1, 2, 3, 4, 5, 6, 7, null], null],
    ['steady', [5, 5, 5, 5, 5, 5, 5, 5], { mean: 5, lower: 5, upper: 5 }],
    ['never below zero', [0, 2, 0, 2, 0, 2, 0, 2], { mean: 1, lower: 0, upper: 1 + 6 / 1.128 }],
  ])('%s', (_, values, limits) => {
    expect(controlLimits(values)).toEqual(limits);
  });

  test('a single outlier does not swallow itself', () => {
    const values = [...Array.from({ length: 40 }, (_, i) => 100 + (i % 2)), 140];
    expect(isOutOfLimits(140, controlLimits(values))).toBe(true);
  });
});

test.each([
  [11, true],
  [10, false],
  [2, false],
  [1, true],
  [null, false],
])('%s out of 2 to 10: %s', (value, out) => {
  expect(isOutOfLimits(value, { mean: 6, lower: 2, upper: 10 })).toBe(out);
});
