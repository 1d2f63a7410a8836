import type { ConsolePosition, ShiftView } from '../../../shared/contract/shifts.ts';
import { ApiError } from '../../shell/api.ts';
import { m } from '../../paraglide/messages.js';
import { alarmKindName } from '../../ui/alarm-words.ts';
import { placeName } from '../../ui/names.ts';

/** Words for what may be refused of a shift alone. */
export const SHIFT_ERRORS = {
  ended: m.shift_error_ended,
  'not-holder': m.shift_error_not_holder,
  'own-shift': m.shift_error_own_shift,
  'not-named': m.shift_error_not_named,
  'not-offered': m.shift_error_not_offered,
  'already-offered': m.shift_error_already_offered,
  'cannot-hold': m.shift_error_cannot_hold,
  'position-held': m.shift_error_position_held,
  'other-position': m.shift_error_other_position,
  'report-changed': m.shift_error_report_changed,
  'name-taken': m.shift_error_name_taken,
  'unknown-shift': m.common_error_not_found,
  'unknown-report': m.common_error_not_found,
  'unknown-position': m.common_error_not_found,
};

/** A position by its name; the console as a whole where it has none. */
export function positionName(position: Pick<ConsolePosition, 'name' | 'nameZh'> | null): string {
  return position === null ? m.shift_whole_console() : placeName(position);
}

export function kindNames(kinds: ConsolePosition['kinds']): string {
  return kinds.map(alarmKindName).join(m.common_list_comma());
}

/** How a shift ended, or that it goes on. */
export function endText({ state, offeredTo, takenReason }: ShiftView): string {
  if (state === 'handed-over') return m.shift_ended_handed_over({ name: offeredTo?.name ?? '' });
  if (state === 'taken-over') return m.shift_ended_taken_over({ reason: takenReason ?? '' });
  return m.shift_goes_on();
}

/** Whether somebody else was faster: then the view shows what there is now. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}
