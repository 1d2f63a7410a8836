import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmPriority } from '../targeting/profile.ts';
import {
  commonCauses,
  GROUP_DIMENSIONS,
  inFlood,
  type AlikeOccurrences,
  type FloodContext,
} from './flood.ts';

const NEW: FloodContext = { usual: () => 0, known: () => false };

/** An occurrence of a profile's alarm at a house. */
function hit(
  profile: string,
  house: string,
  values: AlikeOccurrences['values'] = {},
  count = 1,
  priority: AlarmPriority = 'medium',
): AlikeOccurrences {
  return { alarm: `${profile}@${house}`, priority, count, values: { profile, house, ...values } };
}

const houses = (count: number, first = 1) => Array.from({ length: count }, (_, i) => `H${i + first}`);
const named = (causes: ReturnType<typeof commonCauses>) =>
  causes.map(({ dimension, value, alarms, occurrences }) => [
    `${dimension} ${value}`,
    alarms.length,
    occurrences,
  ]);

test.each<[string, number[], boolean]>([
  ['ten calls in ten minutes are none', [10], false],
  ['eleven are one', [11], true],
  ['it lasts while five are left', [11, ...Array<number>(9).fill(0), 5], true],
  ['and is over with four', [11, ...Array<number>(9).fill(0), 4], false],
])('floods: %s', (_what, calls, flood) => {
  expect(inFlood(calls)).toBe(flood);
});

describe('the common cause', () => {
  test('is the trader of alarms at many houses and of many profiles', () => {
    const flood = houses(8).flatMap((house) =>
      ['P1', 'P2'].map((profile) => hit(profile, house, { trader: 'T' }, 10)),
    );
    expect(named(commonCauses(flood, NEW))).toEqual([['trader T', 16, 160]]);
  });

  test('is the release rather than the profile that it changed, and the profile where none was released', () => {
    const flood = houses(6).map((house) => hit('P', house, { release: '7' }));
    expect(named(commonCauses(flood, NEW))).toEqual([['release 7', 6, 6]]);
    const before = houses(6).map((house) => hit('P', house));
    expect(named(commonCauses(before, NEW))).toEqual([['profile P', 6, 6]]);
  });

  test('of a mixed flood is found for each part of it, the one that explains most first', () => {
    const flood = [
      ...houses(20).map((house) => hit('A', house, { trader: 'T' }, 5)),
      ...houses(10).map((house) => hit('B', house, { heading: '8703' }, 4)),
      ...['C1', 'C2', 'C3', 'C4', 'C5'].map((profile) => hit(profile, 'H9', { route: 'AE>H9' }, 6)),
      hit('D', 'H3', { trader: 'other' }, 2),
    ];
    expect(named(commonCauses(flood, NEW))).toEqual([
      ['trader T', 20, 100],
      ['profile B', 10, 40],
      ['route AE>H9', 5, 30],
    ]);
  });

  test('is none of what is as frequent as ever', () => {
    const flood = houses(6).map((house) => hit('P', house, { heading: '8703', route: 'CN' }));
    const context: FloodContext = { ...NEW, usual: (dimension) => (dimension === 'heading' ? 0 : 0.6) };
    expect(named(commonCauses(flood, context))).toEqual([['heading 8703', 6, 6]]);
    expect(commonCauses(flood, { ...NEW, usual: () => 0.6 })).toEqual([]);
  });

  test('of two that explain the same is the one that is rarer otherwise', () => {
    const flood = houses(6).map((house) => hit(`P${house}`, house, { trader: house < 'H4' ? 'A' : 'B' }));
    const both = flood.map((one) => ({ ...one, values: { ...one.values, heading: '0101', route: 'R' } }));
    expect(named(commonCauses(both, NEW))).toEqual([['heading 0101', 6, 6]]);
  });

  test('is not asked for below five alarms, nor below a fiftieth of the occurrences', () => {
    expect(
      commonCauses(
        houses(4).map((house) => hit('P', house)),
        NEW,
      ),
    ).toEqual([]);
    const few = houses(5).map((house) => hit('P', house));
    expect(commonCauses([...few, hit('Q', 'H9', {}, 246)], NEW)).toEqual([]);
    expect(commonCauses([...few, hit('Q', 'H9', {}, 244)], NEW)).toHaveLength(1);
  });

  test('that is known already takes in a single alarm more, and is kept to', () => {
    const known: FloodContext = { ...NEW, known: (dimension) => dimension === 'house' };
    expect(named(commonCauses([hit('P', 'H1')], known))).toEqual([['house H1', 1, 1]]);
    const flood = Array.from({ length: 6 }, (_, i) => hit(`P${i}`, 'H1', { trader: 'T' }));
    expect(named(commonCauses(flood, known))).toEqual([['house H1', 6, 6]]);
  });

  test('takes an alarm whose occurrences it explains by half; an urgent one only with all of them', () => {
    const flood = (priority: AlarmPriority, own: number) => [
      ...houses(6).map((house) => hit('P', house, { trader: 'T' })),
      hit('Q', 'H7', { trader: 'T' }, 2, priority),
      hit('Q', 'H7', { trader: 'other' }, own, priority),
    ];
    const size = (priority: AlarmPriority, own: number) =>
      commonCauses(flood(priority, own), NEW)[0]!.alarms.length;
    expect([size('medium', 2), size('medium', 3)]).toEqual([7, 6]);
    expect([size('high', 0), size('high', 1), size('critical', 1), size('low', 1)]).toEqual([7, 6, 6, 7]);
  });
});

