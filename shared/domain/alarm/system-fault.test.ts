import { expect, test } from 'vitest';
import { faultCause, faultOf } from './system-fault.ts';

test.each([
  [faultCause('batch-failing'), 'system:batch-failing', 'batch-failing'],
  [
    faultCause('evaluation-error', { profile: 'VAL-1' }),
    'system:evaluation-error@profile:VAL-1',
    'evaluation-error',
  ],
  [
    faultCause('ruleset-guard', { profile: 'VAL-1', ruleset: 7 }),
    'system:ruleset-guard@profile:VAL-1@ruleset:7',
    'ruleset-guard',
  ],
  [faultCause('ruleset-unusable', { ruleset: 7 }), 'system:ruleset-unusable@ruleset:7', 'ruleset-unusable'],
  ['profile:batch-failing@house:2201', 'profile:batch-failing@house:2201', null],
  ['system:of-a-later-version', 'system:of-a-later-version', null],
])('%s', (cause, key, fault) => {
  expect(cause).toBe(key);
  expect(faultOf(cause)).toBe(fault);
});
