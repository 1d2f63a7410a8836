import { describe, expect, test } from 'vitest';
import type { ExpectedHour } from '../../shared/contract/flow-expectation.ts';
import { expectationDrawing, sideOf } from './expectation.ts';

const HOUR = 3_600_000;
const box = { left: 50, right: 530, top: 10, bottom: 110 };
const hourOf = (instant: number) => (instant / HOUR) % 24;

const hour = (at: number, observed: number | null, expected: number | null = 50): ExpectedHour => ({
  startedAt: at * HOUR,
  observed,
  usual: expected === null ? null : { expected, lower: expected - 30, upper: expected + 40, weeks: 8 },
});

test.each([
  [hour(0, 90), null],
  [hour(0, 91), 'above'],
  [hour(0, 20), null],
  [hour(0, 19), 'below'],
  [hour(0, null), null],
  [hour(0, 900, null), null],
])('%j is %s its limits', (one, side) => {
  expect(sideOf(one)).toBe(side);
});

describe('the drawing', () => {
  const hours = Array.from({ length: 48 }, (_, at) => hour(at, at === 20 ? 120 : at === 30 ? null : 50));
  const drawn = expectationDrawing(hours, box, hourOf);

  test('marks the hours that are out, and the newest', () => {
    expect(drawn.points.map(({ out }) => out)).toEqual([true, false]);
    expect(drawn.points[0]!.y).toBeLessThan(drawn.points[1]!.y);
    expect(
      drawn.points.every(({ x, y }) => x > box.left && x < box.right && y >= box.top && y <= box.bottom),
    ).toBe(true);
  });

  test('breaks the line where nothing is known, and the limits where nothing is usual', () => {
    expect(drawn.observed.match(/M/g)).toHaveLength(2);
    expect(drawn.limits.match(/M/g)).toHaveLength(2);
    const night = hours.map((one, at) => (at < 8 || at > 40 ? { ...one, usual: null } : one));
    const closed = expectationDrawing(night, box, hourOf);
    expect(closed.band.match(/M/g)).toHaveLength(1);
    expect(closed.limits.match(/M/g)).toHaveLength(2);
  });

  test('names as many whole parts of the day as there is room for', () => {
    expect(drawn.timeTicks.map(({ value }) => value / HOUR)).toEqual([0, 12, 24, 36]);
    const wide = expectationDrawing(hours, { ...box, right: 2000 }, hourOf);
    expect(wide.timeTicks.map(({ value }) => value / HOUR)).toEqual(
      Array.from({ length: 16 }, (_, at) => 3 * at),
    );
  });

  test('stands without any hour', () => {
    expect(expectationDrawing([], box, hourOf)).toMatchObject({
      observed: '',
      band: '',
      points: [],
      timeTicks: [],
    });
  });
});
