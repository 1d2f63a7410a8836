import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInstant } from './instant.ts';

test.each([
  '1970-01-01T00:00:00Z',
  '2026-05-01T10:11:12Z',
  '2026-05-01T10:11:12.5Z',
  '2026-05-01T10:11:12.123+08:00',
  '2026-05-01T10:11-03:30',
  '2024-02-29T23:59:59.999+14:00',
  '2000-02-29T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '2026-05-01',
])('%s is read as Date.parse reads it', (text) => {
  expect(parseInstant(text)).toBe(Date.parse(text));
});

test.each([
  '',
  '2026',
  'yesterday',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-05-01T24:00:00Z',
  '2026-05-01T10:60:00Z',
  '2026-05-01T10:11:60Z',
  '2026-05-01T10:11:12',
  '2026-05-01T10:11:12.Z',
  '2026-05-01T10:11:12Zulu',
  '2026-05-01T10:11:12+8:00',
  '2026-05-01T10:11:12+08:00 ',
  '2026-05-01T10:11:12+24:00',
  '2026-05-01 10:11:12Z',
  '2026/05/01T10:11:12Z',
])('%j is no instant', (text) => {
  expect(parseInstant(text)).toBeNaN();
});

test('digits beyond milliseconds are cut', () => {
  expect(parseInstant('2026-05-01T10:11:12.123999Z')).toBe(Date.parse('2026-05-01T10:11:12.123Z'));
});

test('every instant of four-digit years is read back, at any offset', () => {
  const min = new Date('0001-01-01T00:00:00Z');
  const max = new Date('9998-12-31T00:00:00Z');
  fc.assert(
    fc.property(
      fc.date({ min, max, noInvalidDate: true }),
      fc.integer({ min: -839, max: 839 }),
      (date, minutes) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        if (local.startsWith('-') || local.startsWith('+')) return;
        const away = Math.abs(minutes);
        const pad = (part: number) => String(part).padStart(2, '0');
        const zone = `${minutes < 0 ? '-' : '+'}${pad(Math.floor(away / 60))}:${pad(away % 60)}`;
        expect(parseInstant(local + zone)).toBe(date.getTime());
      },
    ),
  );
});
