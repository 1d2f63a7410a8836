import { expect, test } from 'vitest';
import type { Condition } from '../../domain/targeting/condition.ts';
import { liftHeaders } from './item-nodes.ts';

const header: Condition = { field: 'direction', op: 'eq', value: 'import' };
const goods: Condition = { field: 'item.origin', op: 'eq', value: 'CN' };
const code: Condition = { field: 'item.hs2', op: 'eq', value: '02' };

test.each<[string, Condition, Condition]>([
  ['a header fact alone', { item: header }, header],
  ['a goods item alone', { item: goods }, { item: goods }],
  [
    'both of both',
    { item: { all: [header, goods, code] } },
    { all: [header, { item: { all: [goods, code] } }] },
  ],
  ['either of both', { item: { any: [header, goods] } }, { any: [header, { item: goods }] }],
  [
    'nested',
    { not: { item: { all: [header, { any: [goods, header] }] } } },
    { not: { all: [header, { any: [{ item: goods }, header] }] } },
  ],
  [
    'mixed deep within one goods item',
    { item: { all: [goods, { any: [header, code] }] } },
    { item: { all: [goods, { any: [header, code] }] } },
  ],
])('lifts %s', (_name, condition, lifted) => {
  expect(liftHeaders(condition)).toEqual(lifted);
});
