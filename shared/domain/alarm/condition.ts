import type { AlarmPriority } from '../targeting/profile.ts';

/**
 * States of an alarm after ISA-18.2 / IEC 62682. Acknowledged means seen, not fixed; returned-unacknowledged means
 * that the cause is gone before anyone saw it; latched, that it is gone and a person is to say so. The last three
 * stand beside the cycle and keep an alarm from view.
 */
export const ALARM_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned-unacknowledged',
  'latched-unacknowledged',
  'latched-acknowledged',
  'shelved',
  'suppressed-by-design',
  'out-of-service',
] as const;

export type AlarmState = (typeof ALARM_STATES)[number];

/** What the state of an alarm follows from. The fields are those of an OPC UA `AlarmConditionType` (part 9, 5.8). */
export interface AlarmCondition {
  /** The cause is there. */
  activeState: boolean;
  ackedState: boolean;
  /** The cause is gone, and the alarm stays until it is reset. */
  latchedState: boolean;
  shelvingState: 'unshelved' | 'timed-shelved';
  /** When it comes back by itself, ms; null where it is not shelved. */
  unshelveTime: number | null;
  /** By logic: another alarm explains it. */
  suppressedState: boolean;
  /** By maintenance, or by quarantine to the author of a profile. */
  outOfServiceState: boolean;
  priority: AlarmPriority;
  /** How often it called for an operator: who acknowledges names the call that they saw. */
  annunciation: number;
}

/** Before its first occurrence. */
export const NORMAL: Omit<AlarmCondition, 'priority'> = {
  activeState: false,
  ackedState: true,
  latchedState: false,
  shelvingState: 'unshelved',
  unshelveTime: null,
  suppressedState: false,
  outOfServiceState: false,
  annunciation: 0,
};

/** OPC UA's `SuppressedOrShelved`: kept from view, and evaluated all the same. */
export function suppressedOrShelved(condition: AlarmCondition): boolean {
  return condition.shelvingState !== 'unshelved' || condition.suppressedState || condition.outOfServiceState;
}

export function stateOf(condition: AlarmCondition): AlarmState {
  if (condition.outOfServiceState) return 'out-of-service';
  if (condition.suppressedState) return 'suppressed-by-design';
  if (condition.shelvingState !== 'unshelved') return 'shelved';
  const { activeState, ackedState, latchedState } = condition;
  if (activeState) return ackedState ? 'acknowledged' : 'unacknowledged';
  if (latchedState) return ackedState ? 'latched-acknowledged' : 'latched-unacknowledged';
  return ackedState ? 'normal' : 'returned-unacknowledged';
}

/** Whether an alarm in this state waits for an operator to say "seen". */
export function awaitsAcknowledgement(state: AlarmState): boolean {
  return (
    state === 'unacknowledged' || state === 'returned-unacknowledged' || state === 'latched-unacknowledged'
  );
}
