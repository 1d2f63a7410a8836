import { expect, test } from 'vitest';
import { controlLimits } from './control-chart.ts';

// Flow rate of ten batches, NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.
const FLOW_RATE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];

test('gives the limits of the handbook example', () => {
  const limits = controlLimits(FLOW_RATE);
  expect(limits?.mean).toBeCloseTo(50.81, 2);
  expect(limits?.upper).toBeCloseTo(55.8041, 2);
  expect(limits?.lower).toBeCloseTo(45.8159, 2);
  expect(limits?.outside).toEqual([]);
});

test.each<[string, (number | null)[], number, number]>([
  ['a constant series', [5, 5, 5], 5, 0],
  ['two points', [1, 3], 2, 2 / 1.128],
  ['a gap takes no range over it', [1, 3, null, 100, 102], 51.5, 2 / 1.128],
])('%s', (_, series, mean, sigma) => {
  const limits = controlLimits(series);
  expect(limits?.mean).toBeCloseTo(mean, 9);
  expect(limits?.sigma).toBeCloseTo(sigma, 9);
  expect(limits?.upper).toBeCloseTo(mean + 3 * sigma, 9);
});

test.each<[(number | null)[]]>([[[]], [[7]], [[null, null]], [[1, null, 2]]])(
  '%j is too little to tell',
  (series) => {
    expect(controlLimits(series)).toBeNull();
  },
);

test('names the points beyond the limits by their position', () => {
  const series = [10, 11, null, 10, 9, 10, 11, 10, 9, 10, 10, 40, null, 10, 11, 10, 9, 10, 11, 10];
  expect(controlLimits(series)?.outside).toEqual([11]);
});

test('the lower limit stops at the least possible value', () => {
  expect(controlLimits([0, 4, 0, 4], 0)?.lower).toBe(0);
  expect(controlLimits([0, 4, 0, 4])?.lower).toBeLessThan(0);
});
