import { describe, expect, test } from 'vitest';
import {
  handOver,
  isLeft,
  LONGEST_SHIFT_MS,
  SHIFT_STATES,
  type ShiftAction,
  type ShiftState,
  type Tenure,
} from './hand-over.ts';

const ACTIONS = {
  'the holder offers it': { type: 'offer', by: 'holder', to: 'next' },
  'the holder offers it to themselves': { type: 'offer', by: 'holder', to: 'holder' },
  'another offers it': { type: 'offer', by: 'other', to: 'next' },
  'the holder takes it back': { type: 'withdraw', by: 'holder' },
  'another takes it back': { type: 'withdraw', by: 'next' },
  'the named person signs': { type: 'sign', by: 'next' },
  'the holder signs': { type: 'sign', by: 'holder' },
  'another signs': { type: 'sign', by: 'other' },
  'another takes over': { type: 'take-over', by: 'other', reason: 'did not hand over' },
  'another takes over without a reason': { type: 'take-over', by: 'other', reason: ' ' },
  'the holder takes over': { type: 'take-over', by: 'holder', reason: 'r' },
} as const satisfies Record<string, ShiftAction>;

type Table = Record<keyof typeof ACTIONS, string>;

const OVER = Object.fromEntries(Object.keys(ACTIONS).map((name) => [name, 'ended'])) as Table;

/** By hand: the state that follows, with an arrow to who holds the position then; or why nothing follows. */
const TABLE: Record<ShiftState, Table> = {
  held: {
    'the holder offers it': 'offered',
    'the holder offers it to themselves': 'own-shift',
    'another offers it': 'not-holder',
    'the holder takes it back': 'not-offered',
    'another takes it back': 'not-holder',
    'the named person signs': 'not-offered',
    'the holder signs': 'own-shift',
    'another signs': 'not-offered',
    'another takes over': 'taken-over → other',
    'another takes over without a reason': 'no-reason',
    'the holder takes over': 'own-shift',
  },
  offered: {
    'the holder offers it': 'already-offered',
    'the holder offers it to themselves': 'own-shift',
    'another offers it': 'not-holder',
    'the holder takes it back': 'held',
    'another takes it back': 'not-holder',
    'the named person signs': 'handed-over → next',
    'the holder signs': 'own-shift',
    'another signs': 'not-named',
    'another takes over': 'taken-over → other',
    'another takes over without a reason': 'no-reason',
    'the holder takes over': 'own-shift',
  },
  'handed-over': OVER,
  'taken-over': OVER,
};

const tenureIn = (state: ShiftState): Tenure => ({
  state,
  holder: 'holder',
  offeredTo: state === 'offered' || state === 'handed-over' ? 'next' : null,
});

describe.each(SHIFT_STATES)('%s', (state) => {
  test.each(Object.keys(ACTIONS) as (keyof typeof ACTIONS)[])('%s', (name) => {
    const outcome = handOver(tenureIn(state), ACTIONS[name]);
    if (!outcome.ok) return expect(outcome.reason).toBe(TABLE[state][name]);
    const { tenure, successor } = outcome;
    expect(`${tenure.state}${successor === null ? '' : ` → ${successor}`}`).toBe(TABLE[state][name]);
    // Who held it is never changed.
    expect(tenure.holder).toBe('holder');
  });
});

test('an offer names whom it is for, and taken back it names nobody', () => {
  const offered = handOver(tenureIn('held'), ACTIONS['the holder offers it']);
  expect(offered).toMatchObject({ ok: true, tenure: { offeredTo: 'next' } });
  const back = handOver(tenureIn('offered'), ACTIONS['the holder takes it back']);
  expect(back).toMatchObject({ ok: true, tenure: { offeredTo: null } });
});

test.each([
  ['held', LONGEST_SHIFT_MS, false],
  ['held', LONGEST_SHIFT_MS + 1, true],
  ['offered', LONGEST_SHIFT_MS + 1, true],
  ['handed-over', LONGEST_SHIFT_MS + 1, false],
  ['taken-over', LONGEST_SHIFT_MS + 1, false],
] as const)('%s after %i ms: left is %s', (state, after, left) => {
  expect(isLeft({ state }, 1000, 1000 + after)).toBe(left);
});
