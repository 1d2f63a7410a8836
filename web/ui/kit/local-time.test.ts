import { expect, test } from 'vitest';
import { fromLocalInput, toLocalInput } from './local-time.ts';

test('an instant goes through an input to the minute, on whichever clock', () => {
  for (const instant of ['2026-03-02T09:30:00.000Z', '2026-07-31T23:59:00.000Z']) {
    expect(fromLocalInput(toLocalInput(instant))).toBe(instant);
  }
  expect(toLocalInput('2026-03-02T09:30:45.500Z')).toMatch(/^2026-03-0\dT\d\d:\d\d$/);
});

test('nothing stays nothing', () => {
  expect([toLocalInput(''), toLocalInput('soon'), fromLocalInput(''), fromLocalInput('x')]).toEqual([
    '',
    '',
    '',
    '',
  ]);
});
