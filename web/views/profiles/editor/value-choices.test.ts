import { expect, test } from 'vitest';
import { inLocale } from '../../../ui/locale.test-kit.ts';
import { COUNTRY_CODES, codeName } from './countries.ts';
import { HS_CHAPTERS } from './hs-chapters.ts';
import { completionChoice, knownChoices, valueName } from './value-choices.ts';

test('every country and every chapter has a name in both languages', () => {
  expect(new Set(COUNTRY_CODES).size).toBe(249);
  for (const locale of ['en', 'zh'] as const) {
    expect(COUNTRY_CODES.filter((code) => codeName('region', code, locale) === null)).toEqual([]);
  }
  const chapters = Array.from({ length: 97 }, (_, i) => String(i + 1).padStart(2, '0'));
  expect(Object.keys(HS_CHAPTERS).toSorted()).toEqual(chapters.filter((chapter) => chapter !== '77'));
});

test.each([
  ['item.origin', 'eq', 'viet', 'VN'],
  ['item.origin', 'eq', '越南', 'VN'],
  ['currency', 'eq', 'renminbi', undefined],
  ['currency', 'eq', 'chinese yuan', 'CNY'],
  ['item.hsCode', 'startsWith', 'tobacco', '24'],
  ['item.hsCode', 'eq', 'tobacco', undefined],
  ['item.hs2', 'eq', '24', '24'],
  ['item.hsCode', 'startsWith', '8', '80'],
  ['item.hsCode', 'startsWith', '8517', undefined],
  ['transportMode', 'eq', 'air', '4'],
  ['direction', 'in', 'tran', 'transit'],
  ['trader.id', 'eq', '', undefined],
] as const)('%s %s: typing %j proposes %s', (field, op, typed, value) => {
  expect(knownChoices(field, op, typed, 5)[0]?.value).toBe(value);
});

test('a code without a name has none', () => {
  expect([
    valueName('item.origin', 'not a code'),
    valueName('transportMode', 'toString'),
    valueName('direction', 'x'),
  ]).toEqual([null, null, null]);
});

test('what the server proposes says where it occurs', () => {
  const choice = { value: '851712', goodsItems: 1234, profiles: 1 };
  expect(completionChoice('item.hsCode', choice)).toEqual({
    value: '851712',
    label: '851712',
    detail: 'Electrical machinery, electronics · 1,234 goods items · in 1 profile',
  });
  expect(
    inLocale('zh', () => completionChoice('item.origin', { value: 'VN', goodsItems: null, profiles: 2 })),
  ).toEqual({
    value: 'VN',
    label: '越南（VN）',
    detail: '用于2条风险参数',
  });
});
