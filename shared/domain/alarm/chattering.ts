/** An alarm that shows so many occurrences within a minute chatters (ISA-18.2's working rule: three a minute). */
export const CHATTERS_FROM = 3;
const MINUTE_MS = 60_000;
/** It goes on to chatter until it has not for so long, ms. */
export const CHATTERING_ENDS_MS = 600_000;

/**
 * How many of the newest occurrences of an alarm decide whether it chatters: as many that lie apart as they do where it
 * does not reach further back than what counts.
 */
export const DECISIVE_OCCURRENCES =
  CHATTERS_FROM - 1 + (CHATTERS_FROM - 1) * (CHATTERING_ENDS_MS / MINUTE_MS);

/**
 * Whether an alarm chatters: three of its occurrences lay within a minute, and that is less than ten minutes ago. `at`
 * are the instants of its newest occurrences, at least the newest DECISIVE_OCCURRENCES, in any order, ms.
 */
export function chatters(at: readonly number[], now: number): boolean {
  const newestFirst = at.toSorted((a, b) => b - a);
  return newestFirst.some((instant, i) => {
    const third = newestFirst[i + CHATTERS_FROM - 1];
    return third !== undefined && instant - third <= MINUTE_MS && now - instant < CHATTERING_ENDS_MS;
  });
}
