import { expect, test } from 'vitest';
import { OPERATORS, type Predicate } from '../../../../shared/domain/targeting/condition.ts';
import { checkCondition } from '../../../../shared/domain/targeting/check-condition.ts';
import { OPERATORS_OF } from '../../../../shared/domain/targeting/catalogue.ts';
import { FIELDS } from '../../../../shared/domain/targeting/fields.ts';
import { arityOf, readNumber, valueTypeOf, withField, withOperator } from './operand.ts';

const p = (field: string, op: Predicate['op'], value?: unknown): Predicate => ({
  field,
  op,
  ...(value !== undefined && { value }),
});

test.each<[Predicate, Predicate['op'], Predicate]>([
  [p('procedure', 'eq', 'a'), 'in', p('procedure', 'in', ['a'])],
  [p('procedure', 'in', ['a', 'b']), 'startsWith', p('procedure', 'startsWith', ['a', 'b'])],
  [p('procedure', 'in', ['a', 'b']), 'eq', p('procedure', 'eq', 'a')],
  [p('procedure', 'startsWith', 'a'), 'ne', p('procedure', 'ne', 'a')],
  [p('procedure', 'eq', 'a'), 'inList', p('procedure', 'inList')],
  [p('procedure', 'inList', 'watched'), 'notInList', p('procedure', 'notInList', 'watched')],
  [p('procedure', 'inList', 'watched'), 'eq', p('procedure', 'eq')],
  [p('packages', 'gt', 3), 'between', p('packages', 'between', [3, 3])],
  [p('packages', 'between', [3, 5]), 'lt', p('packages', 'lt', 3)],
  [p('packages', 'eq', 3), 'exists', p('packages', 'exists')],
  [p('packages', 'missing'), 'eq', p('packages', 'eq')],
])('%j with %s is %j', (predicate, op, expected) => {
  expect(withOperator(predicate, op)).toEqual(expected);
});

test.each<[Predicate, string, Predicate]>([
  [p('packages', 'gt', 3), 'grossMassKg', p('grossMassKg', 'gt', 3)],
  [p('packages', 'gt', 3), 'procedure', p('procedure', 'eq')],
  [p('procedure', 'eq', 'a'), 'item.hs4', p('item.hs4', 'eq')],
  [p('', 'eq'), 'registeredAt', p('registeredAt', 'eq')],
])('%j on %s is %j', (predicate, field, expected) => {
  const typeOf = (name: string) => (name in FIELDS ? FIELDS[name as keyof typeof FIELDS].type : 'text');
  expect(withField(predicate, field, typeOf(field), typeOf(predicate.field))).toEqual(expected);
});

test('from any operator to any other there is nothing wrong but what is not said yet', () => {
  const lists = new Set(['watched']);
  const samples: Predicate[] = [
    p('packages', 'gt', 3),
    p('procedure', 'in', ['a', 'b']),
    p('trader.id', 'inList', 'watched'),
  ];
  for (const sample of samples) {
    const type = FIELDS[sample.field as 'packages'].type;
    for (const op of OPERATORS_OF[type]) {
      const faults = checkCondition(withOperator(sample, op), lists);
      expect(faults.filter(({ path }) => path !== 'value')).toEqual([]);
    }
  }
  expect(OPERATORS.map(arityOf)).not.toContain(undefined);
});

test.each([
  ['12', 12],
  ['-0.5', -0.5],
  ['−3', -3],
  ['1.', 1],
  [' 7 ', 7],
  ['1e3', 1000],
  ['', ''],
  ['1,000', '1,000'],
  ['0x10', '0x10'],
  ['Infinity', 'Infinity'],
])('%j is read as %j', (text, value) => expect(readNumber(text)).toBe(value));

test.each([
  ['any', 'eq', 3, 'number'],
  ['any', 'in', ['2026-01-01T00:00:00Z'], 'instant'],
  ['any', 'eq', true, 'boolean'],
  ['any', 'eq', undefined, 'text'],
  ['any', 'startsWith', ['1'], 'text'],
  ['number', 'eq', 'x', 'number'],
  ['textList', 'eq', 'x', 'text'],
] as const)('of %s, %s and %j the value is a %s', (type, op, value, expected) => {
  expect(valueTypeOf(type, op, value)).toBe(expected);
});
