import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHATTERING_ENDS_MS, chatters, DECISIVE_OCCURRENCES } from './chattering.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

test.each<[string, number[], number, boolean]>([
  ['nothing does not', [], 0, false],
  ['two at once do not', [0, 0], 0, false],
  ['three within a minute do', [0, 30 * SECOND, MINUTE], MINUTE, true],
  ['three in more do not', [0, 30 * SECOND, MINUTE + 1], MINUTE + 1, false],
  ['once a minute does not, however long', [0, 1, 2, 3, 4, 5].map((i) => i * MINUTE), 5 * MINUTE, false],
  ['it goes on for ten minutes', [0, 0, 0], CHATTERING_ENDS_MS - 1, true],
  ['and is over then', [0, 0, 0], CHATTERING_ENDS_MS, false],
  ['a single occurrence in between changes nothing', [0, 0, 0, 9 * MINUTE], CHATTERING_ENDS_MS, false],
  ['another burst begins anew', [0, 0, 0, MINUTE, MINUTE], CHATTERING_ENDS_MS, true],
])('%s', (_what, at, now, expected) => {
  expect(chatters(at, now)).toBe(expected);
});

test('the newest occurrences decide it, whatever came before', () => {
  const gaps = fc.array(fc.oneof(fc.nat(MINUTE), fc.integer({ min: 25 * SECOND, max: 40 * SECOND })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(gaps, fc.nat(2 * MINUTE), (between, since) => {
      let now = 0;
      const at = between.map((gap) => (now += gap));
      now += since;
      expect(chatters(at.slice(-DECISIVE_OCCURRENCES), now)).toBe(chatters(at, now));
    }),
  );
});
