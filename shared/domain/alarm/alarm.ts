/**
 * States of an alarm after ISA-18.2 / IEC 62682. Acknowledged means seen, not fixed; returned-unacknowledged means
 * that the cause is gone before anyone saw it. The last three stand beside the cycle and keep an alarm from view.
 */
export const ALARM_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned-unacknowledged',
  'shelved',
  'suppressed-by-design',
  'out-of-service',
] as const;

export type AlarmState = (typeof ALARM_STATES)[number];

/** Where an alarm comes from: a profile that hit, or Tidewaiter's own working. */
export type AlarmKind = 'profile' | 'system';

/** Whether an alarm in this state waits for an operator to say "seen". */
export function awaitsAcknowledgement(state: AlarmState): boolean {
  return state === 'unacknowledged' || state === 'returned-unacknowledged';
}
