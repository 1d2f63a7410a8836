import { expect, test } from 'vitest';
import type { Declaration } from '../declaration.ts';
import { compileCondition } from './compile.ts';
import type { Condition, Operator } from './condition.ts';
import { Frame, type EnrichedFacts } from './facts.ts';
import { parseInstant } from './instant.ts';
import { ConditionError } from './operators/operand.ts';
import { indexList } from './reference-list.ts';
import { declarationOf, itemOf } from './sample.test-kit.ts';

const lists = new Map([
  ['watched', indexList({ name: 'watched', entries: [{ value: 'T1' }, { value: 'MSKU1' }] })],
  [
    'dated',
    indexList({
      name: 'dated',
      entries: [
        { value: 'T1', from: '2026-05-01T02:11:12Z' },
        { value: 'T2', to: '2026-05-01T02:11:12Z' },
      ],
    }),
  ],
]);

function holds(condition: Condition, declaration: Declaration, facts: EnrichedFacts = {}): boolean {
  const frame = new Frame();
  frame.load(declaration, facts, parseInstant(declaration.registeredAt));
  return compileCondition(condition, lists).test(frame);
}

const declaration = declarationOf({
  carrier: 'Blue Funnel',
  grossMassKg: 12,
  containers: ['MSKU1', 'CSNU2'],
  attributes: { grade: 5, flag: false, expires: '2026-06-01T00:00:00+08:00', note: 'ABC' },
  items: [itemOf({ dutyAmount: 30 }), itemOf({ itemNo: 2, netMassKg: 0, customsValue: 500 })],
});
const facts: EnrichedFacts = { creditClass: 'AEO', district: '22', firstSeenDays: 3, priceRatio: { 2: 0.4 } };

test.each<[string, Operator, unknown, boolean]>([
  ['carrier', 'eq', 'Blue Funnel', true],
  ['carrier', 'eq', 'blue funnel', false],
  ['carrier', 'ne', 'Red Star', true],
  ['carrier', 'ne', 'Blue Funnel', false],
  ['carrier', 'in', ['Blue Funnel', 'Red Star'], true],
  ['carrier', 'notIn', ['Blue Funnel'], false],
  ['carrier', 'notIn', ['Red Star'], true],
  ['carrier', 'startsWith', 'Blue', true],
  ['carrier', 'startsWith', ['Red', 'Bl'], true],
  ['carrier', 'startsWith', 'blue', false],
  ['carrier', 'contains', 'FUN', true],
  ['carrier', 'contains', 'star', false],
  ['carrier', 'exists', undefined, true],
  ['carrier', 'missing', undefined, false],
  ['trader.id', 'inList', 'watched', true],
  ['trader.id', 'notInList', 'watched', false],
  ['trader.id', 'inList', 'dated', true],
  ['grossMassKg', 'eq', 12, true],
  ['grossMassKg', 'ne', 12, false],
  ['grossMassKg', 'lt', 12, false],
  ['grossMassKg', 'lte', 12, true],
  ['grossMassKg', 'gt', 11.9, true],
  ['grossMassKg', 'gte', 12.1, false],
  ['grossMassKg', 'between', [12, 20], true],
  ['grossMassKg', 'between', [5, 12], true],
  ['grossMassKg', 'between', [12.5, 20], false],
  ['grossMassKg', 'in', [1, 12], true],
  ['grossMassKg', 'notIn', [1, 2, 3, 4, 5], true],
  ['registeredAt', 'eq', '2026-05-01T02:11:12Z', true],
  ['registeredAt', 'lt', '2026-05-01T10:11:11Z', true],
  ['registeredAt', 'gt', '2026-05-01T10:11:11+09:00', true],
  ['registeredAt', 'between', ['2026-05-01T02:11:12Z', '2026-05-02T00:00:00Z'], true],
  ['registeredAt', 'in', ['2026-05-01T02:11:12Z'], true],
  ['lodgedHour', 'eq', 10, true],
  ['itemCount', 'eq', 2, true],
  ['totalValue', 'eq', 1500, true],
  ['totalDuty', 'eq', 30, true],
  ['containers', 'eq', 'CSNU2', true],
  ['containers', 'ne', 'CSNU2', false],
  ['containers', 'ne', 'CSNU3', true],
  ['containers', 'in', ['X', 'MSKU1'], true],
  ['containers', 'notIn', ['X', 'MSKU1'], false],
  ['containers', 'inList', 'watched', true],
  ['containers', 'notInList', 'watched', false],
  ['containers', 'startsWith', 'CSNU', true],
  ['containers', 'contains', 'sku', true],
  ['attributes.grade', 'eq', 5, true],
  ['attributes.grade', 'eq', '5', false],
  ['attributes.grade', 'ne', '5', true],
  ['attributes.grade', 'gt', 4, true],
  ['attributes.note', 'gt', 4, false],
  ['attributes.grade', 'startsWith', '5', false],
  ['attributes.grade', 'notInList', 'watched', true],
  ['attributes.flag', 'eq', false, true],
  ['attributes.flag', 'exists', undefined, true],
  ['attributes.expires', 'lt', '2026-05-31T16:00:01Z', true],
  ['attributes.note', 'contains', 'b', true],
  ['attributes.constructor', 'exists', undefined, false],
  ['trader.creditClass', 'eq', 'AEO', true],
  ['trader.firstSeenDays', 'lte', 3, true],
  ['district', 'eq', '22', true],
])('%s %s %j is %s', (field, op, value, expected) => {
  expect(holds({ field, op, value }, declaration, facts)).toBe(expected);
});

