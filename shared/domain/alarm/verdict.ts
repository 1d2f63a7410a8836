import { ALARM_PRIORITIES, type AlarmPriority } from '../targeting/profile.ts';
import type { AlarmDetail } from './record.ts';

/**
 * What a measured condition comes to: it is there, it is gone by a margin, or it is between the two, where what stands
 * stays and nothing new is raised, so that an alarm does not chatter.
 */
export type Verdict =
  | { verdict: 'there'; priority: AlarmPriority; detail: AlarmDetail }
  | { verdict: 'gone' }
  | { verdict: 'between' };

export const GONE: Verdict = { verdict: 'gone' };
export const BETWEEN: Verdict = { verdict: 'between' };

/** What a verdict asks to be done about the alarm that stands, or does not. */
export type Step = 'raise' | 'clear' | 'none';

/** A condition that stands is an occurrence again only where it has become more urgent: it is one, not many. */
export function stepFor(verdict: Verdict, standing: { priority: AlarmPriority } | null): Step {
  if (verdict.verdict === 'gone') return standing === null ? 'none' : 'clear';
  if (verdict.verdict === 'between') return 'none';
  const worse = (than: AlarmPriority) =>
    ALARM_PRIORITIES.indexOf(verdict.priority) < ALARM_PRIORITIES.indexOf(than);
  return standing === null || worse(standing.priority) ? 'raise' : 'none';
}
