import { expect, test } from 'vitest';
import type { HouseWorkload, OrderRow } from '../../../shared/contract/orders.ts';
import { previewShares } from './share-out.ts';

const person = (id: string) => ({ id, name: id.toUpperCase() });
const order = (declarationNo: string, channel: 'red' | 'orange', change: Partial<OrderRow> = {}) =>
  ({
    declarationNo,
    version: 1,
    channel,
    officers: [],
    twoOfficers: false,
    ...change,
  }) as unknown as OrderRow;
const load = (id: string, assigned: number, inProgress: number) => ({
  person: person(id),
  assigned,
  inProgress,
  overdue: 0,
  closedToday: 0,
});
const workload: HouseWorkload = {
  house: '2201',
  officers: [load('li', 1, 1), load('wang', 0, 0), load('zhao', 0, 0)],
  unassigned: 3,
  overdue: 0,
  inspectionsPerDay: 40,
};
const orders = [order('A', 'red'), order('B', 'orange'), order('C', 'red')];

test('orders go to who has the fewest, and to nobody off duty', () => {
  const shares = previewShares(orders, workload, new Set(['li', 'wang']), new Set());
  expect([...shares]).toEqual([
    ['wang', 2],
    ['li', 1],
  ]);
});

test('two officers go to the channels that want two, and who holds an order already is not counted anew', () => {
  const held = order('D', 'orange', { twoOfficers: true, officers: [person('zhao')] });
  const shares = previewShares(
    [order('A', 'red'), held],
    workload,
    new Set(['wang', 'zhao']),
    new Set(['red']),
  );
  expect(Object.fromEntries(shares)).toEqual({ wang: 2, zhao: 1 });
});

test('without anybody on duty nothing is given out', () => {
  expect(previewShares(orders, workload, new Set(), new Set()).size).toBe(0);
});
