import { expect, it } from 'vitest';
import { dayBars, type DayFigures } from './day-bars.ts';

const box = { left: 50, right: 350, top: 10, bottom: 110 };
const day = (name: string, hits: number, shadowHits = 0): DayFigures => ({
  day: name,
  hits,
  shadowHits,
  inspections: 0,
  discrepancies: 0,
});

it('stacks the hits in shadow on those that acted, by one scale for all days', () => {
  const { bars, ticks } = dayBars([day('a', 4, 4), day('b', 2), day('c', 0)], box);
  const [first, second, third] = bars;
  expect(first!.hits.height).toBe(2 * second!.hits.height);
  expect(first!.shadow).toEqual({ y: first!.hits.y - first!.hits.height, height: first!.hits.height });
  expect(third).toMatchObject({ hits: { y: box.bottom, height: 0 }, shadow: { y: box.bottom, height: 0 } });
  expect(first!.shadow.y).toBeGreaterThanOrEqual(box.top);
  expect(ticks[0]).toEqual({ value: 0, at: box.bottom });
});

it('keeps within the box from the first day to the last', () => {
  const days = Array.from({ length: 90 }, (_, i) => day(String(i), i));
  const { bars } = dayBars(days, box);
  expect(bars[0]!.x).toBeGreaterThanOrEqual(box.left);
  expect(bars.at(-1)!.x + bars.at(-1)!.width).toBeLessThanOrEqual(box.right);
  expect(bars.filter(({ labelled }) => labelled).length).toBeLessThan(6);
  expect(bars.at(-1)!.labelled).toBe(true);
});

it('draws days without a hit as a scale of whole hits', () => {
  expect(dayBars([day('a', 0)], box).ticks.map(({ value }) => value)).toEqual([0, 1]);
  expect(dayBars([], box).bars).toEqual([]);
});
