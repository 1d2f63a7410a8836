import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  declarations,
  enrichedFacts,
  policies,
  profiles,
  rulesets,
} from '../targeting/arbitraries.test-kit.ts';
import type { Policy, Profile } from '../targeting/profile.ts';
import { compileRuleset, type Hit } from '../targeting/ruleset-matcher.ts';
import { hitOf, profileOf } from '../targeting/sample.test-kit.ts';
import { stricter, type Channel } from './channel.ts';
import {
  actingErrors,
  decide,
  isDiscretionary,
  weightsOf,
  type ChannelDecision,
  type DecisionInput,
  type Regulation,
} from './decide.ts';

const policy: Policy = {
  thresholds: { red: 70, orange: 30 },
  creditShift: { AEO: 20, untrusted: -20 },
  randomRate: 0.02,
};

const notDrawn = { value: 0.5, rate: 0.02, stratum: 'all' };

function hit(change: Partial<Profile> = {}): Hit {
  return hitOf(profileOf({ field: 'direction', op: 'exists' }, { score: 0, ...change }));
}

function decided(change: Partial<DecisionInput> = {}): ChannelDecision {
  return decide({ hits: [], policy, draw: notDrawn, evaluationErrors: 0, ...change });
}

const score = (points: number) => hit({ score: points });
const instructs = (channel: Profile['channel'], mandatory = false) => hit({ channel, mandatory });
const drawn = { draw: { ...notDrawn, value: 0.019 } };

test.each<[string, Partial<DecisionInput>, Partial<ChannelDecision>]>([
  ['nothing hit', {}, { channel: 'green', score: 0, reasons: ['no-risk-found'] }],
  [
    'only shadow',
    { hits: [hit({ status: 'shadow', channel: 'red', mandatory: true, score: 100 })] },
    { channel: 'green', score: 0, reasons: ['no-risk-found'] },
  ],
  ['below orange', { hits: [score(29)] }, { channel: 'green', score: 29, reasons: ['below-thresholds'] }],
  [
    'at orange',
    { hits: [score(30)] },
    { channel: 'orange', reasons: ['score-orange'], floor: 'green', candidate: 'orange' },
  ],
  [
    'below red',
    { hits: [score(40), score(29)] },
    { channel: 'orange', score: 69, reasons: ['score-orange'] },
  ],
  [
    'at red',
    { hits: [score(40), score(30)] },
    { channel: 'red', score: 70, reasons: ['score-red'], candidate: 'red' },
  ],
  ['capped', { hits: [score(80), score(80)] }, { channel: 'red', score: 100 }],
  [
    'instructed orange',
    { hits: [instructs('orange')] },
    { channel: 'orange', reasons: ['profile-instruction'], floor: 'green' },
  ],
  [
    'instructed red',
    { hits: [instructs('orange'), instructs('red')] },
    { channel: 'red', reasons: ['profile-instruction'] },
  ],
  [
    'mandatory orange',
    { hits: [instructs('orange', true)] },
    { channel: 'orange', reasons: ['mandatory-profile'], floor: 'orange', candidate: 'green' },
  ],
  [
    'mandatory red',
    { hits: [instructs('red', true)] },
    { channel: 'red', reasons: ['mandatory-profile'], floor: 'red', candidate: 'green' },
  ],
  [
    'mandatory without a channel',
    { hits: [instructs('none', true)] },
    { channel: 'green', reasons: ['below-thresholds'] },
  ],
  [
    'floor and candidate',
    { hits: [instructs('orange', true), score(75)] },
    { channel: 'red', reasons: ['mandatory-profile', 'score-red'], floor: 'orange', candidate: 'red' },
  ],
  [
    'mandatory scores too',
    { hits: [hit({ channel: 'orange', mandatory: true, score: 70 })] },
    { channel: 'red', reasons: ['mandatory-profile', 'score-red'] },
  ],
  ['drawn', drawn, { channel: 'red', reasons: ['random-selection'], floor: 'green', candidate: 'green' }],
  [
    'drawn and scored',
    { ...drawn, hits: [score(30)] },
    { channel: 'red', reasons: ['score-orange', 'random-selection'] },
  ],
  ['draw at the rate', { draw: { ...notDrawn, value: 0.02 } }, { channel: 'green' }],
  [
    'evaluation error',
    { evaluationErrors: 1 },
    { channel: 'orange', reasons: ['evaluation-error'], floor: 'orange', candidate: 'green' },
  ],
  [
    'error and red',
    { evaluationErrors: 2, hits: [score(70)] },
    { channel: 'red', reasons: ['score-red', 'evaluation-error'] },
  ],
  [
    'trusted',
    { creditClass: 'AEO', hits: [score(49)] },
    { channel: 'green', thresholds: { red: 90, orange: 50 } },
  ],
  [
    'untrusted',
    { creditClass: 'untrusted', hits: [score(50)] },
    { channel: 'red', thresholds: { red: 50, orange: 10 } },
  ],
  [
    'unknown class',
    { creditClass: 'constructor', hits: [score(30)] },
    { channel: 'orange', thresholds: { red: 70, orange: 30 } },
  ],
])('%s', (_, input, expected) => {
  expect(decided(input)).toMatchObject(expected);
});

