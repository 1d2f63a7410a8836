import { expect, test } from 'vitest';
import { ClauseFinder, type Anchor } from './anchor.ts';
import type { Condition } from './condition.ts';
import { indexList } from './reference-list.ts';
import { profileOf } from './sample.test-kit.ts';
import { SharedPredicates } from './shared-predicates.ts';

const codes = indexList({ name: 'codes', entries: [{ value: '8471' }, { value: '6205' }] });
const lists = new Map([['codes', codes]]);
const origin: Condition = { field: 'item.origin', op: 'eq', value: 'CN' };
const heading: Condition = { field: 'item.hsCode', op: 'startsWith', value: '8471' };
const trader: Condition = { field: 'trader.id', op: 'in', value: ['T1', 'T2'] };
const heavy: Condition = { field: 'grossMassKg', op: 'gt', value: 5 };
const many = Array.from({ length: 20 }, (_, at) => `T${at}`);

const hs = (...prefixes: string[]) => ({ kind: 'hs-prefix', prefixes });
const values = (field: string, ...held: unknown[]) => ({ kind: 'value', field, values: held });
const range = (field: string, low: number, high: number) => ({ kind: 'range', field, low, high });

/** Anchors by clause. Which `item` node an anchor stands in matters to the index alone. */
function anchorsOf(when: Condition, scope: { level?: 'house'; scope?: string } = {}): Partial<Anchor>[][] {
  return new ClauseFinder(lists, new SharedPredicates(lists).testOf)
    .clausesOf(profileOf(when, scope))
    .map(({ anchors }) =>
      anchors.map((anchor) => {
        const shown: Partial<Anchor> = { ...anchor };
        delete shown.item;
        return shown;
      }),
    );
}

test.each<[string, Condition, object[][]]>([
  ['an equality', { item: origin }, [[values('item.origin', 'CN')]]],
  [
    'all that all asks for, the most selective first and ranges last',
    { all: [heavy, { item: { all: [origin, heading] } }] },
    [[hs('8471')], [values('item.origin', 'CN')], [range('grossMassKg', 5, Infinity)]],
  ],
  [
    'all branches of any, by the best of each and then by what else it asks for',
    { any: [{ item: { all: [heading, origin] } }, trader] },
    [
      [
        {
          ...hs('8471'),
          further: [
            expect.objectContaining({ anchors: [expect.objectContaining(values('item.origin', 'CN'))] }),
          ],
        },
        values('trader.id', 'T1', 'T2'),
      ],
    ],
  ],
  [
    'nothing where a branch of any has none',
    { any: [{ item: heading }, { field: 'carrier', op: 'exists' }] },
    [],
  ],
  ['nothing beneath a not', { not: { item: heading } }, []],
  ['nothing from a negative operator', { field: 'trader.id', op: 'ne', value: 'T1' }, []],
  [
    'an HS heading as a prefix',
    { item: { field: 'item.hs4', op: 'in', value: ['8471', '6205'] } },
    [[hs('8471', '6205')]],
  ],
  [
    'a list as a set',
    { item: { field: 'item.hsCode', op: 'inList', value: 'codes' } },
    [[{ kind: 'set', field: 'item.hsCode', set: codes }]],
  ],
  [
    'a long operand as a set',
    { field: 'trader.id', op: 'in', value: many },
    [[{ kind: 'set', field: 'trader.id', set: { values: many, holds: expect.any(Function) } }]],
  ],
  ['both ends of a range', { field: 'packages', op: 'between', value: [2, 4] }, [[range('packages', 2, 4)]]],
  ['a range below', { field: 'packages', op: 'lte', value: 4 }, [[range('packages', -Infinity, 4)]]],
  [
    'instants as ranges of milliseconds',
    { field: 'registeredAt', op: 'eq', value: '1970-01-01T00:00:01Z' },
    [[range('registeredAt', 1000, 1000)]],
  ],
  [
    'nothing from the instants of national attributes',
    { field: 'attributes.expires', op: 'gt', value: '2026-01-01T00:00:00Z' },
    [],
  ],
  [
    'nothing from a prefix that is no HS code',
    { item: { field: 'item.hsCode', op: 'startsWith', value: '84x' } },
    [],
  ],
  [
    'what no look-up finds as a test',
    { field: 'trader.id', op: 'startsWith', value: 'T' },
    [[{ kind: 'test', test: expect.any(Function) }]],
  ],
])('%s', (_, when, expected) => {
  expect(anchorsOf(when)).toEqual(expected);
});

test('the scope is necessary too', () => {
  const scope = { level: 'house' as const, scope: '2201' };
  expect(anchorsOf(heavy, scope)).toEqual([
    [values('customsHouse', '2201')],
    [range('grossMassKg', 5, Infinity)],
  ]);
  expect(anchorsOf(trader, scope)).toEqual([
    [values('trader.id', 'T1', 'T2')],
    [values('customsHouse', '2201')],
  ]);
});

test('equal long operands are one set', () => {
  const finder = new ClauseFinder(lists, new SharedPredicates(lists).testOf);
  const [first, second] = [1, 2].map(
    () => finder.clausesOf(profileOf({ field: 'trader.id', op: 'in', value: [...many] }))[0]!.anchors[0]!,
  );
  expect(first).toMatchObject({ kind: 'set' });
  expect((first as { set: unknown }).set).toBe((second as { set: unknown }).set);
});

test.each<[string, Condition, boolean]>([
  ['an equality', { field: 'trader.id', op: 'eq', value: 'T1' }, true],
  ['a short set', trader, true],
  ['a prefix', { item: heading }, true],
  ['a heading', { item: { field: 'item.hs4', op: 'eq', value: '8471' } }, true],
  ['a test', { field: 'carrier', op: 'missing' }, true],
  [
    'not a whole code, which longer ones begin with',
    { item: { ...heading, op: 'eq', value: '847130' } },
    false,
  ],
  ['not a prefix longer than any code', { item: { ...heading, value: '84713000001' } }, false],
  [
    'not a prefix longer than the fact',
    { item: { field: 'item.hs2', op: 'startsWith', value: '8471' } },
    false,
  ],
  ['not a heading of other length', { item: { field: 'item.hs4', op: 'eq', value: '84' } }, false],
  ['not a list, whose entries may be dated', { item: { ...heading, op: 'inList', value: 'codes' } }, false],
  ['not a range, whose bounds may be left out', heavy, false],
  ['not the branches of an any', { any: [trader, { item: heading }] }, false],
])('an anchor proves %s', (_, when, expected) => {
  const predicate = 'item' in when ? when.item : when;
  const [clause] = new ClauseFinder(lists, new SharedPredicates(lists).testOf).clausesOf(profileOf(when));
  expect(clause?.proves).toBe(expected ? predicate : null);
});
