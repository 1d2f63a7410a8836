import { ALARM_PRIORITIES, type AlarmPriority } from '../targeting/profile.ts';
import { awaitsAcknowledgement, stateOf, suppressedOrShelved, type AlarmCondition } from './condition.ts';

/** What can be done to an alarm, by its cause, by a person or by logic; the names are OPC UA's methods where it has one. */
export type AlarmAction =
  /** The cause shows, for the first time or again. */
  | { type: 'occur'; priority: AlarmPriority }
  /** The cause is gone. */
  | { type: 'clear' }
  /** `annunciation` is the call that was seen. */
  | { type: 'acknowledge'; annunciation: number }
  /** A person says that it is over: of a latched alarm, or of an active one whose cause only people can judge. */
  | { type: 'reset' }
  /** Hides it until an instant, ms. */
  | { type: 'timed-shelve'; until: number }
  | { type: 'unshelve' }
  /** The time of the shelving is over. */
  | { type: 'shelving-expired' }
  | { type: 'suppress' }
  | { type: 'unsuppress' }
  | { type: 'remove-from-service' }
  | { type: 'place-in-service' };

export type AlarmActionType = AlarmAction['type'];

/** What the definition of an alarm says about its transitions. */
export interface TransitionRules {
  /** It stays after its cause is gone, until it is reset. */
  latching: boolean;
  /** Its cause is no measured condition: a person says when it is over. */
  judgedByPeople: boolean;
  /** Longest shelving, ms (OPC UA `MaxTimeShelved`); 0: it cannot be shelved. */
  maxTimeShelved: number;
}

export const TRANSITION_REJECTIONS = [
  /** Nothing is raised. */
  'normal',
  /** Its cause is gone already. */
  'not-active',
  'already-acknowledged',
  /** It called again since it was looked at. */
  'annunciated-since',
  /** Resetting says nothing of whether it was seen. */
  'not-acknowledged',
  /** Its cause is measured, and still there. */
  'still-active',
  'already-shelved',
  'not-shelved',
  /** The time of the shelving is not over. */
  'not-expired',
  'in-past',
  'too-long',
  'not-shelvable',
  'already-suppressed',
  'not-suppressed',
  'already-out-of-service',
  'not-out-of-service',
  /** It is shelved, suppressed or out of service: it has to come back first. */
  'kept-from-view',
] as const;

export type TransitionRejection = (typeof TRANSITION_REJECTIONS)[number];

/** What an occurrence did; any other action is told by its own name. */
export const OCCURRENCE_EFFECTS = ['raised', 'raised-again', 'worsened', 'joined'] as const;

export type OccurrenceEffect = (typeof OCCURRENCE_EFFECTS)[number];

export type Transition =
  | {
      ok: true;
      condition: AlarmCondition;
      /** It calls for an operator now. */
      annunciated: boolean;
      /** Set for an occurrence. */
      effect?: OccurrenceEffect;
    }
  | { ok: false; reason: TransitionRejection };

/**
 * The alarm machine of ISA-18.2: what an action makes of an alarm, or why it makes nothing of it. `now` in ms. While an
 * alarm is kept from view its cause goes on being evaluated; where it is there when the alarm comes back, it calls anew.
 */
export function transition(
  condition: AlarmCondition,
  action: AlarmAction,
  rules: TransitionRules,
  now: number,
): Transition {
  switch (action.type) {
    case 'occur':
      return occur(condition, action.priority);
    case 'clear':
      return clear(condition, rules.latching);
    case 'acknowledge':
      return acknowledge(condition, action.annunciation);
    case 'reset':
      return reset(condition, rules.judgedByPeople);
    case 'timed-shelve':
      return shelve(condition, action.until, rules.maxTimeShelved, now);
    case 'unshelve':
    case 'shelving-expired': {
      if (condition.shelvingState === 'unshelved') return rejected('not-shelved');
      if (action.type === 'shelving-expired' && now < condition.unshelveTime!) return rejected('not-expired');
      return back({ ...condition, shelvingState: 'unshelved', unshelveTime: null });
    }
    case 'suppress':
      if (condition.suppressedState) return rejected('already-suppressed');
      return keptFromView(condition, { suppressedState: true });
    case 'unsuppress':
      if (!condition.suppressedState) return rejected('not-suppressed');
      return back({ ...condition, suppressedState: false });
    case 'remove-from-service':
      if (condition.outOfServiceState) return rejected('already-out-of-service');
      return keptFromView(condition, { outOfServiceState: true });
    case 'place-in-service':
      if (!condition.outOfServiceState) return rejected('not-out-of-service');
      return back({ ...condition, outOfServiceState: false });
  }
}

