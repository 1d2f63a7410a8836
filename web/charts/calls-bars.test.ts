import { expect, it } from 'vitest';
import { callsBars } from './calls-bars.ts';

const box = { left: 40, right: 640, top: 10, bottom: 110 };
const MINUTE = 60_000;

it('draws a bar for each step with calls, by one scale from the first instant to the last', () => {
  const { bars, ticks } = callsBars({ calls: [4, 0, 2], from: 0, step: 10 * MINUTE }, [], 'UTC', box);
  expect(bars.map(({ at }) => at)).toEqual([0, 20 * MINUTE]);
  expect(bars[0]!.height).toBeCloseTo(2 * bars[1]!.height, 0);
  expect(bars[0]!.x).toBeGreaterThanOrEqual(box.left);
  expect(bars[1]!.x + bars[1]!.width).toBeLessThanOrEqual(box.right);
  expect(ticks[0]).toEqual({ value: 0, at: box.bottom });
});

it('names round times of the place, as many as there is room for, none of them cut off', () => {
  const calls = Array.from({ length: 144 }, () => 1);
  const from = Date.UTC(2026, 10, 22, 6, 20);
  const { names } = callsBars({ calls, from, step: 10 * MINUTE }, [], 'Asia/Shanghai', box);
  const times = names.map(({ value }) => new Date(value).toISOString().slice(11, 16));
  // Every three hours by the clocks of Shanghai.
  expect(times).toEqual(['07:00', '10:00', '13:00', '16:00', '19:00', '22:00', '01:00', '04:00']);
  for (const [index, { at }] of names.entries()) {
    expect(at - 36).toBeGreaterThanOrEqual(index === 0 ? 0 : names[index - 1]!.at + 36);
    expect(at + 36).toBeLessThanOrEqual(box.right + 1);
  }
});

it.each([
  ['a week', 168, 60, [2, 3, 4, 5, 6, 7]],
  ['a month', 120, 360, [2, 7, 12, 17, 22, 27]],
])('names the days of %s at their midnights', (_, steps, minutes, days) => {
  const calls = Array.from({ length: steps }, () => 1);
  const from = Date.UTC(2026, 0, 1, 0, 30);
  const { names } = callsBars({ calls, from, step: minutes * MINUTE }, [], 'UTC', { ...box, right: 700 });
  expect(names.map(({ value }) => new Date(value).toISOString().slice(11, 16))).toEqual(
    days.map(() => '00:00'),
  );
  expect(names.map(({ value }) => new Date(value).getUTCDate())).toEqual(days);
});

it('spans floods, those too that last and those shorter than a pixel', () => {
  const drawn = callsBars(
    { calls: [1, 1], from: 1000 * MINUTE, step: 300 * MINUTE },
    [
      { from: 1300 * MINUTE, to: null },
      { from: 1000 * MINUTE, to: 1000 * MINUTE + 1 },
      { from: 1000 * MINUTE, to: 1150 * MINUTE },
    ],
    'UTC',
    box,
  );
  expect(drawn.floods).toEqual([
    { x: 340, width: 300 },
    { x: 40, width: 2 },
    { x: 40, width: 150 },
  ]);
});

it('draws a period without calls as an empty scale', () => {
  expect(callsBars({ calls: [0, 0], from: 0, step: 1 }, [], 'UTC', box)).toMatchObject({
    bars: [],
    floods: [],
  });
});
