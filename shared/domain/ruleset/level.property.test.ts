import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stricter } from '../channel/channel.ts';
import { assessDeclaration, compileDecidingRuleset } from '../channel/assess.ts';
import { regulated, weightsOf, type ChannelDecision } from '../channel/decide.ts';
import { regulate, type RegulatorMemory } from '../channel/regulator.ts';
import { remembered } from '../channel/regulator.test-kit.ts';
import type { Declaration } from '../declaration.ts';
import { declarations, enrichedFacts, rulesets } from '../targeting/arbitraries.test-kit.ts';
import { declarationOf, profileOf } from '../targeting/sample.test-kit.ts';
import type { Profile, Ruleset } from '../targeting/profile.ts';
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

describe('over a day at a house', () => {
  const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z');
  const CODES = ['A', 'B', 'C', 'D'];

  /** A declaration as it comes: with a share of the day gone, its draw and tie; `with` are the attributes that profiles ask for. */
  interface Arrival {
    at: number;
    drawn: number;
    tie: number;
    with: string[];
  }

  const attributes = (codes: string[]) => Object.fromEntries(codes.map((code) => [code, true]));

  /** A profile that a quarter of the declarations or more hit */
  const profilesOf = (level: Profile['level'], prefix: string) =>
    fc
      .array(
        fc.record({
          on: fc.constantFrom(...CODES),
          channel: fc.constantFrom('red', 'orange', 'none' as const),
          mandatory: fc.boolean(),
          score: fc.integer({ min: 0, max: 100 }),
          status: fc.constantFrom('active', 'active', 'active', 'shadow' as const),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .map((ones) =>
        ones.map(({ on, ...rest }, i) =>
          profileOf(
            { field: `attributes.${on}`, op: 'eq', value: true },
            {
              ...rest,
              code: `${prefix}${i}`,
              level,
              ...(level !== 'national' && { scope: level === 'house' ? '2201' : '2200' }),
            },
          ),
        ),
      );

  // Doubles as fast-check draws them are mostly next to 0, where all is drawn and nothing regulated.
  const share = fc.noBias(fc.integer({ min: 0, max: 999 })).map((number) => number / 1000);
  const arrivals: fc.Arbitrary<Arrival[]> = fc
    .array(
      fc.record({
        at: fc.integer({ min: 0, max: 24 * 3_600_000 - 1 }),
        drawn: share,
        tie: share,
        with: fc.subarray(CODES),
      }),
      { minLength: 10, maxLength: 40, size: 'max' },
    )
    .map((ones) => ones.toSorted((a, b) => a.at - b.at));

  /** The decisions of a day, by batches of so many. */
  function dayOf(
    ruleset: Ruleset,
    day: readonly Arrival[],
    together: number,
    perDay: number,
  ): ChannelDecision[] {
    const compiled = compileDecidingRuleset(ruleset);
    const decided: ChannelDecision[] = [];
    let memory: RegulatorMemory | null = null;
    for (let i = 0; i < day.length; i += together) {
      const batch = day.slice(i, i + together);
      const decisions = batch.map(({ drawn, with: codes }) => {
        const declaration: Declaration = declarationOf({
          customsHouse: '2201',
          attributes: attributes(codes),
        });
        return assessDeclaration(compiled, declaration, { district: '2200' }, drawn).decision;
      });
      const red = decisions.flatMap((decision, j) => (decision.channel === 'red' ? [j] : []));
      if (red.length > 0) {
        const result = regulate(memory, {
          inspectionsPerDay: perDay,
          inspectionsPerHour: 0,
          timeZone: 'UTC',
          now: MIDNIGHT + batch.at(-1)!.at,
          reds: red.map((j) => ({ ...weightsOf(decisions[j]!), tie: batch[j]!.tie })),
        });
        memory = JSON.parse(JSON.stringify(remembered(memory, result))) as RegulatorMemory;
        result.regulations.forEach((regulation, k) => {
          const j = red[k]!;
          if (regulation !== null) decisions[j] = regulated(decisions[j]!, regulation);
        });
      }
      decided.push(...decisions);
    }
    return decided;
  }

  test('profiles of lower levels make no declaration more lenient', () => {
    let yielded = 0;
    let ofLower = 0;
    fc.assert(
      fc.property(
        fc.tuple(profilesOf('national', 'N'), profilesOf('district', 'D'), profilesOf('house', 'H')),
        arrivals,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 12 }),
        ([national, ...lower], day, together, perDay) => {
          const ruleset = {
            format: 'tidewaiter-ruleset/1' as const,
            profiles: national,
            lists: [],
            policy: { thresholds: { red: 60, orange: 30 }, creditShift: {}, randomRate: 0.02 },
          };
          const alone = dayOf(ruleset, day, together, perDay);
          const all = { ...ruleset, profiles: [...national, ...lower.flat()] };
          const both = dayOf(all, day, together, perDay);
          alone.forEach(({ channel, reasons }, i) => {
            expect(stricter(channel, both[i]!.channel)).toBe(both[i]!.channel);
            if (reasons.includes('capacity-yielded')) yielded++;
            if (both[i]!.regulation?.lower) ofLower++;
          });
        },
      ),
      { numRuns: 200 },
    );
    expect(yielded).toBeGreaterThan(100);
    expect(ofLower).toBeGreaterThan(50);
  });
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
