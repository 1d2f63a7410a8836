import { expect, test } from 'vitest';
import { retryIn } from './retry.ts';

test('eight attempts are made, over about a day', () => {
  const waits: number[] = [];
  for (let attempts = 1; ; attempts++) {
    const wait = retryIn(attempts, 0.5);
    if (wait === null) break;
    waits.push(wait);
  }
  expect(waits).toHaveLength(7);
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3600;
  expect(hours).toBeGreaterThan(24);
  expect(hours).toBeLessThan(30);
});

test('what failed together does not come back together', () => {
  expect(retryIn(2, 0)).toBe(270);
  expect(retryIn(2, 1)).toBeCloseTo(330);
});
