import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stricter } from '../channel/channel.ts';
import { assessDeclaration, compileDecidingRuleset } from '../channel/assess.ts';
import { declarations, enrichedFacts, rulesets } from '../targeting/arbitraries.test-kit.ts';
import { listsIn, mayUse } from './level.ts';

test('profiles of lower levels add to what the national ones say, and weaken nothing of it', () => {
  fc.assert(
    fc.property(
      rulesets,
      declarations,
      enrichedFacts,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (ruleset, declaration, facts, drawn) => {
        const national = ruleset.profiles.filter(({ level }) => level === 'national');
        const alone = assessDeclaration(
          compileDecidingRuleset({ ...ruleset, profiles: national }),
          declaration,
          facts,
          drawn,
        );
        const together = assessDeclaration(compileDecidingRuleset(ruleset), declaration, facts, drawn);
        for (const of of ['channel', 'floor', 'candidate'] as const) {
          expect(stricter(alone.decision[of], together.decision[of])).toBe(together.decision[of]);
        }
        expect(together.decision.score).toBeGreaterThanOrEqual(alone.decision.score);
        const codes = together.hits.map(({ profile }) => profile.code);
        expect(codes).toEqual(expect.arrayContaining(alone.hits.map(({ profile }) => profile.code)));
      },
    ),
    { numRuns: 300 },
  );
});

describe('a list serves profiles of its own place and of those inside', () => {
  const districtOf = (house: string) => ({ '2201': '2200', '5301': '5300' })[house];
  const nation = { level: 'national' as const, scope: null };
  const shanghai = { level: 'district' as const, scope: '2200' };
  const pudong = { level: 'house' as const, scope: '2201' };
  const dali = { level: 'house' as const, scope: '5301' };

  test.each([
    [nation, nation, true],
    [nation, shanghai, false],
    [nation, pudong, false],
    [shanghai, nation, true],
    [shanghai, shanghai, true],
    [shanghai, pudong, false],
    [pudong, nation, true],
    [pudong, shanghai, true],
    [pudong, pudong, true],
    [pudong, dali, false],
    [dali, shanghai, false],
  ])('%j with a list of %j: %s', (profile, list, allowed) => {
    expect(mayUse(profile, list, districtOf)).toBe(allowed);
  });
});

test('lists are found wherever a condition names them, with their paths', () => {
  const inList = (value: string) => ({ field: 'trader.id', op: 'inList' as const, value });
  const when = {
    all: [
      inList('a'),
      { any: [{ not: { ...inList('b'), op: 'notInList' as const } }] },
      { item: { all: [{ field: 'item.origin', op: 'inList' as const, value: 'c' }] } },
      { field: 'carrier', op: 'eq' as const, value: 'a' },
    ],
  };
  expect(listsIn(when)).toEqual([
    { path: 'all.0.value', name: 'a' },
    { path: 'all.1.any.0.not.value', name: 'b' },
    { path: 'all.2.item.all.0.value', name: 'c' },
  ]);
});
