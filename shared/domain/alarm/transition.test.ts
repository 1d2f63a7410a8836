import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALARM_PRIORITIES } from '../targeting/profile.ts';
import {
  ALARM_STATES,
  NORMAL,
  stateOf,
  suppressedOrShelved,
  type AlarmCondition,
  type AlarmState,
} from './condition.ts';
import {
  transition,
  type AlarmAction,
  type TransitionRejection,
  type TransitionRules,
} from './transition.ts';

const NOW = 1_000_000;
const RULES: TransitionRules = { latching: false, judgedByPeople: false, maxTimeShelved: 60_000 };

/** An alarm of each state; those kept from view are there with an active, acknowledged cause. */
const raised: AlarmCondition = {
  ...NORMAL,
  activeState: true,
  ackedState: false,
  annunciation: 1,
  priority: 'medium',
};
const IN_STATE: Record<AlarmState, AlarmCondition> = {
  normal: { ...NORMAL, annunciation: 1, priority: 'medium' },
  unacknowledged: raised,
  acknowledged: { ...raised, ackedState: true },
  'returned-unacknowledged': { ...raised, activeState: false },
  'latched-unacknowledged': { ...raised, activeState: false, latchedState: true },
  'latched-acknowledged': { ...raised, activeState: false, latchedState: true, ackedState: true },
  shelved: { ...raised, ackedState: true, shelvingState: 'timed-shelved', unshelveTime: NOW },
  'suppressed-by-design': { ...raised, ackedState: true, suppressedState: true },
  'out-of-service': { ...raised, ackedState: true, outOfServiceState: true },
};

const ACTIONS = {
  occur: { type: 'occur', priority: 'medium' },
  'occur, worse': { type: 'occur', priority: 'high' },
  clear: { type: 'clear' },
  acknowledge: { type: 'acknowledge', annunciation: 1 },
  'acknowledge an earlier call': { type: 'acknowledge', annunciation: 0 },
  reset: { type: 'reset' },
  'timed-shelve': { type: 'timed-shelve', until: NOW + 60_000 },
  unshelve: { type: 'unshelve' },
  'shelving-expired': { type: 'shelving-expired' },
  suppress: { type: 'suppress' },
  unsuppress: { type: 'unsuppress' },
  'remove-from-service': { type: 'remove-from-service' },
  'place-in-service': { type: 'place-in-service' },
} as const satisfies Record<string, AlarmAction>;

type Outcome = AlarmState | TransitionRejection;

