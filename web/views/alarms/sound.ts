import type { AlarmRow } from '../../../shared/contract/alarms.ts';
import { awaitsAcknowledgement } from '../../../shared/domain/alarm/condition.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../../shared/domain/targeting/profile.ts';

/** Least time from one tone to the next, ms: in a flood tones that run into one another say nothing. */
export const TONE_GAP_MS = 2_000;

/** A call that waits longer for its tone, ms, is not news any more. */
export const STALE_CALL_MS = 10_000;

/** What waits to be heard. Instants in ms, by any one clock. */
export interface SoundState {
  waiting: ReadonlyMap<string, { priority: AlarmPriority; at: number }>;
  soundedAt: number;
}

export const SILENT: SoundState = { waiting: new Map(), soundedAt: Number.NEGATIVE_INFINITY };

/** Whether `after` calls for an operator in a way that `before` (undefined: not known) did not. */
export function isNewCall(before: AlarmRow | undefined, after: AlarmRow): boolean {
  if (!awaitsAcknowledgement(after.state) || after.state === 'returned-unacknowledged') return false;
  return before === undefined || after.annunciation > before.annunciation;
}

/** Takes in new calls, and forgets those that somebody has seen to meanwhile. */
export function heard(
  state: SoundState,
  calls: readonly AlarmRow[],
  seenTo: (id: string) => boolean,
  now: number,
): SoundState {
  const waiting = new Map(
    [...state.waiting].filter(([id, { at }]) => now - at < STALE_CALL_MS && !seenTo(id)),
  );
  for (const { id, priority } of calls) waiting.set(id, { priority, at: now });
  return { ...state, waiting };
}

/**
 * The tone that is due, if any: that of the most urgent call waiting, at most one every TONE_GAP_MS. It stands for all
 * calls that wait, so that each is heard once and a flood does not sound for minutes.
 */
export function dueTone(state: SoundState, now: number): { tone: AlarmPriority | null; state: SoundState } {
  const fresh = [...state.waiting.values()].filter(({ at }) => now - at < STALE_CALL_MS);
  if (fresh.length === 0 || now - state.soundedAt < TONE_GAP_MS) return { tone: null, state };
  const tone = ALARM_PRIORITIES.find((priority) => fresh.some((call) => call.priority === priority)) ?? null;
  return { tone, state: { waiting: new Map(), soundedAt: now } };
}
