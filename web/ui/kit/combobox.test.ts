import { expect, test } from 'vitest';
import { findChoices, SHOWN_CHOICES, type Choice } from './combobox.ts';

const CHOICES: Choice[] = [
  { value: 'house:2201', label: 'Pudong Airport', detail: '2201', keywords: '浦东机场海关 Shanghai' },
  { value: 'house:3101', label: 'Ningbo Beilun', detail: '3101', keywords: '北仑海关 Ningbo' },
  { value: 'house:9901', label: 'Ürümqi Airport', detail: '9901' },
];

test.each([
  ['', 3],
  ['airport', 2],
  ['  AIRPORT  shanghai', 1],
  ['浦东', 1],
  ['3101', 1],
  ['urumqi', 1],
  ['airport ningbo', 0],
])('%j finds %i', (typed, count) => {
  expect(findChoices(CHOICES, typed)).toHaveLength(count);
});

test('no more are shown than one reads', () => {
  const many = Array.from({ length: 400 }, (_, i) => ({ value: String(i), label: `House ${i}` }));
  expect(findChoices(many, 'house')).toHaveLength(SHOWN_CHOICES);
});