test.each<[string, Operator, unknown, boolean]>([
  ['item.unitPrice', 'eq', 100, true],
  ['item.unitPrice', 'missing', undefined, true],
  ['item.hs2', 'eq', '84', true],
  ['item.hs4', 'in', ['8471'], true],
  ['item.hs6', 'ne', '847130', false],
  ['item.priceRatio', 'lt', 0.5, true],
  ['item.origin', 'eq', 'VN', false],
])('an item whose %s %s %j: %s', (field, op, value, expected) => {
  expect(holds({ item: { field, op, value } }, declaration, facts)).toBe(expected);
});

const ABSENT: [string, Operator, unknown][] = [
  ['carrier', 'eq', 'x'],
  ['carrier', 'ne', 'x'],
  ['carrier', 'in', ['x']],
  ['carrier', 'notIn', ['x']],
  ['carrier', 'inList', 'watched'],
  ['carrier', 'notInList', 'watched'],
  ['carrier', 'startsWith', 'x'],
  ['carrier', 'contains', 'x'],
  ['carrier', 'exists', undefined],
  ['grossMassKg', 'eq', 0],
  ['grossMassKg', 'ne', 0],
  ['grossMassKg', 'lt', 1],
  ['grossMassKg', 'gte', 0],
  ['grossMassKg', 'between', [0, 1]],
  ['grossMassKg', 'notIn', [1]],
  ['totalDuty', 'lt', 1],
  ['containers', 'ne', 'x'],
  ['containers', 'notIn', ['x']],
  ['containers', 'notInList', 'watched'],
  ['attributes.grade', 'ne', 1],
  ['attributes.grade', 'notIn', [1]],
  ['attributes.grade', 'notInList', 'watched'],
  ['trader.creditClass', 'ne', 'AEO'],
];

test.each(ABSENT)('%s %s %j is false on an absent fact, and its not is true', (field, op, value) => {
  const bare = declarationOf({ containers: [] });
  expect(holds({ field, op, value }, bare)).toBe(false);
  expect(holds({ not: { field, op, value } }, bare)).toBe(true);
  expect(holds({ field, op: 'missing' }, bare)).toBe(true);
});

test('item asks one and the same goods item', () => {
  const both: Condition[] = [
    { field: 'item.origin', op: 'eq', value: 'VN' },
    { field: 'item.customsValue', op: 'lt', value: 10 },
  ];
  const split = declarationOf({ items: [itemOf({ origin: 'VN' }), itemOf({ itemNo: 2, customsValue: 5 })] });
  expect(holds({ item: { all: both } }, split)).toBe(false);
  expect(holds({ all: both.map((one) => ({ item: one })) }, split)).toBe(true);
});

test('a list counts as it stood when the declaration was registered', () => {
  const at = (registeredAt: string, id: string) => declarationOf({ registeredAt, trader: { id } });
  const listed: Condition = { field: 'trader.id', op: 'inList', value: 'dated' };
  expect(holds(listed, at('2026-05-01T02:11:11.999Z', 'T1'))).toBe(false);
  expect(holds(listed, at('2026-05-01T02:11:12Z', 'T1'))).toBe(true);
  expect(holds(listed, at('2026-05-01T02:11:11.999Z', 'T2'))).toBe(true);
  expect(holds(listed, at('2026-05-01T02:11:12Z', 'T2'))).toBe(false);
});

test.each<[string, Condition]>([
  ['an unknown field', { field: 'colour', op: 'eq', value: 'red' }],
  ['an unknown list', { field: 'trader.id', op: 'inList', value: 'unheard' }],
  ['an operator the kind does not allow', { field: 'direction', op: 'lt', value: 'x' }],
  ['an operand of the wrong kind', { field: 'grossMassKg', op: 'lt', value: '5' }],
  ['an instant that is none', { field: 'registeredAt', op: 'lt', value: 'soon' }],
  ['an empty all', { all: [] }],
  ['an empty any', { any: [] }],
])('%s does not compile', (_, condition) => {
  expect(() => compileCondition(condition, lists)).toThrow(ConditionError);
});
