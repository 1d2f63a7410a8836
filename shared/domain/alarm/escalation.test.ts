import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScopeId } from '../access/scope.ts';
import { ALARM_PRIORITIES } from '../targeting/profile.ts';
import { ALARM_STATES, awaitsAcknowledgement, type AlarmState } from './condition.ts';
import { TIME_TO_RESPOND } from './definition.ts';
import {
  dueSteps,
  escalationFaults,
  ESCALATION_ROLES,
  nextStep,
  ON_DUTY_ROLES,
  policyFor,
  scopeOfReach,
  scopesAround,
  STANDARD_ESCALATION,
  type EscalatedAlarm,
  type EscalationPolicy,
  type EscalationStep,
} from './escalation.ts';

const MINUTE = 60_000;
const CALLED = Date.UTC(2026, 10, 23, 12);
const step = (afterMinutes: number): EscalationStep => ({
  afterMinutes,
  to: { role: 'supervisor', scope: 'own', onDuty: false },
});
const policy = (high: EscalationStep[]): EscalationPolicy => ({ critical: [], high, medium: [], low: [] });
const alarm = (given: Partial<EscalatedAlarm> = {}): EscalatedAlarm => ({
  state: 'unacknowledged',
  priority: 'high',
  annunciatedAt: CALLED,
  escalated: 0,
  ...given,
});

describe('of the steps after 0, 15, 15 and 30 min', () => {
  const steps = policy([step(0), step(15), step(15), step(30)]);
  test.each<[minutes: number, taken: number, due: number[], reason: string, next: number | null]>([
    [-1 / MINUTE, 0, [], 'not-yet', 0],
    [0, 0, [0], 'due', 15],
    [0, 1, [], 'not-yet', 15],
    [15 - 1 / MINUTE, 1, [], 'not-yet', 15],
    [15, 1, [1, 2], 'due', 30],
    [15, 0, [0, 1, 2], 'due', 30],
    [15, 2, [2], 'due', 30],
    [15, 3, [], 'not-yet', 30],
    [30, 3, [3], 'due', null],
    [9999, 0, [0, 1, 2, 3], 'due', null],
    [9999, 4, [], 'all-taken', null],
    // Since then the policy has become shorter.
    [9999, 7, [], 'all-taken', null],
  ])('at %d min with %d taken: %j', (minutes, escalated, due, reason, next) => {
    const decided = dueSteps(alarm({ escalated }), steps, CALLED + minutes * MINUTE);
    expect(decided.steps.map(({ index }) => index)).toEqual(due);
    expect(decided.steps.map((taken) => taken.step)).toEqual(due.map((index) => steps.high[index]));
    expect([decided.reason, decided.nextAt]).toEqual([reason, next === null ? null : CALLED + next * MINUTE]);
  });
});

test.each(ALARM_STATES)('%s: steps only where somebody is waited for', (state) => {
  const { steps, reason } = dueSteps(alarm({ state }), policy([step(0)]), CALLED);
  expect([steps.length, reason]).toEqual(awaitsAcknowledgement(state) ? [1, 'due'] : [0, 'not-waiting']);
});

test('where a priority has no steps, nothing is due', () => {
  expect(dueSteps(alarm({ priority: 'low' }), policy([step(0)]), CALLED + MINUTE)).toEqual({
    steps: [],
    reason: 'all-taken',
    nextAt: null,
  });
});

test('a person takes the next step whenever it would be due, as long as there is one', () => {
  const steps = policy([step(15), step(30)]);
  expect(nextStep(alarm(), steps)).toEqual({ index: 0, step: step(15) });
  expect(nextStep(alarm({ escalated: 1 }), steps)).toEqual({ index: 1, step: step(30) });
  expect(nextStep(alarm({ escalated: 2 }), steps)).toBe('no-further-step');
});

