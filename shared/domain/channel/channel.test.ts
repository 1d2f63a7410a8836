import { expect, test } from 'vitest';
import { CHANNELS, stricter } from './channel.ts';

test('the stricter of two channels is the earlier in the list', () => {
  for (const [i, a] of CHANNELS.entries()) {
    for (const [j, b] of CHANNELS.entries()) expect(stricter(a, b)).toBe(CHANNELS[Math.min(i, j)]);
  }
});
