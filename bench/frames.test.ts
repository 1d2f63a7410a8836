import { expect, test } from 'vitest';
import { figuresOf } from './frames.ts';

const page = { pid: 7, tid: 1, ph: 'X' };
const at = (name: string, ms: number, rest: object = {}) => ({ ...page, name, ts: ms * 1000, ...rest });

test('frames, gaps, drops and long tasks are those between the marks', () => {
  const drawn = Array.from({ length: 61 }, (_, frame) => at('DrawFrame', 1000 + frame * 20));
  drawn.splice(30, 1);
  const figures = figuresOf([
    at('bench-from', 1000),
    at('bench-to', 2200),
    ...drawn,
    at('DrawFrame', 500),
    at('DroppedFrame', 1600),
    at('DroppedFrame', 2500),
    at('RunTask', 1590, { dur: 80_000 }),
    at('RunTask', 1700, { dur: 40_000 }),
    at('RunTask', 1800, { dur: 90_000, tid: 2 }),
  ]);
  expect(figures).toEqual({
    fps: 50,
    p50: 20,
    p95: 20,
    p99: 40,
    droppedShare: 0.0164,
    frames: 60,
    longTasks: 1,
    longestTask: 80,
  });
});

test('a trace without marks or frames says nothing', () => {
  expect(() => figuresOf([])).toThrow('lacks the marks');
  expect(() => figuresOf([at('bench-from', 0), at('bench-to', 10)])).toThrow('no frames');
});
