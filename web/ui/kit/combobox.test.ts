import { expect, test } from 'vitest';
import { findChoices, meantChoice, SHOWN_CHOICES, type Choice } from './combobox.ts';

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

test.each([
  ['viet', 'VN'],
  ['VN', 'VN'],
  ['vn', 'VN'],
  ['越南', 'VN'],
  ['china', 'CN'],
  ['hong kong', 'HK'],
  ['sar', 'HK'],
  ['V', undefined],
  ['v', undefined],
  ['AND', undefined],
  ['reunion', 'RE'],
  ['eu', undefined],
  ['', undefined],
  ['  ', undefined],
])('%j means %s', (typed, value) => {
  const countries: Choice[] = [
    { value: 'AD', label: 'Andorra', keywords: '安道尔' },
    { value: 'HK', label: 'Hong Kong SAR China', keywords: '中国香港特别行政区' },
    { value: 'CN', label: 'China', keywords: '中国' },
    { value: 'RE', label: 'Réunion', keywords: '留尼汪' },
    { value: 'VN', label: 'Vietnam', keywords: '越南' },
  ];
  expect(countries[meantChoice(countries, typed)]?.value).toBe(value);
});