function occur(condition: AlarmCondition, priority: AlarmPriority): Transition {
  const worse = ALARM_PRIORITIES.indexOf(priority) < ALARM_PRIORITIES.indexOf(condition.priority);
  const { activeState, annunciation } = condition;
  if (activeState && !worse) return { ok: true, condition, annunciated: false, effect: 'joined' };
  const raised: AlarmCondition = {
    ...condition,
    activeState: true,
    ackedState: false,
    latchedState: false,
    // One that comes back is as urgent as it is now, unless nobody saw yet how urgent it was.
    priority: worse || condition.ackedState ? priority : condition.priority,
    // What was shelved was less urgent than this.
    ...(worse && { shelvingState: 'unshelved' as const, unshelveTime: null }),
  };
  const effect = activeState ? 'worsened' : annunciation === 0 ? 'raised' : 'raised-again';
  return { ...called(raised), effect };
}

function clear(condition: AlarmCondition, latching: boolean): Transition {
  if (!condition.activeState) return rejected('not-active');
  // It began and ended out of view, and called nobody: there is nothing to acknowledge.
  const neverCalled = condition.annunciation === 0 && !latching;
  const ackedState = condition.ackedState || neverCalled;
  return done({ ...condition, activeState: false, latchedState: latching, ackedState });
}

function acknowledge(condition: AlarmCondition, annunciation: number): Transition {
  if (suppressedOrShelved(condition)) return rejected('kept-from-view');
  const state = stateOf(condition);
  if (state === 'normal') return rejected('normal');
  if (!awaitsAcknowledgement(state)) return rejected('already-acknowledged');
  if (annunciation !== condition.annunciation) return rejected('annunciated-since');
  return done({ ...condition, ackedState: true });
}

function reset(condition: AlarmCondition, judgedByPeople: boolean): Transition {
  if (suppressedOrShelved(condition)) return rejected('kept-from-view');
  const state = stateOf(condition);
  if (state === 'normal') return rejected('normal');
  if (awaitsAcknowledgement(state)) return rejected('not-acknowledged');
  if (condition.activeState && !judgedByPeople) return rejected('still-active');
  return done({ ...condition, activeState: false, latchedState: false });
}

function shelve(condition: AlarmCondition, until: number, longest: number, now: number): Transition {
  if (condition.shelvingState !== 'unshelved') return rejected('already-shelved');
  if (suppressedOrShelved(condition)) return rejected('kept-from-view');
  if (stateOf(condition) === 'normal') return rejected('normal');
  if (longest === 0) return rejected('not-shelvable');
  if (until <= now) return rejected('in-past');
  if (until > now + longest) return rejected('too-long');
  return done({ ...condition, shelvingState: 'timed-shelved', unshelveTime: until });
}

/** An alarm that is not raised has nothing to be kept from view. */
function keptFromView(condition: AlarmCondition, change: Partial<AlarmCondition>): Transition {
  if (!suppressedOrShelved(condition) && stateOf(condition) === 'normal') return rejected('normal');
  return done({ ...condition, ...change });
}

/** Comes back into view, unless something else keeps it from there; an active one calls anew. */
function back(condition: AlarmCondition): Transition {
  if (suppressedOrShelved(condition) || !condition.activeState) return done(condition);
  return called({ ...condition, ackedState: false });
}

/** Unacknowledged from here on; nobody is called while it is kept from view. */
function called(condition: AlarmCondition): Extract<Transition, { ok: true }> {
  const annunciated = !suppressedOrShelved(condition);
  const annunciation = condition.annunciation + (annunciated ? 1 : 0);
  return { ok: true, condition: { ...condition, annunciation }, annunciated };
}

const done = (condition: AlarmCondition): Transition => ({ ok: true, condition, annunciated: false });
const rejected = (reason: TransitionRejection): Transition => ({ ok: false, reason });