/** Written out by hand: the state that follows, `!` where it calls for an operator, or why nothing follows. */
const TABLE: Record<AlarmState, Record<keyof typeof ACTIONS, Outcome | `${AlarmState}!`>> = {
  normal: {
    occur: 'unacknowledged!',
    'occur, worse': 'unacknowledged!',
    clear: 'not-active',
    acknowledge: 'normal',
    'acknowledge an earlier call': 'normal',
    reset: 'normal',
    'timed-shelve': 'normal',
    unshelve: 'not-shelved',
    'shelving-expired': 'not-shelved',
    suppress: 'normal',
    unsuppress: 'not-suppressed',
    'remove-from-service': 'normal',
    'place-in-service': 'not-out-of-service',
  },
  unacknowledged: {
    occur: 'unacknowledged',
    'occur, worse': 'unacknowledged!',
    clear: 'returned-unacknowledged',
    acknowledge: 'acknowledged',
    'acknowledge an earlier call': 'annunciated-since',
    reset: 'not-acknowledged',
    'timed-shelve': 'shelved',
    unshelve: 'not-shelved',
    'shelving-expired': 'not-shelved',
    suppress: 'suppressed-by-design',
    unsuppress: 'not-suppressed',
    'remove-from-service': 'out-of-service',
    'place-in-service': 'not-out-of-service',
  },
  acknowledged: {
    occur: 'acknowledged',
    'occur, worse': 'unacknowledged!',
    clear: 'normal',
    acknowledge: 'already-acknowledged',
    'acknowledge an earlier call': 'already-acknowledged',
    reset: 'still-active',
    'timed-shelve': 'shelved',
    unshelve: 'not-shelved',
    'shelving-expired': 'not-shelved',
    suppress: 'suppressed-by-design',
    unsuppress: 'not-suppressed',
    'remove-from-service': 'out-of-service',
    'place-in-service': 'not-out-of-service',
  },
  'returned-unacknowledged': {
    occur: 'unacknowledged!',
    'occur, worse': 'unacknowledged!',
    clear: 'not-active',
    acknowledge: 'normal',
    'acknowledge an earlier call': 'annunciated-since',
    reset: 'not-acknowledged',
    'timed-shelve': 'shelved',
    unshelve: 'not-shelved',
    'shelving-expired': 'not-shelved',
    suppress: 'suppressed-by-design',
    unsuppress: 'not-suppressed',
    'remove-from-service': 'out-of-service',
    'place-in-service': 'not-out-of-service',
  },
  'latched-unacknowledged': {
    occur: 'unacknowledged!',
    'occur, worse': 'unacknowledged!',
    clear: 'not-active',
    acknowledge: 'latched-acknowledged',
    'acknowledge an earlier call': 'annunciated-since',
    reset: 'not-acknowledged',
    'timed-shelve': 'shelved',
    unshelve: 'not-shelved',
    'shelving-expired': 'not-shelved',
    suppress: 'suppressed-by-design',
    unsuppress: 'not-suppressed',
    'remove-from-service': 'out-of-service',
    'place-in-service': 'not-out-of-service',
  },
  'latched-acknowledged': {
    occur: 'unacknowledged!',
    'occur, worse': 'unacknowledged!',
    clear: 'not-active',
    acknowledge: 'already-acknowledged',
    'acknowledge an earlier call': 'already-acknowledged',
    reset: 'normal',
    'timed-shelve': 'shelved',
    unshelve: 'not-shelved',
    'shelving-expired': 'not-shelved',
    suppress: 'suppressed-by-design',
    unsuppress: 'not-suppressed',
    'remove-from-service': 'out-of-service',
    'place-in-service': 'not-out-of-service',
  },
  shelved: {
    occur: 'shelved',
    'occur, worse': 'unacknowledged!',
    clear: 'shelved',
    acknowledge: 'kept-from-view',
    'acknowledge an earlier call': 'kept-from-view',
    reset: 'kept-from-view',
    'timed-shelve': 'already-shelved',
    unshelve: 'unacknowledged!',
    'shelving-expired': 'unacknowledged!',
    suppress: 'suppressed-by-design',
    unsuppress: 'not-suppressed',
    'remove-from-service': 'out-of-service',
    'place-in-service': 'not-out-of-service',
  },
  'suppressed-by-design': {
    occur: 'suppressed-by-design',
    'occur, worse': 'suppressed-by-design',
    clear: 'suppressed-by-design',
    acknowledge: 'kept-from-view',
    'acknowledge an earlier call': 'kept-from-view',
    reset: 'kept-from-view',
    'timed-shelve': 'kept-from-view',
    unshelve: 'not-shelved',
    'shelving-expired': 'not-shelved',
    suppress: 'already-suppressed',
    unsuppress: 'unacknowledged!',
    'remove-from-service': 'out-of-service',
    'place-in-service': 'not-out-of-service',
  },
  'out-of-service': {
    occur: 'out-of-service',
    'occur, worse': 'out-of-service',
    clear: 'out-of-service',
    acknowledge: 'kept-from-view',
    'acknowledge an earlier call': 'kept-from-view',
    reset: 'kept-from-view',
    'timed-shelve': 'kept-from-view',
    unshelve: 'not-shelved',
    'shelving-expired': 'not-shelved',
    suppress: 'out-of-service',
    unsuppress: 'not-suppressed',
    'remove-from-service': 'already-out-of-service',
    'place-in-service': 'unacknowledged!',
  },
};

function outcomeOf(condition: AlarmCondition, action: AlarmAction, rules = RULES): string {
  const result = transition(condition, action, rules, NOW);
  return result.ok ? `${stateOf(result.condition)}${result.annunciated ? '!' : ''}` : result.reason;
}

describe('every action in every state', () => {
  for (const state of ALARM_STATES) {
    test.each(Object.keys(ACTIONS) as (keyof typeof ACTIONS)[])(`${state}: %s`, (name) => {
      expect(stateOf(IN_STATE[state])).toBe(state);
      expect(outcomeOf(IN_STATE[state], ACTIONS[name])).toBe(TABLE[state][name]);
    });
  }
});

