import { expect, test } from 'vitest';
import type { Policy, Profile } from '../targeting/profile.ts';
import { hitOf, profileOf } from '../targeting/sample.test-kit.ts';
import { decide, type DecisionInput } from './decide.ts';
import { explain, type Explanation } from './explain.ts';

const policy: Policy = {
  thresholds: { red: 70, orange: 30 },
  creditShift: { AEO: 20 },
  randomRate: 0.02,
};

const profile = (code: string, change: Partial<Profile>) =>
  profileOf({ field: 'direction', op: 'exists' }, { code, score: 0, ...change });

function explained(profiles: Profile[], change: Partial<DecisionInput> = {}): Explanation {
  const decision = decide({
    hits: profiles.map((one) => hitOf(one)),
    policy,
    draw: { value: 0.5, stratum: 'all', rate: 0.02 },
    evaluationErrors: 0,
    ...change,
  });
  const hits = profiles.map(({ code, status, mandatory, channel, score }) => {
    return { profile: code, shadow: status === 'shadow', mandatory, channel, score };
  });
  const facts = change.creditClass === undefined ? {} : { creditClass: change.creditClass };
  const errors = Array.from({ length: change.evaluationErrors ?? 0 }, (_, i) => {
    return { profile: `BAD-${i}`, message: '' };
  });
  return explain(decision, { facts, ...(errors.length > 0 && { errors }) }, hits, policy);
}

const mandatory = profile('M', { channel: 'orange', mandatory: true });
const red = profile('R', { channel: 'red', score: 40 });
const orange = profile('O', { channel: 'orange', score: 30 });
const shadow = profile('S', { channel: 'red', mandatory: true, status: 'shadow' });
const drawn = { draw: { value: 0.01, stratum: 'all', rate: 0.02 } };
const measured = (threshold: number) => ({ regulation: { threshold, share: 0, tie: 0.5 } });

test.each<[string, Explanation, Explanation['result']]>([
  ['nothing', explained([]), { channel: 'green', by: [] }],
  ['shadow alone', explained([shadow]), { channel: 'green', by: [] }],
  ['a floor', explained([mandatory]), { channel: 'orange', by: ['floor'] }],
  ['floor and candidate', explained([mandatory, orange]), { channel: 'orange', by: ['floor', 'candidate'] }],
  ['a draw', explained([], drawn), { channel: 'red', by: ['draw'] }],
  ['candidate and draw', explained([red], drawn), { channel: 'red', by: ['candidate', 'draw'] }],
  ['a red that yields', explained([red], measured(41)), { channel: 'orange', by: ['regulation'] }],
  ['a red that stays', explained([red], measured(39)), { channel: 'red', by: ['candidate'] }],
  ['a failure', explained([], { evaluationErrors: 1 }), { channel: 'orange', by: ['floor'] }],
])('%s leads to the channel by the steps that lead to it', (_name, { result }, expected) => {
  expect(result).toEqual(expected);
});

test('names the profiles behind each step, and no others', () => {
  const { floor, candidate } = explained([mandatory, red, orange, shadow], { evaluationErrors: 2 });
  expect(floor).toEqual({ channel: 'orange', profiles: ['M'], failed: ['BAD-0', 'BAD-1'] });
  expect(candidate).toMatchObject({ channel: 'red', instructed: 'red', profiles: ['R'], score: 70 });
});

test('says how far the credit class moved the thresholds', () => {
  expect(explained([orange], { creditClass: 'AEO' }).candidate).toEqual({
    channel: 'orange',
    instructed: 'orange',
    profiles: ['O'],
    score: 30,
    thresholds: { red: 90, orange: 50 },
    shift: 20,
    creditClass: 'AEO',
  });
  expect(explained([]).candidate).toMatchObject({ shift: 0, creditClass: null, profiles: [] });
});

test('keeps what a red was measured by', () => {
  expect(explained([red], measured(41)).regulation).toEqual({
    ...measured(41).regulation,
    yields: true,
    nationalScore: null,
  });
  expect(explained([mandatory]).regulation).toBeNull();
  const district = { level: 'district', scope: '2200' } as const;
  const raised = explained([red, profile('D', { ...district, score: 50 })], measured(41));
  expect(raised.regulation).toMatchObject({ yields: true, nationalScore: 40 });
  const lower = { regulation: { ...measured(41).regulation, lower: true as const } };
  expect(explained([profile('D', { ...district, score: 80 })], lower).regulation).toMatchObject({
    yields: false,
    lower: true,
    nationalScore: null,
  });
});
