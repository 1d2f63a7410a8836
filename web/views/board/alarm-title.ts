import type { BoardAlarm } from '../../../shared/contract/live.ts';
import type { SystemFault } from '../../../shared/domain/alarm/system-fault.ts';
import { m } from '../../paraglide/messages.js';
import { profileTitle } from '../../ui/names.ts';

const FAULTS: Record<SystemFault, (profile: string) => string> = {
  'evaluation-error': (profile) => m.board_alarm_evaluation_error({ profile }),
  'batch-failing': () => m.board_alarm_batch_failing(),
  'ruleset-guard': (profile) => m.board_alarm_ruleset_guard({ profile }),
  'ruleset-unusable': () => m.board_alarm_ruleset_unusable(),
};

/** What an alarm is about, in the reader's language: a profile's own title, or a fault of the system. */
export function alarmTitle(alarm: BoardAlarm): string {
  return alarm.fault === undefined ? profileTitle(alarm) : FAULTS[alarm.fault](alarm.profile ?? '');
}
