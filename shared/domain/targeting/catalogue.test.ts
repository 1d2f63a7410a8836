import { expect, test } from 'vitest';
import { findField, OPERATORS_OF } from './catalogue.ts';
import { OPERATORS } from './condition.ts';
import { NUMBER_READERS, TEXT_READERS } from './facts.ts';
import { FIELDS } from './fields.ts';

test.each([
  ['item.hsCode', { place: 'item', source: 'declared', type: 'text' }],
  ['item.unitPrice', { place: 'item', source: 'derived', type: 'number', unit: 'currency/kg' }],
  ['trader.creditClass', { place: 'header', source: 'enriched', type: 'text' }],
  ['registeredAt', { place: 'header', source: 'declared', type: 'instant' }],
  ['containers', { place: 'header', source: 'declared', type: 'textList' }],
  ['attributes.riskGroup', { place: 'header', source: 'declared', type: 'any' }],
  ['item.attributes.brand', { place: 'item', source: 'declared', type: 'any' }],
])('%s is in the catalogue', (field, definition) => {
  expect(findField(field)).toMatchObject(definition);
});

test.each([
  '',
  'hsCode',
  'item',
  'items',
  'item.',
  'trader',
  'constructor',
  'attributes',
  'attributes.',
  'attributes.9',
])('%j is not in the catalogue', (field) => expect(findField(field)).toBeNull());

test('every field has a label in both languages, and a unit exactly when it is a number', () => {
  for (const { label, type, ...rest } of Object.values(FIELDS)) {
    expect(label.en).toMatch(/[a-z]/i);
    expect(label.zh).toMatch(/\p{Script=Han}/u);
    expect('unit' in rest).toBe(type === 'number');
  }
});

test('fields of goods items are named item.…, and no others', () => {
  for (const [name, { place }] of Object.entries(FIELDS))
    expect(name.startsWith('item.')).toBe(place === 'item');
});

test('readers read the fields of their own kind', () => {
  for (const name of Object.keys(TEXT_READERS)) expect(findField(name)?.type).toBe('text');
  for (const name of Object.keys(NUMBER_READERS)) expect(findField(name)?.type).toBe('number');
});

test('every operator is allowed somewhere, presence everywhere, order never on text', () => {
  expect(new Set(Object.values(OPERATORS_OF).flat())).toEqual(new Set(OPERATORS));
  for (const allowed of Object.values(OPERATORS_OF))
    expect(allowed).toEqual(expect.arrayContaining(['exists', 'missing']));
  expect(OPERATORS_OF.text).not.toContain('lt');
  expect(OPERATORS_OF.number).not.toContain('startsWith');
});
