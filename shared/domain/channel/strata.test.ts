import { describe, expect, test } from 'vitest';
import type { Declaration } from '../declaration.ts';
import type { Policy, ReferenceList } from '../targeting/profile.ts';
import { declarationOf } from '../targeting/sample.test-kit.ts';
import { compileStrata } from './strata.ts';

const policy: Policy = {
  thresholds: { red: 70, orange: 30 },
  creditShift: {},
  randomRate: 0.01,
  strata: [
    { name: 'transit', when: { field: 'direction', op: 'eq', value: 'transit' }, rate: 0 },
    { name: 'trusted', when: { field: 'trader.creditClass', op: 'eq', value: 'AEO' }, rate: 0.002 },
    { name: 'watched', when: { not: { field: 'carrier', op: 'notInList', value: 'carriers' } }, rate: 0.3 },
    { name: 'exports', when: { all: [{ field: 'direction', op: 'eq', value: 'export' }] }, rate: 0.02 },
  ],
};
const lists: ReferenceList[] = [
  { name: 'carriers', entries: [{ value: 'C1' }] },
  { name: 'other', entries: [{ value: 'C2' }] },
];
const stratumOf = compileStrata({ policy, lists });

describe('the first stratum that holds gives the rate', () => {
  test.each<[string, Partial<Declaration>, string | undefined, string, number]>([
    ['none of them', { carrier: 'C2' }, undefined, 'all', 0.01],
    ['the first, with a rate of 0', { direction: 'transit', carrier: 'C1' }, 'AEO', 'transit', 0],
    ['by a fact', { direction: 'export', carrier: 'C2' }, 'AEO', 'trusted', 0.002],
    ['by a list', { direction: 'export', carrier: 'C1' }, undefined, 'watched', 0.3],
    ['the last', { direction: 'export', carrier: 'C2' }, undefined, 'exports', 0.02],
  ])('%s', (_, change, creditClass, stratum, rate) => {
    expect(stratumOf(declarationOf(change), creditClass === undefined ? {} : { creditClass })).toEqual({
      stratum,
      rate,
    });
  });
});

test('where a stratum cannot be told, the highest rate counts', () => {
  const broken = { ...declarationOf(), carrier: 7 as unknown as string };
  expect(stratumOf(broken, {})).toEqual({ stratum: 'unknown', rate: 0.3 });
  expect(stratumOf({ ...declarationOf(), registeredAt: null as unknown as string }, {}).rate).toBe(0.3);
});

test('a policy without strata has the one rate', () => {
  const { strata: _, ...plain } = policy;
  expect(compileStrata({ policy: plain, lists })(declarationOf({ direction: 'transit' }), {})).toEqual({
    stratum: 'all',
    rate: 0.01,
  });
});

test('strata and rates are those of the instant at which the declaration was registered', () => {
  const dated = compileStrata({
    policy: {
      ...policy,
      dated: [
        { from: '2026-05-01T00:00:00Z', randomRate: 0.05 },
        { from: '2026-06-01T00:00:00Z', strata: [] },
      ],
    },
    lists,
  });
  const at = (registeredAt: string, direction: Declaration['direction']) =>
    dated(declarationOf({ registeredAt, direction, carrier: 'C2' }), {});
  expect(at('2026-05-01T07:59:59+08:00', 'import')).toEqual({ stratum: 'all', rate: 0.01 });
  expect(at('2026-05-01T08:00:00+08:00', 'import')).toEqual({ stratum: 'all', rate: 0.05 });
  expect(at('2026-05-31T00:00:00Z', 'export')).toEqual({ stratum: 'exports', rate: 0.02 });
  expect(at('2026-06-01T00:00:00Z', 'export')).toEqual({ stratum: 'all', rate: 0.05 });
  expect(at('soon', 'export')).toEqual({ stratum: 'unknown', rate: 0.3 });
});
