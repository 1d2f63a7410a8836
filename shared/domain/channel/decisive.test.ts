import { expect, test } from 'vitest';
import type { Policy, Profile } from '../targeting/profile.ts';
import { hitOf, profileOf } from '../targeting/sample.test-kit.ts';
import { decide } from './decide.ts';
import { decisiveHits } from './decisive.ts';

const policy: Policy = { thresholds: { red: 70, orange: 30 }, creditShift: { low: -20 }, randomRate: 0 };

const profile = (code: string, change: Partial<Profile>) =>
  hitOf(profileOf({ field: 'direction', op: 'exists' }, { code, score: 0, ...change }));
const scores = (code: string, score: number, change: Partial<Profile> = {}) =>
  profile(code, { score, ...change });
const instructs = (code: string, mandatory = false) => profile(code, { channel: 'red', mandatory });

test.each<[string, ReturnType<typeof profile>[], string[], { drawn?: boolean; creditClass?: string }?]>([
  ['one instruction', [instructs('A')], ['A']],
  ['two instructions carry it each', [instructs('A'), instructs('B', true)], []],
  ['a mandatory one beside a score below red', [instructs('A', true), scores('B', 60)], ['A']],
  ['two scores that reach it together', [scores('A', 40), scores('B', 40)], ['A', 'B']],
  ['three of which any two reach it', [scores('A', 40), scores('B', 40), scores('C', 40)], []],
  ['one that reaches it alone, with a small one', [scores('A', 75), scores('B', 5)], ['A']],
  [
    'thresholds shifted by the credit class',
    [scores('A', 30), scores('B', 20)],
    ['A', 'B'],
    { creditClass: 'low' },
  ],
  ['nothing that is orange', [scores('A', 40)], []],
  ['nothing beside a draw', [instructs('A')], [], { drawn: true }],
  ['nothing of shadow', [instructs('A'), profile('S', { channel: 'red', status: 'shadow' })], ['A']],
])('%s', (_, hits, codes, { drawn = false, creditClass } = {}) => {
  const decision = decide({
    hits,
    policy,
    ...(creditClass !== undefined && { creditClass }),
    draw: { value: drawn ? 0 : 0.5, rate: drawn ? 1 : 0, stratum: 'all' },
    evaluationErrors: 0,
  });
  const decisive = decisiveHits(decision, { hits, policy, creditClass });
  expect(decisive.map((hit) => hit.profile.code)).toEqual(codes);
});
