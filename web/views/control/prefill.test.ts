import { expect, test } from 'vitest';
import { MASK } from '../../../shared/domain/access/personal-data.ts';
import type { DiscrepancyKind } from '../../../shared/domain/control/finding.ts';
import { about, declaredValue, newDiscrepancy, newSeizure } from './prefill.ts';

const laptops = {
  itemNo: 1,
  hsCode: '847130',
  description: 'Laptops',
  origin: 'CN',
  netMassKg: 12,
  supplementaryQuantity: 10,
  supplementaryUnit: 'EA',
  customsValue: 30_000.1,
};
const shoes = { itemNo: 4, hsCode: '640399', netMassKg: 80.5, customsValue: 500.2 };
const declaration = { currency: 'CNY', items: [laptops, shoes] };

test.each<[DiscrepancyKind, string, string]>([
  ['value', '1', '30000.1 CNY'],
  ['value', '', '30500.3 CNY'],
  ['origin', '1', 'CN'],
  ['origin', '4', ''],
  ['origin', '', ''],
  ['classification', '4', '640399'],
  ['quantity', '1', '10 EA'],
  ['quantity', '4', '80.5 kg'],
  ['infringing', '1', 'Laptops'],
  ['documents', '1', ''],
  ['value', '9', '30500.3 CNY'],
])('%s of goods item %j was declared as %j', (kind, itemNo, declared) => {
  expect(declaredValue(kind, itemNo, declaration)).toBe(declared);
});

test('what is masked or not there fills nothing in', () => {
  const masked = { ...declaration, items: [{ ...laptops, description: MASK }] };
  expect(declaredValue('prohibited', '', masked)).toBe('');
  expect(declaredValue('value', '', null)).toBe('');
});

test('what was declared follows kind and goods item until the officer writes otherwise', () => {
  const value = about(newDiscrepancy(1, '1'), { kind: 'value' }, declaration);
  expect(value.declared).toBe('30000.1 CNY');
  const other = about(value, { itemNo: '4' }, declaration);
  expect(other).toMatchObject({ kind: 'value', itemNo: '4', declared: '500.2 CNY' });
  const typed = { ...other, declared: 'invoice says 510' };
  expect(about(typed, { kind: 'quantity' }, declaration).declared).toBe('invoice says 510');
});

test('a seizure begins with the goods of its item', () => {
  expect(newSeizure('1', declaration)).toEqual({
    goods: 'Laptops',
    quantity: '',
    unit: 'EA',
    value: '',
    currency: 'CNY',
  });
  expect(newSeizure('', declaration)).toMatchObject({ goods: '', unit: '', currency: 'CNY' });
});
