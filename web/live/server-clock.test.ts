import { expect, test } from 'vitest';
import { CLOCK_WINDOW_MS, trackClock, type ClockTrack } from './server-clock.ts';

/** Delays found for messages that came at `at` and were stamped `stamped`. */
function delays(messages: readonly (readonly [at: number, stamped: number])[]): number[] {
  let track: ClockTrack | null = null;
  return messages.map(([at, stamped]) => {
    const seen = trackClock(track, at, stamped);
    track = seen.track;
    return seen.delayMs;
  });
}

test.each([
  [
    'steady',
    [
      [0, 9_000],
      [250, 9_250],
      [500, 9_500],
    ],
    [0, 0, 0],
  ],
  [
    'one late',
    [
      [0, 9_000],
      [4_250, 9_250],
    ],
    [0, 4_000],
  ],
  [
    'a quicker one sets the measure',
    [
      [100, 9_000],
      [250, 9_250],
      [600, 9_500],
    ],
    [0, 0, 100],
  ],
  [
    'the server’s clock is set back: forgotten after two windows',
    [
      [0, 9_000],
      [1_000, 5_000],
      [CLOCK_WINDOW_MS, CLOCK_WINDOW_MS + 4_000],
      [2 * CLOCK_WINDOW_MS, 2 * CLOCK_WINDOW_MS + 4_000],
    ],
    [0, 5_000, 5_000, 0],
  ],
] as const)('%s', (_, messages, expected) => {
  expect(delays(messages)).toEqual(expected);
});

test('a drift of a second an hour is never taken for a delay', () => {
  const messages = Array.from({ length: 4 * 3_600 }, (_, i) => [i * 250 * (1 + 1 / 3_600), i * 250] as const);
  expect(Math.max(...delays(messages))).toBeLessThan(50);
});
