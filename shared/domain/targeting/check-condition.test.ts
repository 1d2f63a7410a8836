import { expect, test } from 'vitest';
import { checkCondition, MAX_DEPTH, MAX_NODES } from './check-condition.ts';
import { MAX_OPERAND_VALUES } from './check-operand.ts';

const lists = new Set(['watched']);

/** A predicate as a file holds it. */
const p = (field: string, op: string, value?: unknown) => ({
  field,
  op,
  ...(value !== undefined && { value }),
});

test.each([
  [p('customsHouse', 'eq', '2201')],
  [p('registeredAt', 'between', ['2026-01-01T00:00:00Z', '2026-01-01T08:00:00+08:00'])],
  [p('grossMassKg', 'in', [1, 2.5])],
  [p('containers', 'startsWith', ['MSKU', 'CSNU'])],
  [p('trader.id', 'inList', 'watched')],
  [p('attributes.grade', 'gte', 3)],
  [p('attributes.expires', 'lt', '2026-01-01T00:00:00Z')],
  [p('attributes.flag', 'eq', true)],
  [p('carrier', 'missing')],
  [{ item: { all: [p('item.hs4', 'in', ['8471', '6205']), p('item.unitPrice', 'between', [2, 2])] } }],
  [{ item: p('direction', 'eq', 'import') }],
  [{ any: [{ not: { item: p('item.origin', 'exists') } }, p('itemCount', 'gt', 3)] }],
])('accepts %j', (condition) => {
  expect(checkCondition(condition, lists)).toEqual([]);
});

test.each<[unknown, string, string]>([
  [null, '', 'expected a condition'],
  [[], '', 'expected a condition'],
  ['direction', '', 'expected a condition'],
  [{}, '', 'expected one of all'],
  [{ op: 'eq', value: 1 }, '', 'expected one of all'],
  [{ none: [] }, '', 'expected one of all'],
  [{ all: [] }, 'all', 'at least one condition'],
  [{ any: [] }, 'any', 'at least one condition'],
  [{ all: p('direction', 'exists') }, 'all', 'a list of conditions'],
  [{ all: [p('direction', 'exists')], any: [] }, 'any', 'unexpected beside all'],
  [{ not: p('direction', 'exists'), note: '' }, 'note', 'unexpected beside not'],
  [{ all: [p('direction', 'exists'), { not: null }] }, 'all.1.not', 'expected a condition'],
  [{ ...p('direction', 'exists'), note: 1 }, 'note', 'unknown key'],
  [p('colour', 'eq', 'red'), 'field', 'unknown field'],
  [{ field: 7, op: 'eq', value: 1 }, 'field', 'unknown field'],
  [p('toString', 'eq', 'x'), 'field', 'unknown field'],
  [p('direction', 'matches', 'x'), 'op', 'unknown operator'],
  [{ field: 'direction' }, 'op', 'unknown operator'],
  [p('direction', 'lt', 'x'), 'op', 'not allowed for direction'],
  [p('grossMassKg', 'startsWith', '1'), 'op', 'not allowed for grossMassKg'],
  [p('direction', 'eq', 'a\0b'), 'value', 'without NUL or broken characters'],
  [p('direction', 'in', ['a', '\ud83d']), 'value.1', 'without NUL or broken characters'],
  [p('attributes.grade', 'ne', '\udc00'), 'value', 'without NUL or broken characters'],
  [p('carrier', 'contains', '\0'), 'value', 'without NUL or broken characters'],
  [p('carrier', 'startsWith', ['a', '\ud83d']), 'value.1', 'without NUL or broken characters'],
  [p('itemCount', 'inList', 'watched'), 'op', 'not allowed for itemCount'],
  [p('item.hsCode', 'eq', '847130'), 'field', 'only inside item'],
  [{ not: p('item.attributes.brand', 'exists') }, 'not.field', 'only inside item'],
  [{ item: { item: p('item.hsCode', 'exists') } }, 'item.item', 'does not nest'],
  [
    { item: { all: [{ not: { item: p('item.origin', 'exists') } }] } },
    'item.all.0.not.item',
    'does not nest',
  ],
  [p('direction', 'eq'), 'value', 'expected text'],
  [p('direction', 'eq', 1), 'value', 'expected text'],
  [p('grossMassKg', 'lt', '5'), 'value', 'expected a number'],
  [p('grossMassKg', 'eq', NaN), 'value', 'expected a number'],
  [p('registeredAt', 'lt', '2026-05-01T10:11:12'), 'value', 'expected an RFC 3339 instant'],
  [p('attributes.grade', 'eq', null), 'value', 'expected text, a number'],
  [p('attributes.grade', 'lt', 'high'), 'value', 'a number or an instant'],
  [p('carrier', 'exists', true), 'value', 'expected no value'],
  [p('direction', 'in', 'import'), 'value', 'a list of values'],
  [p('direction', 'in', []), 'value', 'at least one value'],
  [p('direction', 'in', ['import', 3]), 'value.1', 'expected text'],
  [p('direction', 'in', Array(MAX_OPERAND_VALUES + 1).fill('x')), 'value', 'at most'],
  [p('direction', 'startsWith', ''), 'value', 'not empty'],
  [p('direction', 'startsWith', []), 'value', 'at least one value'],
  [p('direction', 'startsWith', ['im', '']), 'value.1', 'not empty'],
  [p('direction', 'contains', ''), 'value', 'not empty'],
  [p('direction', 'contains', ['x']), 'value', 'expected text'],
  [p('trader.id', 'inList', 'unheard'), 'value', 'unknown reference list'],
  [p('trader.id', 'notInList', ['watched']), 'value', 'the name of a reference list'],
  [p('grossMassKg', 'between', 5), 'value', '[low, high]'],
  [p('grossMassKg', 'between', [1]), 'value', '[low, high]'],
  [p('grossMassKg', 'between', [1, '2']), 'value.1', 'expected a number'],
  [p('grossMassKg', 'between', [3, 2]), 'value', 'low not above high'],
  [
    p('registeredAt', 'between', ['2026-01-01T00:00:00Z', '2026-01-01T07:59:00+08:00']),
    'value',
    'low not above high',
  ],
  [p('attributes.grade', 'between', [1, '2026-01-01']), 'value', 'of the same kind'],
  [{ all: [{ item: p('item.hs4', 'eq', '847') }] }, 'all.0.item.value', 'expected 4 digits'],
])('refuses %j', (condition, path, reason) => {
  expect(checkCondition(condition, lists)).toEqual([{ path, reason: expect.stringContaining(reason) }]);
});

