import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declarations, enrichedFacts, rulesets } from '../targeting/arbitraries.test-kit.ts';
import type { Ruleset } from '../targeting/profile.ts';
import { declarationOf, profileOf, rulesetOf } from '../targeting/sample.test-kit.ts';
import type { Declaration } from '../declaration.ts';
import type { EnrichedFacts } from '../targeting/facts.ts';
import { assessDeclaration, compileDecidingRuleset } from './assess.ts';
import type { Regulation } from './decide.ts';
import { codedHits } from './decision-line.ts';
import { reExecute, type KeptDecision } from './re-execute.ts';

/** Decides, and keeps the decision as the database does: as JSON. */
function keep(
  ruleset: Ruleset,
  given: { declaration: Declaration; facts: EnrichedFacts; drawn: number; regulation: Regulation | null },
): KeptDecision {
  const { facts, regulation, drawn } = given;
  const declaration = { ...given.declaration, version: 1 };
  const compiled = compileDecidingRuleset(ruleset);
  const { hits, errors, decision } = assessDeclaration(compiled, declaration, facts, drawn, regulation);
  const { channel, score, reasons, ...explanation } = decision;
  const failed = errors.map(({ profile, message }) => ({ profile: profile.code, message }));
  return JSON.parse(
    JSON.stringify({
      declaration,
      channel,
      score,
      reasons,
      rulesetVersion: 7,
      explanation: { ...explanation, facts, ...(failed.length > 0 && { errors: failed }) },
      hits: codedHits(hits).toReversed(),
    }),
  ) as KeptDecision;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const regulations: fc.Arbitrary<Regulation | null> = fc.option(
  fc.record(
    { threshold: fc.integer({ min: 0, max: 101 }), share, tie: share, lower: fc.constant(true as const) },
    { requiredKeys: ['threshold', 'share', 'tie'] },
  ),
);

test('a decision that was kept as JSON is made again, to the letter', () => {
  const channels = new Set<string>();
  fc.assert(
    fc.property(rulesets, declarations, enrichedFacts, share, regulations, (ruleset, ...given) => {
      const [declaration, facts, drawn, regulation] = given;
      const kept = keep(ruleset, { declaration, facts, drawn, regulation });
      const again = JSON.parse(JSON.stringify(ruleset)) as Ruleset;
      const { stored, reexecuted, identical, differences } = reExecute(kept, compileDecidingRuleset(again));
      expect(differences).toEqual([]);
      expect(identical).toBe(true);
      expect(reexecuted).toEqual(stored);
      channels.add(stored.channel);
    }),
    { numRuns: 500 },
  );
  expect(channels.size).toBe(3);
});

const strict = rulesetOf([
  profileOf({ field: 'direction', op: 'eq', value: 'import' }, { code: 'IMPORTS', channel: 'orange' }),
  profileOf({ field: 'attributes.grade', op: 'eq', value: 1 }, { code: 'GRADED', channel: 'red' }),
]);
const plain = { facts: {}, drawn: 0.5, regulation: null };

test('so is one that a failed evaluation made', () => {
  const declaration = declarationOf({ attributes: { grade: {} as never } });
  const kept = keep(strict, { ...plain, declaration });
  expect(kept.explanation.errors).toMatchObject([{ profile: 'GRADED' }]);
  expect(kept.explanation.floor).toBe('orange');
  expect(reExecute(kept, compileDecidingRuleset(strict))).toMatchObject({ identical: true, differences: [] });
});

test('a decision that does not follow from what was kept is told apart, field by field', () => {
  const kept = keep(strict, { ...plain, declaration: declarationOf() });
  const forged: KeptDecision = {
    ...kept,
    channel: 'green',
    reasons: ['no-risk-found'],
    hits: [],
    explanation: { ...kept.explanation, floor: 'red' },
  };
  const { identical, differences, stored, reexecuted } = reExecute(forged, compileDecidingRuleset(strict));
  expect(identical).toBe(false);
  expect(differences.map(({ field }) => field)).toEqual(['channel', 'reasons', 'hits', 'floor']);
  expect(differences[0]).toEqual({ field: 'channel', stored: 'green', reexecuted: 'orange' });
  expect([stored.hits, reexecuted.hits]).toEqual([[], [{ profile: 'IMPORTS', items: [] }]]);
});
