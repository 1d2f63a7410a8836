import { expect, test } from 'vitest';
import { inLocale } from './locale.test-kit.ts';
import { placeTime } from './place-time.ts';

const WINTER = Date.parse('2026-01-15T16:05:09Z');
const SUMMER = Date.parse('2026-07-15T16:05:09Z');

test.each([
  ['UTC', WINTER, '16:05:09', 'Thu, 15 Jan 2026', 'UTC+0'],
  ['Asia/Shanghai', WINTER, '00:05:09', 'Fri, 16 Jan 2026', 'UTC+8'],
  ['Asia/Kathmandu', WINTER, '21:50:09', 'Thu, 15 Jan 2026', 'UTC+5:45'],
  ['America/St_Johns', WINTER, '12:35:09', 'Thu, 15 Jan 2026', 'UTC−3:30'],
  ['Europe/Berlin', WINTER, '17:05:09', 'Thu, 15 Jan 2026', 'UTC+1'],
  ['Europe/Berlin', SUMMER, '18:05:09', 'Wed, 15 Jul 2026', 'UTC+2'],
  ['Nowhere/Land', WINTER, '16:05:09', 'Thu, 15 Jan 2026', 'UTC+0'],
])('%s at %i', (timeZone, instant, time, date, offset) => {
  const clock = placeTime(timeZone);
  expect([clock.time(instant), clock.date(instant), clock.offset(instant)]).toEqual([time, date, offset]);
  expect(clock.shortTime(instant)).toBe(time.slice(0, 5));
});

test('in Chinese the date is written as it is there', () => {
  const clock = inLocale('zh', () => placeTime('Asia/Shanghai'));
  expect([clock.time(WINTER), clock.shortTime(WINTER), clock.date(WINTER), clock.offset(WINTER)]).toEqual([
    '00:05:09',
    '00:05',
    '2026年1月16日周五',
    'UTC+8',
  ]);
});
