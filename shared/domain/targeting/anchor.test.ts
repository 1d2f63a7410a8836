import { expect, test } from 'vitest';
import { anchorOf, type Anchor } from './anchor.ts';
import type { Condition } from './condition.ts';
import { indexList } from './reference-list.ts';
import { profileOf } from './sample.test-kit.ts';

const lists = new Map([
  ['codes', indexList({ name: 'codes', entries: [{ value: '8471' }, { value: '6205' }, { value: '8471' }] })],
]);
const origin: Condition = { field: 'item.origin', op: 'eq', value: 'CN' };
const heading: Condition = { field: 'item.hsCode', op: 'startsWith', value: '8471' };
const trader: Condition = { field: 'trader.id', op: 'in', value: ['T1', 'T2'] };
const heavy: Condition = { field: 'grossMassKg', op: 'gt', value: 5 };

const hs = (...prefixes: string[]): Anchor => ({ kind: 'hs-prefix', prefixes });
const values = (field: string, ...held: string[]): Anchor => ({ kind: 'value', field, values: held });

test.each<[string, Condition, Anchor[] | null]>([
  ['an equality', { item: origin }, [values('item.origin', 'CN')]],
  ['the most selective of all', { all: [heavy, { item: { all: [origin, heading] } }] }, [hs('8471')]],
  [
    'all branches of any',
    { any: [{ item: heading }, trader] },
    [hs('8471'), values('trader.id', 'T1', 'T2')],
  ],
  ['nothing where a branch of any has none', { any: [{ item: heading }, heavy] }, null],
  ['nothing beneath a not', { not: { item: heading } }, null],
  ['nothing from a negative operator', { field: 'trader.id', op: 'ne', value: 'T1' }, null],
  [
    'an HS heading as a prefix',
    { item: { field: 'item.hs4', op: 'in', value: ['8471', '6205'] } },
    [hs('8471', '6205')],
  ],
  [
    'a list of HS codes',
    { item: { field: 'item.hsCode', op: 'inList', value: 'codes' } },
    [hs('8471', '6205')],
  ],
  [
    'nothing from a prefix that is no HS code',
    { item: { field: 'item.hsCode', op: 'startsWith', value: '84x' } },
    null,
  ],
  ['nothing from prefixes of other fields', { field: 'trader.id', op: 'startsWith', value: 'T' }, null],
])('%s', (_, when, expected) => {
  expect(anchorOf(profileOf(when), lists)?.anchors ?? null).toEqual(expected);
});

test('the scope is an anchor too, unless the condition has a better one', () => {
  const scoped = { level: 'house' as const, scope: '2201' };
  expect(anchorOf(profileOf(heavy, scoped), lists)?.anchors).toEqual([values('customsHouse', '2201')]);
  expect(anchorOf(profileOf(trader, scoped), lists)?.anchors).toEqual([values('trader.id', 'T1', 'T2')]);
});
