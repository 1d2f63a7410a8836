import { expect, it } from 'vitest';
import { displayState, SILENT_AFTER_MS } from './state.ts';

const now = new Date('2026-11-23T06:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);

it.each([
  [{ revokedAt: null, lastSeenAt: null }, 'new'],
  [{ revokedAt: null, lastSeenAt: now }, 'online'],
  [{ revokedAt: null, lastSeenAt: before(SILENT_AFTER_MS) }, 'online'],
  [{ revokedAt: null, lastSeenAt: before(SILENT_AFTER_MS + 1) }, 'silent'],
  [{ revokedAt: now, lastSeenAt: now }, 'revoked'],
  [{ revokedAt: now, lastSeenAt: null }, 'revoked'],
])('%j is %s', (display, state) => {
  expect(displayState(display, now)).toBe(state);
});
