import { expect, test } from 'vitest';
import { RETURN_AFTER_MS, whereTo, written } from './page-shown.ts';

const DISTRICT = '/board?scope=district:2200';
const HOUSE = '/board?scope=house:2201';

test.each([
  ['what it shows already', DISTRICT, DISTRICT, null, 0, null],
  ['the same page in another spelling', '/board?theme=dark&scope=district%3A2200', DISTRICT, null, 0, null],
  ['its page, at the start', '/board', DISTRICT, null, 0, DISTRICT],
  ['another page than before', DISTRICT, HOUSE, DISTRICT, 0, HOUSE],
  ['its page while somebody looks elsewhere', HOUSE, DISTRICT, DISTRICT, RETURN_AFTER_MS - 1, null],
  ['its page when they are gone', HOUSE, DISTRICT, DISTRICT, RETURN_AFTER_MS, DISTRICT],
])('told %s', (_name, shown, wanted, toldBefore, idleMs, expected) => {
  expect(whereTo(shown, { wanted, toldBefore, idleMs })).toBe(expected);
});

test('an address that is no page of a display is reported as it is, cut short', () => {
  expect(written('/board?x=1')).toBe('/board?x=1');
  expect(written(`/board?${'x'.repeat(900)}`)).toHaveLength(500);
});