test('keeps the draw with its rate and stratum', () => {
  expect(decided({ draw: { value: 0.01, rate: 0.03, stratum: 'AEO' } }).draw).toEqual({
    value: 0.01,
    rate: 0.03,
    stratum: 'AEO',
    selected: true,
  });
});

test.each([
  [0, 0, false],
  [0.999, 1, true],
  [1, 1, true],
])('a draw of %d at rate %d selects: %s', (value, rate, selected) => {
  const { draw } = decided({ draw: { value, rate, stratum: 'all' } });
  expect(draw.selected).toBe(selected);
});

describe('regulation by capacity', () => {
  const at = (points: number, regulation: Partial<Regulation>) =>
    decided({ hits: [score(points)], regulation: { threshold: 80, share: 0.5, tie: 0.5, ...regulation } });

  test.each<[string, number, Partial<Regulation>, Channel]>([
    ['above the threshold stays', 81, {}, 'red'],
    ['below it yields', 79, {}, 'orange'],
    ['at it stays within the share', 80, { tie: 0.499 }, 'red'],
    ['at it yields outside the share', 80, {}, 'orange'],
    ['at it in fractions of a point', 80.7, {}, 'orange'],
    ['above in fractions of a point', 81.2, {}, 'red'],
    ['all stay at 0', 70, { threshold: 0, share: 1 }, 'red'],
    ['none stays above all scores', 100, { threshold: 101, share: 0 }, 'orange'],
    ['a threshold that is no number', 70, { threshold: NaN }, 'red'],
    ['a share that is no number', 80, { share: NaN }, 'red'],
  ])('%s', (_, points, regulation, channel) => {
    const decision = at(points, regulation);
    expect(decision.channel).toBe(channel);
    expect(decision.candidate).toBe('red');
    expect(decision.reasons).toEqual(channel === 'red' ? ['score-red'] : ['score-red', 'capacity-yielded']);
    expect(decision.regulation).toMatchObject({ threshold: expect.any(Number) });
  });

  const closed = { threshold: 101, share: 0, tie: 0 };
  test.each<[string, Partial<DecisionInput>]>([
    ['mandatory', { hits: [instructs('red', true)] }],
    ['mandatory and scored', { hits: [instructs('red', true), score(90)] }],
    ['drawn', { ...drawn, hits: [score(90)] }],
    ['failed', { hits: [score(90)], evaluationErrors: 1 }],
  ])('what is %s never yields', (_, input) => {
    const decision = decided({ ...input, regulation: closed });
    expect(decision).toEqual(decided(input));
    expect(decision.channel).toBe('red');
  });

  const district = (change: Partial<Profile>) => hit({ level: 'district', scope: '2200', ...change });
  const open = { threshold: 0, share: 1, tie: 0.5 };
  const at80 = { threshold: 80, share: 0, tie: 0.5 };
  test.each<[string, Hit[], Regulation, Channel, ChannelDecision['nationalRed']]>([
    ['what a district adds saves no national red', [score(75), district({ score: 25 })], at80, 'orange', 75],
    ['nor does it lower one', [score(85), district({ channel: 'red' })], at80, 'red', 85],
    [
      'a red of a district alone is measured by its score',
      [score(60), district({ score: 25 })],
      { ...at80, lower: true },
      'red',
      'none',
    ],
    ['and yields by it', [score(60), district({ score: 15 })], { ...at80, lower: true }, 'orange', 'none'],
    ['it ranks after every national one', [district({ score: 100 })], at80, 'orange', 'none'],
    ['with them where all stay', [district({ score: 100 })], open, 'red', 'none'],
    [
      'what a district makes mandatory stays',
      [score(75), district({ channel: 'red', mandatory: true })],
      at80,
      'red',
      75,
    ],
    [
      'a district adds nothing in shadow',
      [score(75), district({ score: 25, status: 'shadow' })],
      at80,
      'orange',
      undefined,
    ],
  ])('%s', (_, hits, regulation, channel, national) => {
    const decision = decided({ hits, regulation });
    expect([decision.channel, decision.nationalRed]).toEqual([channel, national]);
  });

  test('a failure of lower levels leaves the national red what it is', () => {
    const failed = decided({ hits: [score(90)], evaluationErrors: 1, nationalErrors: 0 });
    expect(weightsOf(failed)).toEqual({ all: 'certain', national: 90 });
    const both = decided({ hits: [score(90)], evaluationErrors: 2, nationalErrors: 1 });
    expect(weightsOf(both)).toEqual({ all: 'certain', national: 'certain' });
    expect(weightsOf(decided({ ...drawn, hits: [district({ score: 90 })] }))).toEqual({
      all: 'certain',
      national: 'certain',
    });
  });

  test('orange and green are not regulated', () => {
    for (const input of [{}, { hits: [score(40)] }]) {
      expect(decided({ ...input, regulation: closed })).toEqual(decided(input));
    }
  });
});