test('names every fault', () => {
  const condition = {
    all: [p('colour', 'eq', 1), p('direction', 'eq', 1), { item: p('item.origin', 'lt', 1) }],
  };
  expect(checkCondition(condition, lists).map(({ path }) => path)).toEqual([
    'all.0.field',
    'all.1.value',
    'all.2.item.op',
  ]);
});

test('refuses what nests too deep or grows too large', () => {
  let deep: unknown = p('direction', 'exists');
  for (let depth = 1; depth < MAX_DEPTH; depth++) deep = { not: deep };
  expect(checkCondition(deep, lists)).toEqual([]);
  expect(checkCondition({ not: deep }, lists)).toEqual([
    { path: Array(MAX_DEPTH).fill('not').join('.'), reason: expect.stringContaining('levels') },
  ]);
  const wide = { all: Array(MAX_NODES).fill(p('direction', 'exists')) };
  expect(checkCondition(wide, lists)).toEqual([
    { path: `all.${MAX_NODES - 1}`, reason: expect.stringContaining('conditions') },
  ]);
});

test.each([
  ['not', (inner: unknown) => ({ not: inner })],
  ['all', (inner: unknown) => ({ all: [inner] })],
  ['any', (inner: unknown) => ({ any: [inner, p('direction', 'exists')] })],
])('refuses %s nested 100,000 deep without running out of stack', (_, nest) => {
  let deep: unknown = p('direction', 'exists');
  for (let depth = 0; depth < 100_000; depth++) deep = nest(deep);
  const reasons = new Set(checkCondition(deep, lists).map(({ reason }) => reason));
  expect([...reasons]).toEqual([`expected at most ${MAX_DEPTH} levels`]);
});

test('refuses a million conditions side by side without looking at all of them', () => {
  const wide = { any: Array.from({ length: 1_000_000 }, () => p('colour', 'exists')) };
  expect(checkCondition(wide, lists).length).toBeLessThanOrEqual(MAX_NODES);
});
