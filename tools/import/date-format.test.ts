import { expect, it } from 'vitest';
import { compileDate } from './date-format.ts';

it.each([
  ['yyyy-MM-dd', 'Asia/Seoul', undefined, '2020-01-31', '2020-01-31T00:00:00+09:00'],
  ['yyyy-MM-dd', 'Asia/Seoul', '12:00:00', '2020-02-29', '2020-02-29T12:00:00+09:00'],
  ['d.M.yyyy HH:mm', 'Europe/Berlin', undefined, '5.7.2026 14:30', '2026-07-05T14:30:00+02:00'],
  ['dd/MM/yyyy HH:mm:ss', 'Europe/Berlin', '12:34:56', '05/12/2026 01:02:03', '2026-12-05T01:02:03+01:00'],
  ['yyyyMMddHHmmss', 'UTC', undefined, '20260102030405', '2026-01-02T03:04:05+00:00'],
  ['iso', undefined, undefined, '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
])('%s in %s (time %s) reads %s as %s', (format, zone, time, text, expected) => {
  expect(compileDate(format, zone, time)(text)).toBe(expected);
});

it.each([
  ['yyyy-MM-dd', '2020-02-30'],
  ['yyyy-MM-dd', '2020-13-01'],
  ['yyyy-MM-dd', '2020-1-1'],
  ['yyyy-MM-dd', '2020-01-01 10:00'],
  ['yyyy-MM-dd HH:mm', '2020-01-01 24:00'],
  ['d.M.yyyy', '1x1.2020'],
  ['iso', '2020-01-01'],
  ['iso', '2020-99-01T00:00:00Z'],
])('%s refuses %s', (format, text) => {
  expect(compileDate(format, 'UTC')(text)).toBeNull();
});