test('whatever happens to an alarm, no step comes early, twice or out of order', () => {
  const event = fc.record({
    afterMinutes: fc.integer({ min: 0, max: 40 }),
    what: fc.constantFrom<'look' | 'call' | 'ahead' | AlarmState>(
      ...['look', 'look', 'look', 'call', 'ahead', 'acknowledged', 'shelved', 'unacknowledged'].map(
        (what) => what as 'look' | AlarmState,
      ),
    ),
  });
  const times = fc
    .array(fc.integer({ min: 0, max: 120 }), { maxLength: 6 })
    .map((minutes) => policy(minutes.toSorted((a, b) => a - b).map(step)));
  fc.assert(
    fc.property(times, fc.array(event, { maxLength: 30 }), (steps, events) => {
      let [now, annunciation, state] = [CALLED, 1, alarm()];
      /** Steps by call: index, when, and whether a person took it. */
      const taken = new Map<number, { index: number; at: number; ahead: boolean; called: number }[]>();
      const take = (index: number, ahead: boolean) => {
        const entry = { index, at: now, ahead, called: state.annunciatedAt };
        taken.set(annunciation, [...(taken.get(annunciation) ?? []), entry]);
        state = { ...state, escalated: index + 1 };
      };
      for (const { afterMinutes, what } of events) {
        now += afterMinutes * MINUTE;
        if (what === 'look') {
          const { steps: due } = dueSteps(state, steps, now);
          if (!awaitsAcknowledgement(state.state)) expect(due).toEqual([]);
          for (const { index } of due) take(index, false);
        } else if (what === 'call') {
          annunciation++;
          state = alarm({ annunciatedAt: now });
        } else if (what === 'ahead') {
          const next = nextStep(state, steps);
          if (typeof next === 'object') take(next.index, true);
        } else state = { ...state, state: what };
      }
      for (const list of taken.values()) {
        expect(list.map(({ index }) => index)).toEqual(list.map((_, index) => index));
        for (const { index, at, ahead, called } of list) {
          if (!ahead) expect(at).toBeGreaterThanOrEqual(called + steps.high[index]!.afterMinutes * MINUTE);
        }
      }
    }),
    { numRuns: 500 },
  );
});

describe('the policy that counts', () => {
  const [own, district] = [policy([step(1)]), policy([step(2)])];
  const policies = new Map<ScopeId, EscalationPolicy>([
    ['house:2201', own],
    ['district:2200', district],
  ]);
  test.each<[string | null, string | null, ScopeId, EscalationPolicy]>([
    ['2201', '2200', 'house:2201', own],
    ['2202', '2200', 'district:2200', district],
    [null, '2200', 'district:2200', district],
    ['5301', '5300', 'national', STANDARD_ESCALATION],
    [null, null, 'national', STANDARD_ESCALATION],
  ])('at house %s of %s is that of %s', (customsHouse, code, scope, expected) => {
    expect(policyFor(scopesAround({ customsHouse, district: code }), policies)).toEqual({
      scope,
      policy: expected,
    });
  });

  test('is the nation’s own where it has laid one down', () => {
    const national = policy([step(3)]);
    expect(policyFor(['national'], new Map([['national', national]])).policy).toBe(national);
  });
});

test.each<[string | null, string | null, ScopeId[]]>([
  ['2201', '2200', ['house:2201', 'district:2200', 'national']],
  [null, '2200', ['district:2200', 'district:2200', 'national']],
  [null, null, ['national', 'national', 'national']],
])('house %s of %s: own, district and nation are %j', (customsHouse, district, expected) => {
  const around = scopesAround({ customsHouse, district });
  expect((['own', 'district', 'national'] as const).map((reach) => scopeOfReach(reach, around))).toEqual(
    expected,
  );
});

describe('what is wrong with a policy', () => {
  test('of the standard one: nothing, and nobody is told before the time to respond is over', () => {
    expect(escalationFaults(STANDARD_ESCALATION)).toEqual([]);
    for (const priority of ALARM_PRIORITIES) {
      expect(STANDARD_ESCALATION[priority][0]?.afterMinutes).toBe(TIME_TO_RESPOND[priority]);
    }
  });

  test('is named with its place', () => {
    const to = { scope: 'own', onDuty: true } as const;
    expect(
      escalationFaults({
        ...policy([step(30), step(15)]),
        critical: Array.from({ length: 9 }, () => step(1)),
        medium: [
          { afterMinutes: 1, to: { role: 'administrator', ...to } },
          { afterMinutes: 1, to: { role: 'manager', ...to } },
          { afterMinutes: 1, to: { role: 'manager', ...to, onDuty: false } },
        ],
      }),
    ).toEqual([
      { path: 'critical', reason: 'too-many' },
      { path: 'high/1', reason: 'out-of-order' },
      { path: 'medium/0', reason: 'role-not-told' },
      { path: 'medium/1', reason: 'role-not-on-duty' },
    ]);
  });

  test('knows who can be told', () => {
    expect(ESCALATION_ROLES).toEqual(['operator', 'supervisor', 'manager', 'specialist']);
    expect(ON_DUTY_ROLES).toEqual(['supervisor']);
  });
});
