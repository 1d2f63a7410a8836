import type { AlarmDetail, RefusedAlarm } from '../../shared/contract/alarms.ts';
import type { AlarmState } from '../../shared/domain/alarm/condition.ts';
import type { AlarmKind, AlarmType } from '../../shared/domain/alarm/definition.ts';
import type { AlarmActionType, OccurrenceEffect } from '../../shared/domain/alarm/transition.ts';
import type { AlarmPriority } from '../../shared/domain/targeting/profile.ts';
import { m } from '../paraglide/messages.js';
import { formatAge, formatCount, formatLongAge } from './format.ts';
import { profileTitle } from './names.ts';
import { PRIORITY_WORDS, type Word } from './words.ts';

const TYPES: Record<AlarmType, Word> = {
  'profile-hit': m.alarm_type_profile_hit,
  'declarations-surge': m.alarm_type_declarations_surge,
  'declarations-drop': m.alarm_type_declarations_drop,
  'hits-surge': m.alarm_type_hits_surge,
  'hits-drop': m.alarm_type_hits_drop,
  'reds-surge': m.alarm_type_reds_surge,
  'reds-drop': m.alarm_type_reds_drop,
  'house-silent': m.alarm_type_house_silent,
  'inspection-backlog': m.alarm_type_inspection_backlog,
  'orders-unanswered': m.alarm_type_orders_unanswered,
  'intake-backlog': m.alarm_type_intake_backlog,
  'decision-latency': m.alarm_type_decision_latency,
  'worker-lost': m.alarm_type_worker_lost,
  'evaluation-error': m.alarm_type_evaluation_error,
  'batch-failing': m.alarm_type_batch_failing,
  'ruleset-guard': m.alarm_type_ruleset_guard,
  'ruleset-unusable': m.alarm_type_ruleset_unusable,
};

const KINDS: Record<AlarmKind, Word> = {
  profile: m.alarm_kind_profile,
  flow: m.alarm_kind_flow,
  silence: m.alarm_kind_silence,
  inspection: m.alarm_kind_inspection,
  orders: m.alarm_kind_orders,
  system: m.alarm_kind_system,
};

const STATES: Record<AlarmState, Word> = {
  normal: m.alarm_state_normal,
  unacknowledged: m.alarm_state_unacknowledged,
  acknowledged: m.alarm_state_acknowledged,
  'returned-unacknowledged': m.alarm_state_returned_unacknowledged,
  'latched-unacknowledged': m.alarm_state_latched_unacknowledged,
  'latched-acknowledged': m.alarm_state_latched_acknowledged,
  shelved: m.alarm_state_shelved,
  'suppressed-by-design': m.alarm_state_suppressed,
  'out-of-service': m.alarm_state_out_of_service,
};

const ACTIONS: Record<Exclude<AlarmActionType, 'occur'> | OccurrenceEffect, Word> & Record<string, Word> = {
  raised: m.alarm_action_raised,
  'raised-again': m.alarm_action_raised_again,
  worsened: m.alarm_action_worsened,
  joined: m.alarm_action_joined,
  clear: m.alarm_action_clear,
  acknowledge: m.alarm_action_acknowledge,
  reset: m.alarm_action_reset,
  'timed-shelve': m.alarm_action_shelve,
  unshelve: m.alarm_action_unshelve,
  'shelving-expired': m.alarm_action_shelving_expired,
  suppress: m.alarm_action_suppress,
  unsuppress: m.alarm_action_unsuppress,
  'remove-from-service': m.alarm_action_remove_from_service,
  'place-in-service': m.alarm_action_place_in_service,
  assign: m.alarm_action_assign,
  comment: m.alarm_action_comment,
  escalated: m.alarm_action_escalated,
  quarantine: m.alarm_action_quarantine,
  chattering: m.alarm_action_chattering,
  'chattering-ended': m.alarm_action_chattering_ended,
  grouped: m.alarm_action_grouped,
};

const REJECTIONS: Record<RefusedAlarm['reason'], Word> = {
  normal: m.alarm_rejected_normal,
  'not-active': m.alarm_rejected_not_active,
  'already-acknowledged': m.alarm_rejected_already_acknowledged,
  'annunciated-since': m.alarm_rejected_annunciated_since,
  'not-acknowledged': m.alarm_rejected_not_acknowledged,
  'still-active': m.alarm_rejected_still_active,
  'already-shelved': m.alarm_rejected_already_shelved,
  'not-shelved': m.alarm_rejected_not_shelved,
  'not-expired': m.alarm_rejected_not_expired,
  'in-past': m.alarm_rejected_in_past,
  'too-long': m.alarm_rejected_too_long,
  'not-shelvable': m.alarm_rejected_not_shelvable,
  'already-suppressed': m.alarm_rejected_already_suppressed,
  'not-suppressed': m.alarm_rejected_not_suppressed,
  'already-out-of-service': m.alarm_rejected_already_out_of_service,
  'not-out-of-service': m.alarm_rejected_not_out_of_service,
  'kept-from-view': m.alarm_rejected_kept_from_view,
  unknown: m.alarm_rejected_unknown,
  'not-allowed': m.alarm_rejected_not_allowed,
  'assigned-since': m.alarm_rejected_assigned_since,
  'no-author': m.alarm_rejected_no_author,
  'no-further-step': m.alarm_rejected_no_further_step,
};

