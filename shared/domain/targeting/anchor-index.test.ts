import { expect, test } from 'vitest';
import type { Declaration } from '../declaration.ts';
import { AnchorIndexBuilder } from './anchor-index.ts';
import { ClauseFinder } from './anchor.ts';
import type { Condition } from './condition.ts';
import { Frame } from './facts.ts';
import { parseInstant } from './instant.ts';
import { visitBucket } from './lookup.ts';
import { indexList } from './reference-list.ts';
import { declarationOf, itemOf, profileOf } from './sample.test-kit.ts';
import { SharedPredicates } from './shared-predicates.ts';

const lists = new Map(
  ['a', 'b'].map((name) => [name, indexList({ name, entries: [{ value: 'T1' }, { value: `T-${name}` }] })]),
);

/** Positions of the conditions that the index leads to, as often as it does. */
function visited(conditions: readonly Condition[], declaration: Declaration): number[] {
  const finder = new ClauseFinder(lists, new SharedPredicates(lists).testOf);
  const index = new AnchorIndexBuilder<number>(() => {}).build(
    conditions.map((when, entry) => ({ entry, clauses: finder.clausesOf(profileOf(when)) })),
  );
  const frame = new Frame();
  frame.load(declaration, {}, parseInstant(declaration.registeredAt));
  const entries: number[] = [];
  visitBucket(index, frame, (entry) => entries.push(entry));
  return entries.sort((a, b) => a - b);
}

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

test('among the profiles of one heading a second look-up finds those of the origin', () => {
  const conditions = times(200, (at): Condition => {
    const heading: Condition = { field: 'item.hsCode', op: 'startsWith', value: '8471' };
    return { item: { all: [heading, { field: 'item.origin', op: 'eq', value: `O${at}` }] } };
  });
  expect(visited(conditions, declarationOf({ items: [itemOf({ origin: 'O7' })] }))).toEqual([7]);
});

test('the second look-up is made in the goods item that the first one found', () => {
  const conditions = times(200, (at): Condition => {
    const heading: Condition = { field: 'item.hs4', op: 'eq', value: at % 2 ? '8471' : '6205' };
    return { item: { all: [heading, { field: 'item.origin', op: 'eq', value: `O${at % 20}` }] } };
  });
  const items = [itemOf({ origin: 'O6' }), itemOf({ itemNo: 2, hsCode: '620520', origin: 'O7' })];
  expect(visited(conditions, declarationOf({ items }))).toEqual([]);
});

test('what another item node asks for may be shown by any goods item', () => {
  const conditions = times(200, (): Condition => {
    const heading: Condition = { field: 'item.hs4', op: 'eq', value: '8471' };
    return { all: [{ item: heading }, { item: { field: 'item.origin', op: 'eq', value: 'VN' } }] };
  });
  const items = [itemOf(), itemOf({ itemNo: 2, hsCode: '620520', origin: 'VN' })];
  expect(new Set(visited(conditions, declarationOf({ items }))).size).toBe(200);
});

test('a look-up in the goods items stands beneath one in the header', () => {
  const conditions = times(200, (at): Condition => {
    const code: Condition = { field: 'item.hsCode', op: 'startsWith', value: `84${10 + (at % 50)}` };
    return { all: [{ field: 'trader.id', op: 'eq', value: `T${at % 3}` }, { item: code }] };
  });
  // Both trader and code: 71 is not in use, 41 is at 31, 81, 131 and 181.
  expect(visited(conditions, declarationOf({ items: [itemOf({ hsCode: '844100' })] }))).toEqual([31, 181]);
});

test('a number leads to the bounds around it alone', () => {
  const conditions = times(100, (at): Condition => {
    return at % 2
      ? { field: 'grossMassKg', op: 'between', value: [at, at + 1] }
      : { field: 'grossMassKg', op: 'gte', value: at };
  });
  expect(visited(conditions, declarationOf({ grossMassKg: 5 }))).toEqual([0, 2, 4, 5]);
  expect(visited(conditions, declarationOf())).toEqual([]);
});

test('a value leads to the profiles of the lists that it stands in', () => {
  const conditions = times(40, (at): Condition => ({
    field: 'trader.id',
    op: 'inList',
    value: at < 20 ? 'a' : 'b',
  }));
  expect(visited(conditions, declarationOf())).toHaveLength(40);
  expect(visited(conditions, declarationOf({ trader: { id: 'T-b' } }))).toEqual(times(20, (at) => at + 20));
  expect(visited(conditions, declarationOf({ trader: { id: 'T-c' } }))).toEqual([]);
});

test('each branch of any leads by all that it asks for', () => {
  const conditions = times(200, (at): Condition => {
    const branch = (code: string): Condition => ({
      all: [
        { field: 'item.hsCode', op: 'startsWith', value: code },
        { field: 'item.origin', op: 'eq', value: `O${at}` },
      ],
    });
    return { item: { any: [branch('8471'), branch('6205')] } };
  });
  const items = [itemOf({ origin: 'O3' }), itemOf({ itemNo: 2, hsCode: '620520', origin: 'O5' })];
  expect(visited(conditions, declarationOf({ items }))).toEqual([3, 5]);
});

test('what no look-up finds is asked once for all profiles that ask it', () => {
  let asked = 0;
  const conditions = times(100, (at): Condition => ({
    field: 'trader.name',
    op: 'contains',
    value: at < 50 ? 'scrap' : 'waste',
  }));
  const trader = {
    id: 'T1',
    get name() {
      asked++;
      return 'Waste and more';
    },
  };
  expect(visited(conditions, declarationOf({ trader }))).toEqual(times(50, (at) => at + 50));
  expect(asked).toBe(2);
});

test('each container of a declaration is looked up', () => {
  const conditions = times(40, (at): Condition => ({ field: 'containers', op: 'eq', value: `C${at}` }));
  expect(visited(conditions, declarationOf({ containers: ['C9', 'X', 'C3'] }))).toEqual([3, 9]);
});

test('long operands side by side take no more places than profiles', () => {
  const values = times(16, String);
  const fields = ['carrier', 'declarant', 'counterparty', 'transportId'];
  const conditions = times(30, (): Condition => ({
    all: fields.map((field) => ({ field, op: 'in', value: values })),
  }));
  let places = 0;
  const finder = new ClauseFinder(lists, new SharedPredicates(lists).testOf);
  new AnchorIndexBuilder<number>(() => places++).build(
    conditions.map((when, entry) => ({ entry, clauses: finder.clausesOf(profileOf(when)) })),
  );
  expect(places).toBeLessThanOrEqual(30 * 16 * 64);
});
