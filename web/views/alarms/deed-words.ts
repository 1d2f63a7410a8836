import type { RefusedAlarm } from '../../../shared/contract/alarms.ts';
import { m } from '../../paraglide/messages.js';
import { errorText } from '../../shell/error-text.ts';
import { alarmActionName, rejectionText } from '../../ui/alarm-words.ts';
import { formatCount } from '../../ui/format.ts';
import { DEED_WORDS } from './console-words.ts';
import type { Deed } from './deeds.ts';
import type { DeedObstacle, DeedOutcome } from './deed-desk.svelte.ts';

/** Why a deed as a whole was refused. */
const DEED_ERRORS = {
  'not-assignable': m.alarms_error_not_assignable,
  'unknown-person': m.alarms_error_unknown_person,
};

type Clock = (instant: number) => string;

/** Why a deed is not begun. */
export function obstacleText(deed: Deed, why: DeedObstacle): string {
  switch (why) {
    case 'not-live':
      return m.alarms_refused_not_live();
    case 'not-allowed':
      return m.alarms_refused_right();
    case 'nothing-chosen':
      return m.alarms_nothing_chosen();
    case 'one-only':
      return m.alarms_comment_one();
    case 'none-fits':
      return DEED_WORDS[deed].none();
  }
}

/** Why one alarm was left as it was: who was faster and when, where that is why. */
export function refusedText({ reason, last }: RefusedAlarm, clock: Clock): string {
  if (last === null) return rejectionText(reason);
  const time = clock(last.at);
  if (last.by === null)
    return m.alarms_refused_meanwhile({
      reason: rejectionText(reason),
      action: alarmActionName(last.action),
      time,
    });
  if (reason === 'already-acknowledged') return m.alarms_refused_faster({ name: last.by, time });
  return m.alarms_refused_by({
    reason: rejectionText(reason),
    action: alarmActionName(last.action),
    name: last.by,
    time,
  });
}

/** How a deed ended, in a sentence or two. */
export function outcomeText({ deed, done, refused, failure }: DeedOutcome, clock: Clock): string {
  const said: string[] = [];
  if (done > 0) said.push(DEED_WORDS[deed].done({ count: formatCount(done) }));
  const [first] = refused;
  if (first !== undefined) {
    const reasons = new Set(refused.map((one) => refusedText(one, clock)));
    said.push(
      m.alarms_outcome_refused({
        count: formatCount(refused.length),
        all: formatCount(done + refused.length),
        why:
          reasons.size === 1
            ? refusedText(first, clock)
            : m.alarms_outcome_reasons({ count: formatCount(reasons.size) }),
      }),
    );
  }
  if (failure !== null) said.push(m.alarms_outcome_failed({ why: errorText(failure, DEED_ERRORS) }));
  return said.join(' ');
}
