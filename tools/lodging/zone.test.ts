import { expect, it } from 'vitest';
import { formatInstant, zoneOffset } from './zone.ts';

it.each([
  ['2026-11-23T02:00:00Z', 'Asia/Shanghai', '2026-11-23T10:00:00.000+08:00'],
  ['2026-07-01T12:00:00Z', 'Europe/Berlin', '2026-07-01T14:00:00.000+02:00'],
  ['2026-12-01T12:00:00Z', 'Europe/Berlin', '2026-12-01T13:00:00.000+01:00'],
  ['2026-01-01T00:00:00Z', 'America/St_Johns', '2025-12-31T20:30:00.000-03:30'],
  ['2026-01-01T00:00:00.250Z', 'UTC', '2026-01-01T00:00:00.250+00:00'],
])('writes %s in %s as %s', (instant, zone, expected) => {
  expect(formatInstant(Date.parse(instant), zone)).toBe(expected);
  expect(Date.parse(formatInstant(Date.parse(instant), zone))).toBe(Date.parse(instant));
});

it('knows when summer time ends', () => {
  const before = Date.parse('2026-10-25T00:59:59Z');
  expect([before, before + 1000].map((at) => zoneOffset('Europe/Berlin', at) / 3_600_000)).toEqual([2, 1]);
});
