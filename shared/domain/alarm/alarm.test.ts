import { expect, test } from 'vitest';
import { ALARM_STATES, awaitsAcknowledgement, type AlarmState } from './alarm.ts';

const AWAITS: Record<AlarmState, boolean> = {
  normal: false,
  unacknowledged: true,
  acknowledged: false,
  'returned-unacknowledged': true,
  shelved: false,
  'suppressed-by-design': false,
  'out-of-service': false,
};

test.each(ALARM_STATES)('%s', (state) => {
  expect(awaitsAcknowledgement(state)).toBe(AWAITS[state]);
});
