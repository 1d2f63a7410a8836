import { expect, test } from 'vitest';
import { inLocale } from '../locale.test-kit.ts';
import { writeInstant } from './instant.ts';

const INSTANT = '2026-11-23T06:32:08Z';

test.each([
  ['en', 'Asia/Shanghai', 'minute', '23 Nov 2026 14:32 UTC+8'],
  ['zh', 'Asia/Shanghai', 'minute', '2026年11月23日 14:32 UTC+8'],
  ['en', 'UTC', 'second', '23 Nov 2026 06:32:08 UTC+0'],
  ['zh', 'America/St_Johns', 'second', '2026年11月23日 03:02:08 UTC−3:30'],
  ['en', 'Asia/Shanghai', 'day', '23 Nov 2026'],
] as const)('in %s at %s to the %s', (locale, timeZone, precision, text) => {
  expect(inLocale(locale, () => writeInstant(INSTANT, timeZone, precision))).toBe(text);
});