const values = fc.record(
  Object.fromEntries(GROUP_DIMENSIONS.map((dimension) => [dimension, fc.constantFrom('a', 'b', 'c')])),
  { requiredKeys: [] },
);
const PRIORITY: AlarmPriority[] = ['critical', 'high', 'medium', 'low'];
const floods = fc.array(
  fc
    .record({ alarm: fc.nat(30), count: fc.integer({ min: 1, max: 50 }), values })
    .map(({ alarm, ...rest }) => {
      return { ...rest, alarm: String(alarm), priority: PRIORITY[alarm % 4]! } as AlikeOccurrences;
    }),
  { maxLength: 120 },
);
const contexts = fc
  .record({ usual: fc.constantFrom(0, 0.1, 0.4), known: fc.constantFrom('', 'a', 'b') })
  .map(({ usual, known }): FloodContext => ({
    usual: (_dimension, value) => (value === 'a' ? usual : 0),
    known: (dimension, value) => dimension === 'route' && value === known,
  }));

test('whatever comes, each alarm is in one group at most, none is lost, and no order changes that', () => {
  fc.assert(
    fc.property(floods, contexts, fc.infiniteStream(fc.nat()), (flood, context, picks) => {
      const causes = commonCauses(flood, context);
      const grouped = causes.flatMap(({ alarms }) => alarms);
      expect(new Set(grouped).size).toBe(grouped.length);
      for (const { dimension, value, alarms, occurrences } of causes) {
        const own = flood.filter(({ alarm }) => alarms.includes(alarm));
        expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(occurrences);
        for (const alarm of alarms) {
          const all = own.filter((one) => one.alarm === alarm);
          const share = all.filter((one) => one.values[dimension] === value);
          const [having, total] = [share, all].map((some) => some.reduce((sum, { count }) => sum + count, 0));
          const urgent = ['critical', 'high'].includes(all[0]!.priority);
          expect(having! / total!).toBeGreaterThanOrEqual(urgent ? 1 : 0.5);
        }
      }
      const shuffled = flood
        .map((one) => ({ one, by: picks.next().value! }))
        .toSorted((a, b) => a.by - b.by)
        .map(({ one }) => one);
      expect(commonCauses(shuffled, context)).toEqual(causes);
    }),
    { numRuns: 200 },
  );
});
