import { expect, test } from 'vitest';
import { trustedHeartbeat } from './reconciler.ts';

test.each<[string, number | null, number | null, number, number | null]>([
  ['a heartbeat is trusted after a reading', 99_000, 97_000, 100_000, 99_000],
  ['and until 15 s after it', 112_000, 97_000, 112_000, 112_000],
  ['later, none since that reading is', 112_001, 97_000, 112_001, 97_000],
  ['an older heartbeat stays what it is', 90_000, 97_000, 200_000, 90_000],
  ['before the first heartbeat there is none', null, 97_000, 100_000, null],
  ['before the first reading none is trusted', 99_000, null, 100_000, null],
])('%s', (_what, heartbeatAt, reconciledAt, now, trusted) => {
  expect(trustedHeartbeat(heartbeatAt, reconciledAt, now)).toBe(trusted);
});
