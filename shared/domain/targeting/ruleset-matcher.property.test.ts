import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Declaration } from '../declaration.ts';
import { declarations, enrichedFacts, rulesets } from './arbitraries.test-kit.ts';
import { isShadowHit } from './canary.ts';
import { checkRuleset } from './check.ts';
import { crowdedRulesets } from './crowded.test-kit.ts';
import { evaluateRuleset } from './evaluate.ts';
import type { EnrichedFacts } from './facts.ts';
import type { Ruleset } from './profile.ts';
import { compileRuleset, type RulesetMatcher } from './ruleset-matcher.ts';

/** What the plain evaluator finds, with what a canary and a profile's own state make a shadow hit. */
function expectedOf(ruleset: Ruleset, declaration: Declaration, facts: EnrichedFacts) {
  const profiles = new Map(ruleset.profiles.map((profile) => [profile.code, profile]));
  return evaluateRuleset(ruleset, declaration, facts).map(({ code, items }) => ({
    code,
    items,
    shadow: isShadowHit(profiles.get(code)!, declaration),
  }));
}

function foundBy(matcher: RulesetMatcher, declaration: Declaration, facts: EnrichedFacts) {
  const { hits, errors } = matcher.match(declaration, facts);
  expect(errors).toEqual([]);
  return hits.map(({ profile, items, shadow }) => ({ code: profile.code, items, shadow }));
}

test.each([
  { of: 'small, free', arbitrary: rulesets, runs: 300, subjects: 5, atLeast: 5_000 },
  { of: 'crowded', arbitrary: crowdedRulesets, runs: 90, subjects: 45, atLeast: 1_000_000 },
])(
  'the matcher finds what the plain evaluator finds in $of rulesets',
  ({ arbitrary, runs, subjects, atLeast }) => {
    let pairs = 0;
    let hits = 0;
    let shadows = 0;
    const pair = fc.tuple(declarations, enrichedFacts);
    fc.assert(
      fc.property(arbitrary, fc.array(pair, { minLength: subjects, maxLength: subjects }), (ruleset, all) => {
        const matcher = compileRuleset(ruleset);
        for (const [declaration, facts] of all) {
          const expected = expectedOf(ruleset, declaration, facts);
          expect(foundBy(matcher, declaration, facts)).toEqual(expected);
          pairs += ruleset.profiles.length;
          hits += expected.length;
          shadows += expected.filter(({ shadow }) => shadow).length;
        }
      }),
      // Making a counterexample of a crowded ruleset small could go on for hours.
      { numRuns: runs, interruptAfterTimeLimit: 60_000 },
    );
    expect(pairs).toBeGreaterThanOrEqual(atLeast);
    expect(hits).toBeGreaterThan(pairs * 0.05);
    expect(hits).toBeLessThan(pairs * 0.9);
    expect(shadows).toBeGreaterThan(hits * 0.05);
  },
  90_000,
);

/** Puts something of another kind where a fact is read. */
const spoilt: fc.Arbitrary<(declaration: Declaration) => Declaration> = fc.constantFrom(
  (declaration) => ({ ...declaration, grossMassKg: 'heavy' as unknown as number }),
  (declaration) => ({ ...declaration, carrier: 7 as unknown as string }),
  (declaration) => ({ ...declaration, trader: { id: {} as string } }),
  (declaration) => ({ ...declaration, registeredAt: 'yesterday' }),
  (declaration) => ({ ...declaration, items: null as unknown as Declaration['items'] }),
  (declaration) => ({
    ...declaration,
    items: declaration.items.map((item) => ({ ...item, hsCode: 8471 as unknown as string })),
  }),
  (declaration) => ({
    ...declaration,
    items: declaration.items.map((item, at) =>
      at === 0 ? { ...item, origin: 1 as unknown as string } : item,
    ),
  }),
);

test('what cannot be evaluated is an error of the profiles that it is one for alone, whatever the others are', () => {
  let errors = 0;
  let hits = 0;
  fc.assert(
    fc.property(
      crowdedRulesets,
      declarations,
      enrichedFacts,
      spoilt,
      (ruleset, declaration, facts, spoil) => {
        const subject = spoil(declaration);
        const found = compileRuleset(ruleset).match(subject, facts);
        const alone = ruleset.profiles
          .toSorted((a, b) => (a.code < b.code ? -1 : 1))
          .map((profile) => compileRuleset({ ...ruleset, profiles: [profile] }).match(subject, facts));
        expect(found.errors).toEqual(alone.flatMap((one) => one.errors));
        expect(found.hits).toEqual(alone.flatMap((one) => one.hits));
        errors += found.errors.length;
        hits += found.hits.length;
      },
    ),
    { numRuns: 15 },
  );
  expect(errors).toBeGreaterThan(0);
  expect(hits).toBeGreaterThan(0);
});

test('what the arbitraries make passes the check', () => {
  fc.assert(
    fc.property(fc.oneof({ arbitrary: rulesets, weight: 9 }, crowdedRulesets), (ruleset) => {
      expect(checkRuleset(ruleset)).toEqual([]);
    }),
  );
});
