import type { AlarmPriority } from '../targeting/profile.ts';
import { MAX_TIME_SHELVED } from './definition.ts';

/** Actions that keep an alarm from view. */
export const HIDING_ACTIONS = ['timed-shelve', 'suppress', 'remove-from-service', 'quarantine'] as const;

export type HidingAction = (typeof HIDING_ACTIONS)[number];

/** What the log says of an alarm being kept from view. */
export interface Hiding {
  action: HidingAction;
  /** ms. */
  at: number;
  priority: AlarmPriority;
  actorId: string | null;
  comment: string | null;
  /** End of the shelving, ms; null where none is told. */
  until: number | null;
}

/** Why keeping an alarm from view was not within the rules. */
export type HidingFault = 'no-person' | 'no-reason' | 'no-end' | 'too-long' | 'by-person';

/**
 * What the log of an alarm can prove of its being kept from view: by a person, who says why and, shelving, for how
 * long; suppression by design is logic's alone. Null: within the rules.
 */
export function hidingFault({ action, at, priority, actorId, comment, until }: Hiding): HidingFault | null {
  if (action === 'suppress') return actorId === null ? null : 'by-person';
  if (actorId === null) return 'no-person';
  if (comment === null || comment.trim() === '') return 'no-reason';
  if (action !== 'timed-shelve') return null;
  if (until === null) return 'no-end';
  return until - at > MAX_TIME_SHELVED[priority] * 60_000 ? 'too-long' : null;
}
