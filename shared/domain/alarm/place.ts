import type { ScopeId } from '../access/scope.ts';

/** The place that an alarm belongs to: its customs house, else its district, else the nation. */
export function placeOfAlarm(alarm: { district: string | null; customsHouse: string | null }): ScopeId {
  if (alarm.customsHouse !== null) return `house:${alarm.customsHouse}`;
  return alarm.district === null ? 'national' : `district:${alarm.district}`;
}
