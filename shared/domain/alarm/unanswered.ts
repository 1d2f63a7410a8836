import type { AlarmPriority } from '../targeting/profile.ts';
import { GONE, type Verdict } from './verdict.ts';

/** From how many orders past their time on, or from how many minutes on, an alarm is so urgent; the first that holds. */
const URGENCY: { priority: AlarmPriority; orders: number; minutes: number }[] = [
  { priority: 'critical', orders: 50, minutes: 48 * 60 },
  { priority: 'high', orders: 10, minutes: 8 * 60 },
  { priority: 'medium', orders: 3, minutes: 60 },
];

/** Control orders of a house past their time without a finding. */
export interface Unanswered {
  orders: number;
  /** How long the oldest is past its time. */
  minutes: number;
}

/** The more orders are unanswered, and the longer, the more urgent. */
export function unansweredVerdict({ orders, minutes }: Unanswered): Verdict {
  if (orders === 0) return GONE;
  const urgency = URGENCY.find((step) => orders >= step.orders || minutes >= step.minutes);
  return {
    verdict: 'there',
    priority: urgency?.priority ?? 'low',
    detail: { observed: orders, minutes: Math.floor(minutes) },
  };
}
