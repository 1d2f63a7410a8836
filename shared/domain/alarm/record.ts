import { awaitsAcknowledgement, NORMAL, stateOf, type AlarmCondition, type AlarmState } from './condition.ts';
import { transitionRules, type AlarmType } from './definition.ts';
import type { AlarmOccurrence } from './raise.ts';
import {
  transition,
  type AlarmAction,
  type OccurrenceEffect,
  type Transition,
  type TransitionRejection,
} from './transition.ts';

/** Measured values behind an alarm, by name: `observed`, `expected`, `lower`, `upper`, `limit`, `minutes`, … */
export type AlarmDetail = Record<string, number | string>;

/** Somebody who does something to an alarm, or whom it is given to. */
export interface AlarmPerson {
  id: string;
  name: string;
}

/** What is kept of an alarm and changes with what is done to it. Instants in ms. */
export interface AlarmRecord {
  type: AlarmType;
  condition: AlarmCondition;
  occurrences: number;
  raisedAt: number;
  /** When it last called for an operator. */
  annunciatedAt: number;
  lastOccurredAt: number;
  /** When its cause was gone; null while it is there. */
  clearedAt: number | null;
  /** Who has seen its last call; null before. */
  acknowledged: { by: string; at: number } | null;
  assignedTo: AlarmPerson | null;
  quarantinedTo: AlarmPerson | null;
  /** Steps of the escalation taken since it last called. */
  escalated: number;
  detail: AlarmDetail | null;
  rulesetVersion: number | null;
}

/** What the log of an alarm can say: the effects of its occurrences, the actions of the machine, and what else is done. */
export type AlarmEventAction =
  | OccurrenceEffect
  | Exclude<AlarmAction['type'], 'occur'>
  | 'quarantine'
  | 'assign'
  | 'escalated'
  | 'grouped'
  | 'chattering'
  | 'chattering-ended'
  | 'comment';

/** One entry of the log. */
export interface AlarmEvent {
  action: AlarmEventAction;
  /** ms. */
  at: number;
  fromState: AlarmState;
  toState: AlarmState;
  priority: AlarmCondition['priority'];
  /** It called for an operator. */
  annunciated: boolean;
  occurrences: number;
  comment: string | null;
  detail: Record<string, unknown> | null;
}

/** Who acts (null: Tidewaiter itself), when (ms), and what they say about it. */
export interface AlarmDoing {
  actor: AlarmPerson | null;
  comment: string | null;
  now: number;
}

export type AlarmChange<Reason = TransitionRejection> =
  { ok: true; record: AlarmRecord; events: AlarmEvent[] } | { ok: false; reason: Reason };

/** An alarm as its first occurrence opens it. */
export function openedBy(occurrence: AlarmOccurrence): { record: AlarmRecord; event: AlarmEvent } {
  const at = occurrence.firstAt.getTime();
  const { type, priority, suppressed = false } = occurrence;
  const { record, event } = occurred(
    {
      type,
      condition: { ...NORMAL, priority, suppressedState: suppressed },
      occurrences: 0,
      raisedAt: at,
      annunciatedAt: at,
      lastOccurredAt: at,
      clearedAt: null,
      acknowledged: null,
      assignedTo: null,
      quarantinedTo: null,
      escalated: 0,
      detail: null,
      rulesetVersion: null,
    },
    occurrence,
  );
  return { record, event: { ...event, fromState: 'normal' } };
}

/** What an occurrence of its cause makes of an alarm. */
export function occurred(
  record: AlarmRecord,
  occurrence: AlarmOccurrence,
): { record: AlarmRecord; event: AlarmEvent } {
  const now = occurrence.lastAt.getTime();
  const { type, condition } = record;
  const action = { type: 'occur' as const, priority: occurrence.priority };
  const made = transition(condition, action, transitionRules(type, condition.priority), now);
  if (!made.ok) throw new Error(`an occurrence was refused: ${made.reason}`);
  const next: AlarmRecord = {
    ...after(record, made, { actor: null, comment: null, now }),
    occurrences: record.occurrences + occurrence.occurrences,
    lastOccurredAt: Math.max(record.lastOccurredAt, now),
    detail: occurrence.detail ?? record.detail,
    rulesetVersion: occurrence.rulesetVersion ?? record.rulesetVersion,
  };
  const event: AlarmEvent = {
    ...eventOf(made.effect!, record, next, { comment: null, now }),
    annunciated: made.annunciated,
    occurrences: occurrence.occurrences,
    detail: occurrence.detail ?? null,
  };
  return { record: next, event };
}