export const alarmTypeName = (type: AlarmType): string => TYPES[type]();
export const alarmKindName = (kind: AlarmKind): string => KINDS[kind]();
export const alarmStateName = (state: AlarmState): string => STATES[state]();
export const priorityName = (priority: AlarmPriority): string => PRIORITY_WORDS[priority]();
/** Why a deed on an alarm was refused. */
export const rejectionText = (reason: RefusedAlarm['reason']): string => REJECTIONS[reason]();
/** What an event of an alarm's history says was done; one that this version does not know, as it is written. */
export const alarmActionName = (action: string): string => ACTIONS[action]?.() ?? action;

/** What the title of an alarm is made of. */
export interface TitledAlarm {
  type: AlarmType;
  /** As it was raised: a profile's title then. */
  title: string;
  titleZh?: string;
  profile?: string | null;
  detail?: AlarmDetail | null;
}

const TITLES: Record<AlarmType, (alarm: TitledAlarm) => string> = {
  'profile-hit': profileTitle,
  'declarations-surge': flowTitle,
  'declarations-drop': flowTitle,
  'hits-surge': flowTitle,
  'hits-drop': flowTitle,
  'reds-surge': flowTitle,
  'reds-drop': flowTitle,
  'house-silent': ({ detail }) =>
    m.alarm_title_house_silent({ span: spanOf(detail, 'minutes'), expected: count(detail, 'expected') }),
  'inspection-backlog': ({ detail }) =>
    m.alarm_title_inspection_backlog({ open: count(detail, 'observed'), capacity: count(detail, 'limit') }),
  'orders-unanswered': ({ detail }) =>
    m.alarm_title_orders_unanswered({ count: count(detail, 'observed'), span: spanOf(detail, 'minutes') }),
  'intake-backlog': ({ detail }) =>
    m.alarm_title_intake_backlog({ waiting: count(detail, 'observed'), limit: count(detail, 'limit') }),
  'decision-latency': ({ detail }) =>
    m.alarm_title_decision_latency({
      p99: milliseconds(detail, 'p99'),
      limit: milliseconds(detail, 'limit'),
    }),
  'worker-lost': ({ detail }) =>
    m.alarm_title_worker_lost({ span: formatLongAge(Math.round(numberOf(detail, 'seconds') ?? 0)) }),
  'evaluation-error': ({ profile }) => m.alarm_title_evaluation_error({ profile: profile ?? '' }),
  'batch-failing': () => m.alarm_title_batch_failing(),
  'ruleset-guard': ({ profile }) => m.alarm_title_ruleset_guard({ profile: profile ?? '' }),
  'ruleset-unusable': () => m.alarm_title_ruleset_unusable(),
};

/** What an alarm is about, in the reader's language: a profile's own title, or what was measured. */
export function alarmTitle(alarm: TitledAlarm): string {
  return TITLES[alarm.type](alarm);
}

function flowTitle({ type, detail }: TitledAlarm): string {
  return m.alarm_title_flow({
    name: alarmTypeName(type),
    observed: count(detail, 'observed'),
    expected: count(detail, 'expected'),
    lower: count(detail, 'lower'),
    upper: count(detail, 'upper'),
  });
}

function numberOf(detail: AlarmDetail | null | undefined, name: string): number | null {
  const value = detail?.[name];
  return typeof value === 'number' ? value : null;
}

function count(detail: AlarmDetail | null | undefined, name: string): string {
  return formatCount(numberOf(detail, name));
}

/** 12 min, 3 h 05, 2 d 4 h. */
function spanOf(detail: AlarmDetail | null | undefined, name: string): string {
  const minutes = numberOf(detail, name);
  if (minutes === null || minutes < 60) return m.alarm_minutes({ count: count(detail, name) });
  return formatLongAge(Math.round(minutes) * 60);
}

function milliseconds(detail: AlarmDetail | null | undefined, name: string): string {
  return formatAge(numberOf(detail, name) ?? 0);
}