describe('what is no number leads to the strict side', () => {
  test.each<[string, Partial<DecisionInput>]>([
    ['a score', { hits: [score(NaN)] }],
    ['a threshold', { policy: { ...policy, thresholds: { red: NaN, orange: NaN } } }],
    ['a shift', { policy: { ...policy, creditShift: { AEO: NaN } }, creditClass: 'AEO' }],
    ['a rate', { draw: { ...notDrawn, rate: NaN } }],
    ['a count of errors', { evaluationErrors: NaN }],
  ])('%s', (_, input) => {
    expect(decided(input).channel).not.toBe('green');
  });

  test.each([NaN, -0.1, 1.1])('a draw of %d is refused', (value) => {
    expect(() => decided({ draw: { ...notDrawn, value } })).toThrow(RangeError);
  });
});

test('errors of profiles in shadow do not act', () => {
  const { profile } = hit();
  const errors = [
    { profile, shadow: false, message: '' },
    { profile: { ...profile, status: 'shadow' as const }, shadow: true, message: '' },
  ];
  expect(actingErrors(errors)).toBe(1);
});

describe('for any input', () => {
  const hits = fc.array(
    profiles.map((profile) => hitOf(profile)),
    { maxLength: 6 },
  );
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  const inputs: fc.Arbitrary<DecisionInput> = fc
    .record({
      hits,
      policy: policies,
      creditClass: fc.option(fc.constantFrom('AEO', 'untrusted', 'other'), { nil: undefined }),
      draw: fc.record({ value: shares, rate: shares, stratum: fc.constant('all') }),
      evaluationErrors: fc.constantFrom(0, 0, 1, 3),
    })
    .map(({ creditClass, ...rest }) => ({ ...rest, ...(creditClass !== undefined && { creditClass }) }));
  const regulations: fc.Arbitrary<Regulation> = fc.record({
    threshold: fc.integer({ min: 0, max: 101 }),
    share: shares,
    tie: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  const atLeast = (channel: Channel, bound: Channel) => stricter(channel, bound) === channel;

  test('the channel is the strictest of floor, candidate and draw', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { channel, floor, candidate, draw } = decide(input);
        expect(channel).toBe(stricter(stricter(floor, candidate), draw.selected ? 'red' : 'green'));
      }),
    );
  });

  test('a mandatory instruction is never undercut', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { channel } = decide(input);
        for (const { profile } of input.hits) {
          if (profile.status === 'active' && profile.mandatory && profile.channel !== 'none') {
            expect(atLeast(channel, profile.channel)).toBe(true);
          }
        }
      }),
    );
  });

  test('an evaluation error is never green', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { channel, reasons } = decide({ ...input, evaluationErrors: 1 });
        expect(channel).not.toBe('green');
        expect(reasons).toContain('evaluation-error');
      }),
    );
  });

  test('a further hit never makes it more lenient, a shadow hit changes nothing', () => {
    fc.assert(
      fc.property(inputs, profiles, (input, profile) => {
        const before = decide(input);
        const withHit = (status: Profile['status']) =>
          decide({ ...input, hits: [...input.hits, hitOf({ ...profile, status })] });
        expect(atLeast(withHit('active').channel, before.channel)).toBe(true);
        expect(withHit('active').score).toBeGreaterThanOrEqual(before.score);
        expect(withHit('shadow')).toEqual(before);
      }),
    );
  });

  test('the score lies between 0 and 100, and every channel has a reason', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { channel, score: points, reasons } = decide(input);
        expect(points).toBeGreaterThanOrEqual(0);
        expect(points).toBeLessThanOrEqual(100);
        expect(new Set(reasons).size).toBe(reasons.length);
        const explainsGreen = reasons.includes('no-risk-found') || reasons.includes('below-thresholds');
        expect(reasons.length).toBeGreaterThan(0);
        expect(explainsGreen).toBe(channel === 'green');
      }),
    );
  });

  test('regulation lowers discretionary reds alone, and to orange at the lowest', () => {
    fc.assert(
      fc.property(inputs, regulations, (input, regulation) => {
        const before = decide(input);
        const after = decide({ ...input, regulation });
        if (!isDiscretionary(before)) expect(after).toEqual(before);
        else expect(after).toMatchObject({ regulation, channel: expect.stringMatching(/^(red|orange)$/) });
        expect(after.reasons.includes('capacity-yielded')).toBe(after.channel !== before.channel);
      }),
    );
  });

  test('a higher score never yields where a lower one stays', () => {
    fc.assert(
      fc.property(
        regulations,
        fc.integer({ min: 70, max: 100 }),
        fc.integer({ min: 70, max: 100 }),
        (regulation, a, b) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const channelAt = (points: number) => decided({ hits: [score(points)], regulation }).channel;
          if (channelAt(low) === 'red') expect(channelAt(high)).toBe('red');
        },
      ),
    );
  });

  test('a profile of a lower level may add, and never weakens', () => {
    const lower = profiles.filter(({ level }) => level !== 'national');
    fc.assert(
      fc.property(
        rulesets,
        lower,
        declarations,
        enrichedFacts,
        shares,
        (ruleset, added, one, facts, value) => {
          const decisionWith = (all: Profile[]) => {
            const matched = compileRuleset({ ...ruleset, profiles: all }).match(one, facts);
            return decide({
              hits: matched.hits,
              policy: ruleset.policy,
              ...(facts.creditClass !== undefined && { creditClass: facts.creditClass }),
              draw: { value, rate: ruleset.policy.randomRate, stratum: 'all' },
              evaluationErrors: actingErrors(matched.errors),
            });
          };
          const before = decisionWith(ruleset.profiles);
          const after = decisionWith([...ruleset.profiles, { ...added, code: 'ADDED' }]);
          expect(atLeast(after.channel, before.channel)).toBe(true);
          expect(atLeast(after.floor, before.floor)).toBe(true);
          expect(after.score).toBeGreaterThanOrEqual(before.score);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('the same input gives the same decision', () => {
    const maybe = fc.option(regulations);
    fc.assert(
      fc.property(inputs, maybe, (given, regulation) => {
        const input = { ...given, regulation };
        expect(decide(structuredClone(input))).toEqual(decide(input));
      }),
    );
  });
});
