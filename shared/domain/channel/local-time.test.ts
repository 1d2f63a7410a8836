import { expect, test } from 'vitest';
import { localTimeAt } from './local-time.ts';

const DAY = Date.UTC(2026, 10, 22) / 86_400_000;

test.each<[string, string, number, number, number]>([
  ['2026-11-22T00:00:00Z', 'UTC', 0, 0, 0],
  ['2026-11-22T15:59:59.999Z', 'Asia/Shanghai', 0, 23, 0.99999],
  ['2026-11-22T16:00:00Z', 'Asia/Shanghai', 1, 0, 0],
  ['2026-11-22T00:00:00Z', 'Asia/Kathmandu', 0, 5, 0.75],
  ['2026-11-22T00:00:00Z', 'America/St_Johns', -1, 20, 0.5],
  ['2026-11-22T03:15:00Z', 'America/New_York', -1, 22, 0.25],
])('%s in %s', (instant, timeZone, day, hour, part) => {
  const at = localTimeAt(Date.parse(instant), timeZone);
  expect(at).toMatchObject({ day: DAY + day, hour, part: expect.closeTo(part, 4) });
  expect(at.hourStart).toBeCloseTo(Date.parse(instant) - part * 3_600_000, -3);
});

test('an hour is left out when clocks go forward, and comes twice when they go back', () => {
  const hours = (from: string) =>
    Array.from({ length: 4 }, (_, i) => localTimeAt(Date.parse(from) + i * 3_600_000, 'Europe/Berlin'));
  expect(hours('2026-03-29T00:30:00+01:00').map(({ hour }) => hour)).toEqual([0, 1, 3, 4]);
  const back = hours('2026-10-25T01:30:00+02:00');
  expect(back.map(({ hour }) => hour)).toEqual([1, 2, 2, 3]);
  expect(new Set(back.map(({ hourStart }) => hourStart)).size).toBe(4);
});

test('what is no time zone is refused', () => {
  expect(() => localTimeAt(0, 'Nowhere/None')).toThrow(RangeError);
});
