import type { Condition } from '../shared/domain/targeting/condition.ts';

const item = (...all: Condition[]): Condition => ({ item: all.length === 1 ? all[0]! : { all } });
const hs = (...prefixes: string[]): Condition => ({
  field: 'item.hsCode',
  op: 'startsWith',
  value: prefixes,
});
const origin = (...countries: string[]): Condition => ({ field: 'item.origin', op: 'in', value: countries });
const dear = (ratio: number): Condition => ({ field: 'item.priceRatio', op: 'lt', value: ratio });
const imports: Condition = { field: 'direction', op: 'eq', value: 'import' };
const worth = (value: number): Condition => ({ field: 'totalValue', op: 'gte', value });

/**
 * What specialists type, step by step: each line is where somebody stops for a moment, so broad beginnings are among
 * them as well as the narrow profiles that they end in.
 */
export const CONDITIONS: readonly (readonly [name: string, when: Condition])[] = [
  // Meat from somewhere, far under its price.
  ['chapter 02', item(hs('02'))],
  ['chapter 02 from BR', item(hs('02'), origin('BR'))],
  ['chapter 02 from BR, cheap', item(hs('02'), origin('BR', 'AR'), dear(0.6))],
  [
    'the same, imported by a new trader',
    {
      all: [
        imports,
        item(hs('02'), origin('BR', 'AR'), dear(0.6)),
        { field: 'trader.firstSeenDays', op: 'lt', value: 30 },
      ],
    },
  ],
  // Electronics.
  ['heading 8542', item({ field: 'item.hs4', op: 'eq', value: '8542' })],
  ['headings 8542 and 8523', item(hs('8542', '8523'))],
  ['8542 under a unit price', item(hs('8542'), { field: 'item.unitPrice', op: 'lt', value: 2000 })],
  [
    '8542 by post or air',
    { all: [{ field: 'transportMode', op: 'in', value: ['4', '5'] }, item(hs('8542'))] },
  ],
  // Origins.
  ['origin US', item(origin('US'))],
  ['origin not CN', item({ field: 'item.origin', op: 'ne', value: 'CN' })],
  ['no goods item from CN', { not: item(origin('CN')) }],
  [
    'dispatch and origin differ',
    { all: [{ field: 'countryOfDispatch', op: 'eq', value: 'HK' }, item(origin('JP', 'KR', 'US'))] },
  ],
  // Prices and masses alone.
  ['under half of the reference', item(dear(0.5))],
  ['under 0.8 of the reference', item(dear(0.8))],
  ['mass over 20 t', { field: 'grossMassKg', op: 'gt', value: 20_000 }],
  ['worth over a million', worth(1_000_000)],
  [
    'worth over a million, few packages',
    { all: [worth(1_000_000), { field: 'packages', op: 'lte', value: 5 }] },
  ],
  // Descriptions.
  ['description has battery', item({ field: 'item.description', op: 'contains', value: 'battery' })],
  ['description has used', item({ field: 'item.description', op: 'contains', value: 'used' })],
  [
    '8471 that is described as used',
    item(hs('8471'), { field: 'item.description', op: 'contains', value: 'used' }),
  ],
  // Traders and places.
  ['one trader', { field: 'trader.id', op: 'eq', value: '1000910001' }],
  ['traders of a list', { field: 'trader.id', op: 'inList', value: 'bench-traders' }],
  ['trader in name', { field: 'trader.name', op: 'contains', value: 'logistics' }],
  [
    'one house by night',
    {
      all: [
        { field: 'customsHouse', op: 'eq', value: '2201' },
        { field: 'lodgedHour', op: 'between', value: [0, 5] },
      ],
    },
  ],
  ['one district', { field: 'district', op: 'eq', value: '2200' }],
  ['new traders', { field: 'trader.firstSeenDays', op: 'lt', value: 7 }],
  ['busy traders', { field: 'trader.declarations24h', op: 'gte', value: 20 }],
  // Combinations.
  ['two goods items together', { all: [item(hs('61', '62')), item(hs('64'))] }],
  [
    'either of two patterns',
    {
      any: [
        item(hs('2204', '2208'), dear(0.7)),
        { all: [worth(500_000), { field: 'trader.creditClass', op: 'eq', value: 'untrusted' }] },
      ],
    },
  ],
  ['an HS list', item({ field: 'item.hsCode', op: 'inList', value: 'bench-codes' })],
  ['everything', { field: 'declarationNo', op: 'exists' }],
];
