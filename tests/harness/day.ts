import { setTimeout as delay } from 'node:timers/promises';

const DAY_MS = 24 * 3600_000;

/** Longest that `roomInDay` waits, for the limit of the hook that does. */
export const DAY_ROOM_MS = 3 * 60_000;

/**
 * Waits past midnight UTC where less than three minutes are left of the day: for tests of what the server counts by the
 * day, all of which must happen on one.
 */
export async function roomInDay(): Promise<void> {
  const left = DAY_MS - (Date.now() % DAY_MS);
  if (left < DAY_ROOM_MS) await delay(left + 10);
}
