import { describe, expect, test } from 'vitest';
import type { Condition, Predicate } from '../../../../shared/domain/targeting/condition.ts';
import { inLocale } from '../../../ui/locale.test-kit.ts';
import { conditionOutline, conditionWords, predicateWords } from './condition-words.ts';
import { valueName } from './value-choices.ts';

const names = { nameOf: valueName, timeZone: 'Asia/Shanghai' };

const PREDICATES: [Predicate, string, string][] = [
  [
    { field: 'item.hsCode', op: 'startsWith', value: ['8517', '8471'] },
    'HS code begins with 8517 or 8471',
    '商品编号开头为8517或8471',
  ],
  [
    { field: 'grossMassKg', op: 'gt', value: 1000.5 },
    'Gross mass is above 1,000.5 kg',
    '毛重高于1,000.5千克',
  ],
  [
    { field: 'item.origin', op: 'eq', value: 'VN' },
    'Country of origin is Vietnam (VN)',
    '原产国（地区）等于越南（VN）',
  ],
  [
    { field: 'item.priceRatio', op: 'between', value: [0.1, 0.5] },
    'Unit price ÷ reference median is between 0.1 and 0.5',
    '单价与参考中位价之比介于0.1与0.5之间',
  ],
  [
    { field: 'trader.id', op: 'inList', value: 'watched' },
    'Trader code is on the list “watched”',
    '境内收发货人代码属于参照表“watched”',
  ],
  [{ field: 'carrier', op: 'missing' }, 'Carrier is not given', '承运人无值'],
  [
    { field: 'registeredAt', op: 'gte', value: '2026-01-01T00:00:00Z' },
    'Registered at is not before 1 Jan 2026 08:00 UTC+8',
    '申报时间不早于2026年1月1日 08:00 UTC+8',
  ],
  [{ field: 'transportMode', op: 'eq', value: '4' }, 'Mode of transport is Air (4)', '运输方式等于航空（4）'],
  [{ field: 'attributes.urgent', op: 'eq', value: true }, 'urgent is yes', 'urgent等于是'],
  [
    { field: 'paymentTerms', op: 'in', value: [...'ABCDEFGH'] },
    'Payment terms is one of A, B, C, D, E, F or one of 2 more',
    '付款条件属于A、B、C、D、E、F等，另有2个值',
  ],
  [
    { field: 'item.hs2', op: 'eq', value: '24' },
    'HS chapter is Tobacco and substitutes (24)',
    '商品章（2位）等于烟草及代用品（24）',
  ],
  [{ field: 'packages', op: 'lt' }, 'Packages is below …', '件数低于…'],
  [{ field: '', op: 'eq' }, 'New condition', '新条件'],
];

test.each(PREDICATES)('%j is told in both languages', (predicate, en, zh) => {
  expect(inLocale('en', () => predicateWords(predicate, names))).toBe(en);
  expect(inLocale('zh', () => predicateWords(predicate, names))).toBe(zh);
});

test('what a text may hold and nobody knows is told as it is written', () => {
  const odd = { field: 'toString', op: 'constructor', value: { a: 1 } } as unknown as Predicate;
  expect(predicateWords(odd)).toBe('toString constructor {"a":1}');
});

describe('a whole condition', () => {
  const a: Predicate = { field: 'packages', op: 'gt', value: 1 };
  const b: Predicate = { field: 'packages', op: 'lt', value: 9 };
  const c: Predicate = { field: 'item.origin', op: 'exists' };
  const [x, y, z] = ['Packages is above 1', 'Packages is below 9', 'Country of origin is given'];

  test.each<[Condition, string]>([
    [{ all: [a, b] }, `${x} and ${y}`],
    [{ any: [a, { all: [a, b] }] }, `${x} or (${x} and ${y})`],
    [{ all: [{ any: [a] }, b] }, `${x} and ${y}`],
    [{ not: { any: [a, b] } }, `not (${x} or ${y})`],
    [{ all: [{ not: a }, { item: { all: [c, b] } }] }, `not (${x}) and one goods item with (${z} and ${y})`],
    [{ all: [] }, '…'],
  ])('%j is one sentence', (condition, sentence) => {
    expect(conditionWords(condition)).toBe(sentence);
  });

  test('is an outline, too', () => {
    expect(conditionOutline({ all: [a, { item: c }] })).toEqual([
      { path: '', level: 1, text: 'All of these hold' },
      { path: 'all.0', level: 2, text: x },
      { path: 'all.1', level: 2, text: 'One goods item has all this' },
      { path: 'all.1.item', level: 3, text: z },
    ]);
  });
});