/** What any other action of the machine makes of an alarm. */
export function act(
  record: AlarmRecord,
  action: Exclude<AlarmAction, { type: 'occur' }>,
  doing: AlarmDoing,
): AlarmChange {
  const { type, condition } = record;
  const made = transition(condition, action, transitionRules(type, condition.priority), doing.now);
  if (!made.ok) return made;
  const next = after(record, made, doing);
  const detail = action.type === 'timed-shelve' ? { until: action.until } : null;
  const event = eventOf(action.type, record, next, doing);
  return { ok: true, record: next, events: [{ ...event, annunciated: made.annunciated, detail }] };
}

/** A person says that an alarm is over: acknowledges the call they saw where nobody has, and resets it. */
export function resolve(record: AlarmRecord, annunciation: number, doing: AlarmDoing): AlarmChange {
  if (!awaitsAcknowledgement(stateOf(record.condition))) return act(record, { type: 'reset' }, doing);
  const seen = act(record, { type: 'acknowledge', annunciation }, doing);
  // Where its cause was gone, having been seen was all that it waited for.
  if (!seen.ok || stateOf(seen.record.condition) === 'normal') return seen;
  const over = act(seen.record, { type: 'reset' }, doing);
  if (!over.ok) return over;
  const events = [...seen.events.map((event) => ({ ...event, comment: null })), ...over.events];
  return { ok: true, record: over.record, events };
}

/** Takes an alarm out of service until the author of its profile, or a supervisor, brings it back. */
export function quarantine(record: AlarmRecord, author: AlarmPerson, doing: AlarmDoing): AlarmChange {
  const removed = act(record, { type: 'remove-from-service' }, doing);
  if (!removed.ok) return removed;
  const [event] = removed.events;
  return {
    ok: true,
    record: { ...removed.record, quarantinedTo: author },
    events: [{ ...event!, action: 'quarantine', detail: { to: author.name, personId: author.id } }],
  };
}

/** Gives an open alarm to a person, or takes it from whoever has it. */
export function assign(record: AlarmRecord, to: AlarmPerson | null, doing: AlarmDoing): AlarmChange {
  if (stateOf(record.condition) === 'normal') return { ok: false, reason: 'normal' };
  const next = { ...record, assignedTo: to };
  const detail = { to: to?.name ?? null, personId: to?.id ?? null };
  return { ok: true, record: next, events: [{ ...eventOf('assign', record, next, doing), detail }] };
}

/** Notes steps of the escalation as taken, one event each; `taken` counts all since the alarm last called. */
export function escalate(
  record: AlarmRecord,
  steps: { taken: number; details: readonly Record<string, unknown>[] },
  doing: AlarmDoing,
): AlarmChange<never> {
  const next = { ...record, escalated: steps.taken };
  const events = steps.details.map((detail) => ({ ...eventOf('escalated', record, next, doing), detail }));
  return { ok: true, record: next, events };
}

/** Says something about an alarm, over or not, and changes nothing of it. */
export function remark(record: AlarmRecord, doing: AlarmDoing): AlarmChange<never> {
  return { ok: true, record, events: [eventOf('comment', record, record, doing)] };
}

/** Whether an alarm called again since the call that somebody saw: what they would do is about another. */
export function calledSince({ condition }: AlarmRecord, annunciation: number): boolean {
  return condition.annunciation !== annunciation;
}

/** What a transition changes beside the condition. */
function after(
  record: AlarmRecord,
  { condition, annunciated }: Extract<Transition, { ok: true }>,
  { actor, now }: AlarmDoing,
): AlarmRecord {
  const before = record.condition;
  const seen = condition.ackedState && !before.ackedState && actor !== null;
  const gone = before.activeState && !condition.activeState;
  return {
    ...record,
    condition,
    annunciatedAt: annunciated ? now : record.annunciatedAt,
    clearedAt: condition.activeState ? null : gone ? now : record.clearedAt,
    acknowledged: !condition.ackedState ? null : seen ? { by: actor.name, at: now } : record.acknowledged,
    quarantinedTo: condition.outOfServiceState ? record.quarantinedTo : null,
    // It calls anew: whoever was told before is told again.
    escalated: annunciated ? 0 : record.escalated,
  };
}

function eventOf(
  action: AlarmEventAction,
  before: AlarmRecord,
  next: AlarmRecord,
  { comment, now }: Pick<AlarmDoing, 'comment' | 'now'>,
): AlarmEvent {
  return {
    action,
    at: now,
    fromState: stateOf(before.condition),
    toState: stateOf(next.condition),
    priority: next.condition.priority,
    annunciated: false,
    occurrences: 0,
    comment,
    detail: null,
  };
}
