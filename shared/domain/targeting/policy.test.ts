import { expect, test } from 'vitest';
import { policyAt } from './policy.ts';
import type { Policy } from './profile.ts';

const policy: Policy = {
  thresholds: { red: 70, orange: 30 },
  creditShift: {},
  randomRate: 0.01,
  dated: [
    { from: '2026-01-01T00:00:00+08:00', randomRate: 0.02 },
    { from: '2026-02-01T00:00:00+08:00', thresholds: { red: 60, orange: 20 }, regulated: false },
    { from: '2026-03-01T00:00:00+08:00', randomRate: 0.03 },
  ],
};

test.each([
  ['2025-12-31T15:59:59.999Z', 0.01, 70, undefined],
  ['2025-12-31T16:00:00Z', 0.02, 70, undefined],
  ['2026-02-01T00:00:00+08:00', 0.02, 60, false],
  ['2030-01-01T00:00:00Z', 0.03, 60, false],
  ['no instant', 0.01, 70, undefined],
])('at %s the random rate is %d and red begins at %d', (at, randomRate, red, regulated) => {
  const held = policyAt(policy, Date.parse(at));
  expect(held).toMatchObject({ randomRate, thresholds: { red } });
  expect(held.regulated).toBe(regulated);
});

test('without dates it is the policy itself', () => {
  const { dated: _, ...plain } = policy;
  expect(policyAt(plain, 0)).toBe(plain);
});
