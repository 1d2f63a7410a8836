import { expect, test } from 'vitest';
import { conditionCause } from './condition-cause.ts';
import { faultCause } from './system-fault.ts';

test.each([
  [faultCause('batch-failing'), 'system:batch-failing'],
  [faultCause('evaluation-error', { profile: 'VAL-1' }), 'system:evaluation-error@profile:VAL-1'],
  [
    faultCause('ruleset-guard', { profile: 'VAL-1', ruleset: 7 }),
    'system:ruleset-guard@profile:VAL-1@ruleset:7',
  ],
  [faultCause('ruleset-unusable', { ruleset: 7 }), 'system:ruleset-unusable@ruleset:7'],
  [conditionCause('worker-lost', null), 'system:worker-lost'],
  [conditionCause('house-silent', '2201'), 'house-silent@house:2201'],
  [conditionCause('house-silent', null), 'house-silent@national'],
])('%s', (cause, key) => {
  expect(cause).toBe(key);
});
