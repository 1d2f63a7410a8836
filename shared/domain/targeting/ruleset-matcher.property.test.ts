import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declarations, enrichedFacts, rulesets } from './arbitraries.test-kit.ts';
import { checkRuleset } from './check.ts';
import { evaluateRuleset } from './evaluate.ts';
import { compileRuleset } from './ruleset-matcher.ts';

test('the matcher finds what the plain evaluator finds', () => {
  let pairs = 0;
  let hits = 0;
  fc.assert(
    fc.property(
      rulesets,
      fc.array(fc.tuple(declarations, enrichedFacts), { minLength: 4, maxLength: 10 }),
      (ruleset, subjects) => {
        const matcher = compileRuleset(ruleset);
        for (const [declaration, facts] of subjects) {
          const found = matcher.match(declaration, facts);
          const expected = evaluateRuleset(ruleset, declaration, facts);
          expect(found.errors).toEqual([]);
          expect(found.hits.map(({ profile, items }) => ({ code: profile.code, items }))).toEqual(expected);
          pairs += ruleset.profiles.length;
          hits += expected.length;
        }
      },
    ),
    { numRuns: 1_000 },
  );
  expect(pairs).toBeGreaterThan(20_000);
  expect(hits).toBeGreaterThan(2_000);
  expect(hits).toBeLessThan(pairs * 0.9);
});

test('what the arbitraries make passes the check', () => {
  fc.assert(
    fc.property(rulesets, (ruleset) => {
      expect(checkRuleset(ruleset)).toEqual([]);
    }),
  );
});
