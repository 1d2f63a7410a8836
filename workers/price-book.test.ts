import { expect, test } from 'vitest';
import type { Queryable } from '../shared/platform/db/pool.ts';
import { createLog } from '../shared/platform/log.ts';
import { PriceBook } from './price-book.ts';

test('ratios are numbers that can be kept, however small a mass is declared', async () => {
  const query = async (sql: string) => ({
    rows: sql.includes('max(computed_at)')
      ? [{ at: new Date(0), items: 5 }]
      : [{ hs6: '847130', origin: 'CN', currency: 'CNY', median: 2, goodsItems: 5 }],
  });
  const book = new PriceBook({ query } as unknown as Queryable, createLog('worker', 'silent'));
  await book.refresh();
  const item = { hsCode: '84713000', origin: 'CN', customsValue: 1e15 };
  const ratios = book.ratios('CNY', [
    { ...item, itemNo: 1, netMassKg: 1e15 },
    { ...item, itemNo: 2, netMassKg: 1e-300 },
    { ...item, itemNo: 3, netMassKg: 1e-290 },
    { ...item, itemNo: 4, netMassKg: 0 },
  ]);
  expect(ratios).toEqual({ 1: 0.5, 2: Number.MAX_VALUE, 3: Number.MAX_VALUE });
  expect(JSON.parse(JSON.stringify(ratios))).toEqual(ratios);
});
