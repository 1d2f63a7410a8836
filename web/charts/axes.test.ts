import { describe, expect, test } from 'vitest';
import { countScale, countTicks } from './count-axis.ts';
import { plotBox } from './frame.ts';
import { timeStep, timeTicks } from './time-axis.ts';

const box = { left: 100, right: 460, top: 10, bottom: 110 };
const MINUTE = 60_000;

test.each([
  [
    { width: 500, height: 200 },
    { left: 10, right: 480, top: 5, bottom: 170 },
  ],
  [
    { width: 0, height: 0 },
    { left: 10, right: 11, top: 5, bottom: 6 },
  ],
])('plotBox of %o', (size, expected) => {
  expect(plotBox(size, { top: 5, right: 20, bottom: 30, left: 10 })).toEqual(expected);
});

describe('timeTicks', () => {
  test('stand at whole quarters of an hour', () => {
    expect(timeTicks(box, 5 * MINUTE, 65 * MINUTE, 15 * MINUTE)).toEqual([
      { value: 15 * MINUTE, at: 160 },
      { value: 30 * MINUTE, at: 250 },
      { value: 45 * MINUTE, at: 340 },
      { value: 60 * MINUTE, at: 430 },
    ]);
  });
  test('take in both ends', () => {
    expect(timeTicks(box, 0, 30 * MINUTE, 15 * MINUTE).map((tick) => tick.at)).toEqual([100, 280, 460]);
  });
});

describe('count axis', () => {
  test.each([
    [0, 1],
    [3, 3],
    [37, 40],
    [2_950, 3_000],
  ])('the scale for %i reaches %i', (high, top) => {
    expect(countScale(box, high).domain()).toEqual([0, top]);
  });
  test('shows whole numbers only', () => {
    expect(countTicks(countScale(box, 1), 4)).toEqual([
      { value: 0, at: 110 },
      { value: 1, at: 10 },
    ]);
  });
});

test.each([
  [360, 15],
  [200, 30],
])('an hour on %i pixels is cut every %i minutes', (width, minutes) => {
  expect(timeStep({ ...box, right: box.left + width }, 0, 60 * MINUTE)).toBe(minutes * MINUTE);
});