describe('what the definition of an alarm says', () => {
  test('one that latches stays when its cause is gone, seen or not', () => {
    const rules = { ...RULES, latching: true };
    expect(outcomeOf(raised, { type: 'clear' }, rules)).toBe('latched-unacknowledged');
    expect(outcomeOf(IN_STATE.acknowledged, { type: 'clear' }, rules)).toBe('latched-acknowledged');
  });

  test('a cause that people judge is over when they say so, once it was seen', () => {
    const rules = { ...RULES, judgedByPeople: true };
    expect(outcomeOf(IN_STATE.acknowledged, { type: 'reset' }, rules)).toBe('normal');
    expect(outcomeOf(raised, { type: 'reset' }, rules)).toBe('not-acknowledged');
  });

  test.each([
    [NOW, 'in-past'],
    [NOW + 1, 'shelved'],
    [NOW + 60_001, 'too-long'],
  ])('shelved until %i: %s', (until, outcome) => {
    expect(outcomeOf(raised, { type: 'timed-shelve', until })).toBe(outcome);
  });

  test('some are never shelved', () => {
    const rules = { ...RULES, maxTimeShelved: 0 };
    expect(outcomeOf(raised, { type: 'timed-shelve', until: NOW + 1 }, rules)).toBe('not-shelvable');
  });
});

test('an occurrence says what it did', () => {
  const effect = (condition: AlarmCondition, priority: AlarmCondition['priority'] = 'medium') => {
    const result = transition(condition, { type: 'occur', priority }, RULES, NOW);
    return result.ok && result.effect;
  };
  expect(effect({ ...NORMAL, priority: 'medium' })).toBe('raised');
  expect(effect(IN_STATE['returned-unacknowledged'])).toBe('raised-again');
  expect(effect(IN_STATE.acknowledged, 'critical')).toBe('worsened');
  expect(effect(IN_STATE.acknowledged, 'low')).toBe('joined');
});

test('the shelving ends when its time is over, not before', () => {
  const shelved = { ...IN_STATE.shelved, unshelveTime: NOW + 1 };
  expect(outcomeOf(shelved, { type: 'shelving-expired' })).toBe('not-expired');
});

test('what came back quiet while it was kept from view is not called for', () => {
  const gone = { ...IN_STATE.shelved, activeState: false };
  expect(outcomeOf(gone, { type: 'unshelve' })).toBe('normal');
  expect(outcomeOf({ ...gone, ackedState: false }, { type: 'unshelve' })).toBe('returned-unacknowledged');
});

test('what began and ended while it was kept from view calls nobody, and leaves nothing to acknowledge', () => {
  const suppressed: AlarmCondition = { ...NORMAL, suppressedState: true, priority: 'low' };
  const begun = transition(suppressed, ACTIONS.occur, RULES, NOW);
  expect(begun).toMatchObject({ ok: true, annunciated: false, effect: 'raised' });
  const there = begun.ok ? begun.condition : suppressed;
  expect(outcomeOf(there, ACTIONS.unsuppress)).toBe('unacknowledged!');
  const ended = transition(there, ACTIONS.clear, RULES, NOW);
  expect(ended.ok && outcomeOf(ended.condition, ACTIONS.unsuppress)).toBe('normal');
  const latched = transition(there, ACTIONS.clear, { ...RULES, latching: true }, NOW);
  expect(latched.ok && outcomeOf(latched.condition, ACTIONS.unsuppress)).toBe('latched-unacknowledged');
});

describe('after any actions', () => {
  const action: fc.Arbitrary<AlarmAction> = fc.oneof(
    ...Object.values(ACTIONS).map((each) => fc.constant(each as AlarmAction)),
    fc.record({ type: fc.constant('occur' as const), priority: fc.constantFrom(...ALARM_PRIORITIES) }),
    fc.record({ type: fc.constant('acknowledge' as const), annunciation: fc.nat(20) }),
  );
  type Step = (before: AlarmCondition, action: AlarmAction, after: AlarmCondition) => void;
  const run = (actions: readonly AlarmAction[], onStep: Step) => {
    let condition: AlarmCondition = { ...NORMAL, priority: 'low' };
    actions.forEach((each, at) => {
      const result = transition(condition, each, { ...RULES, latching: at % 2 === 0 }, NOW);
      if (!result.ok) return;
      onStep(condition, each, result.condition);
      condition = result.condition;
    });
  };

  test('a cause that is there is never normal, and one nobody has seen is never as if it were', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        run(actions, (_before, _action, after) => {
          if (after.activeState || after.latchedState) expect(stateOf(after)).not.toBe('normal');
          if (!after.ackedState) {
            expect(suppressedOrShelved(after) || stateOf(after).endsWith('unacknowledged')).toBe(true);
          }
        });
      }),
    );
  });

  test('only a person who saw the newest call acknowledges', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        run(actions, (before, each, after) => {
          if (before.ackedState || !after.ackedState) return;
          // One that called nobody has nothing to be acknowledged.
          if (each.type === 'clear' && before.annunciation === 0) return;
          expect(each).toEqual({ type: 'acknowledge', annunciation: before.annunciation });
        });
      }),
    );
  });
});
