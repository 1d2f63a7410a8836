import type { InspectionCapacity } from '../channel/regulator.ts';
import { ALARM_DEFINITIONS } from './definition.ts';
import { BETWEEN, GONE, type Verdict } from './verdict.ts';

/** The backlog is gone when it is below this share of a day's inspections. */
const GONE_BELOW = 0.9;

/** Inspections that a house states for a day; 0 where it states none. */
export function inspectionsADay({ inspectionsPerDay, inspectionsPerHour }: InspectionCapacity): number {
  return inspectionsPerHour > 0 ? 24 * inspectionsPerHour : inspectionsPerDay;
}

/** Whether more red control orders are open at a house than it inspects in a day. */
export function backlogVerdict(open: number, capacity: InspectionCapacity): Verdict {
  const limit = inspectionsADay(capacity);
  if (limit === 0 || open < GONE_BELOW * limit) return GONE;
  if (open <= limit) return BETWEEN;
  return {
    verdict: 'there',
    priority: ALARM_DEFINITIONS['inspection-backlog'].priority,
    detail: { observed: open, limit },
  };
}
