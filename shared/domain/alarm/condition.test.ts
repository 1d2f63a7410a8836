import { expect, test } from 'vitest';
import { ALARM_STATES, awaitsAcknowledgement, type AlarmState } from './condition.ts';

const AWAITS: Record<AlarmState, boolean> = {
  normal: false,
  unacknowledged: true,
  acknowledged: false,
  'returned-unacknowledged': true,
  'latched-unacknowledged': true,
  'latched-acknowledged': false,
  shelved: false,
  'suppressed-by-design': false,
  'out-of-service': false,
};

test.each(ALARM_STATES)('%s', (state) => {
  expect(awaitsAcknowledgement(state)).toBe(AWAITS[state]);
});
