import type { AlarmGroup, AlarmRow } from '../../../shared/contract/alarms.ts';
import { awaitsAcknowledgement, type AlarmState } from '../../../shared/domain/alarm/condition.ts';
import { partsOf, type DistrictOf, type ScopeId } from '../../../shared/domain/access/scope.ts';
import type { AlarmQuery } from './query.ts';

/** An alarm that has been open for longer stands (EEMUA 191: fewer than ten of them). */
export const OLD_MS = 86_400_000;

/** What a query needs to know beside the alarms. `now` in ms. */
export interface FitContext {
  /** The caller, whom `me` means. */
  me: string;
  now: number;
  districtOf: DistrictOf;
  groups: ReadonlyMap<string, AlarmGroup>;
  /** All that a search looks through, folded: title, profile, place, cause, common cause. */
  textOf: (row: AlarmRow) => string;
}

/** Kept from view: its cause goes on being evaluated, and nobody is called. */
export function isKeptFromView(state: AlarmState): boolean {
  return state === 'shelved' || state === 'suppressed-by-design' || state === 'out-of-service';
}

/** Whether an alarm is what the query asks for; `words` are those of its search, folded. */
export function fits(
  row: AlarmRow,
  query: AlarmQuery,
  words: readonly string[],
  context: FitContext,
): boolean {
  if (query.priorities.length > 0 && !query.priorities.includes(row.priority)) return false;
  if (!isInState(row.state, query.state)) return false;
  if (query.kind !== '' && row.kind !== query.kind) return false;
  if (query.assigned === 'me' && row.assignedTo?.id !== context.me) return false;
  if (query.assigned === 'none' && row.assignedTo !== null) return false;
  if (query.chattering && !row.chattering) return false;
  if (query.quarantined !== '' && row.quarantinedTo === null) return false;
  if (query.quarantined === 'me' && row.quarantinedTo?.id !== context.me) return false;
  if (query.old && row.raisedAt > context.now - OLD_MS) return false;
  if (query.place !== '' && !isAt(row, query.place, context.districtOf)) return false;
  if (words.length === 0) return true;
  const text = context.textOf(row);
  return words.every((word) => text.includes(word));
}

function isInState(state: AlarmState, asked: AlarmQuery['state']): boolean {
  if (asked === 'all') return true;
  if (asked === 'in-view') return !isKeptFromView(state);
  return asked === 'awaiting' ? awaitsAcknowledgement(state) : state === asked;
}

/** Whether an alarm is at a place or inside it. */
export function isAt(row: AlarmRow, place: ScopeId, districtOf: DistrictOf): boolean {
  if (place === 'national') return true;
  const { level, code } = partsOf(place);
  if (level === 'house') return row.customsHouse === code;
  return (row.customsHouse === null ? row.district : (districtOf(row.customsHouse) ?? row.district)) === code;
}

/** Scope of the place that an alarm belongs to. */
export function scopeOfAlarm({ customsHouse, district }: AlarmRow): ScopeId {
  if (customsHouse !== null) return `house:${customsHouse}`;
  return district === null ? 'national' : `district:${district}`;
}
