import { expect, test } from 'vitest';
import { timelineBars } from './timeline.ts';

const box = { left: 0, right: 100, top: 0, bottom: 50 };
const minute = (n: number) => Date.UTC(2026, 10, 23, 14, n);

test('a bar a minute, as high as its share of the fullest', () => {
  const { bars, most, ticks } = timelineBars(
    [
      [minute(0), 40],
      [minute(4), 10],
    ],
    minute(10),
    box,
  );
  expect(most).toBe(40);
  expect(bars).toMatchObject([
    { x: 0, y: 0, height: 50, width: 9 },
    { x: 40, y: 37.5, height: 12.5 },
  ]);
  expect(ticks[0]).toEqual({ at: minute(0), x: 0 });
});

test('one occurrence beside thousands is still seen', () => {
  const { bars } = timelineBars(
    [
      [minute(0), 10_000],
      [minute(1), 1],
    ],
    minute(2),
    box,
  );
  expect(bars[1]!.height).toBe(2);
});

test('no occurrences, no bars', () => {
  expect(timelineBars([], minute(0), box)).toMatchObject({ bars: [], most: 0 });
});
