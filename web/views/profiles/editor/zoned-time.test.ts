import { expect, test } from 'vitest';
import { fromZonedInput, toZonedInput } from './zoned-time.ts';

test.each([
  ['2026-12-01T08:00', 'Asia/Shanghai', '2026-12-01T08:00:00+08:00'],
  ['2026-12-01T08:00', 'UTC', '2026-12-01T08:00:00Z'],
  ['2026-07-01T08:00', 'America/St_Johns', '2026-07-01T08:00:00-02:30'],
  ['2026-01-01T08:00', 'Europe/Berlin', '2026-01-01T08:00:00+01:00'],
  ['2026-07-01T08:00', 'Europe/Berlin', '2026-07-01T08:00:00+02:00'],
  // The morning after the clocks were put back, and the one after they were put forward.
  ['2026-10-25T05:00', 'Europe/Berlin', '2026-10-25T05:00:00+01:00'],
  ['2026-03-29T04:00', 'Europe/Berlin', '2026-03-29T04:00:00+02:00'],
])('%s in %s is %s', (text, zone, instant) => {
  expect(fromZonedInput(text, zone)).toBe(instant);
  expect(toZonedInput(instant, zone)).toBe(text);
});

test.each([
  ['', 'UTC'],
  ['2026-13-01T00:00', 'UTC'],
])('%j is no time', (text, zone) => expect(fromZonedInput(text, zone)).toBe(''));

test('an instant of another offset is shown by the clocks of the place; what is none is not', () => {
  expect(toZonedInput('2026-12-01T00:00:00Z', 'Asia/Shanghai')).toBe('2026-12-01T08:00');
  expect(toZonedInput('soon', 'Asia/Shanghai')).toBe('');
});
