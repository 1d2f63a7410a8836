import { expect, it } from 'vitest';
import { callsBars } from './calls-bars.ts';

const box = { left: 40, right: 640, top: 10, bottom: 110 };
const MINUTE = 60_000;

it('draws a bar for each step with calls, by one scale from the first instant to the last', () => {
  const { bars, ticks } = callsBars({ calls: [4, 0, 2], from: 0, step: 10 * MINUTE }, [], box);
  expect(bars.map(({ at }) => at)).toEqual([0, 20 * MINUTE]);
  expect(bars[0]!.height).toBeCloseTo(2 * bars[1]!.height, 0);
  expect(bars[0]!.x).toBeGreaterThanOrEqual(box.left);
  expect(bars[1]!.x + bars[1]!.width).toBeLessThanOrEqual(box.right);
  expect(ticks[0]).toEqual({ value: 0, at: box.bottom });
});

it('names as many steps as there is room for, none of them cut off', () => {
  const calls = Array.from({ length: 144 }, () => 1);
  const { names } = callsBars({ calls, from: 0, step: 10 * MINUTE }, [], box);
  expect(names.length).toBeGreaterThan(4);
  for (const [index, { at }] of names.entries()) {
    expect(at + 90).toBeLessThanOrEqual(names[index + 1]?.at ?? box.right + 1);
  }
});

it('spans floods, those too that last and those shorter than a pixel', () => {
  const drawn = callsBars(
    { calls: [1, 1], from: 1000 * MINUTE, step: 300 * MINUTE },
    [
      { from: 1300 * MINUTE, to: null },
      { from: 1000 * MINUTE, to: 1000 * MINUTE + 1 },
      { from: 1000 * MINUTE, to: 1150 * MINUTE },
    ],
    box,
  );
  expect(drawn.floods).toEqual([
    { x: 340, width: 300 },
    { x: 40, width: 2 },
    { x: 40, width: 150 },
  ]);
});

it('draws a period without calls as an empty scale', () => {
  expect(callsBars({ calls: [0, 0], from: 0, step: 1 }, [], box)).toMatchObject({ bars: [], floods: [] });
  expect(callsBars({ calls: [], from: 0, step: 1 }, [], box).names).toEqual([]);
});
