import { expect, test } from 'vitest';
import type { OrderRow } from '../../../shared/contract/orders.ts';
import { ordersQuery } from '../../../shared/contract/orders.ts';
import {
  orderPath,
  QUEUES,
  queueAddress,
  queueRequest,
  readOrderPath,
  readQueue,
  type QueueForm,
} from './queue-address.ts';
import { settle } from './queue.ts';

const row = (declarationNo: string, revision = 0) => ({ declarationNo, version: 1, revision }) as OrderRow;

test('orders stay where they were shown, change in place, and new ones wait', () => {
  const { orders, come } = settle(
    [
      { row: row('A'), left: false },
      { row: row('B'), left: false },
      { row: row('C'), left: true },
    ],
    [row('N'), row('C', 4), row('A', 2)],
  );
  expect(orders).toEqual([
    { row: row('A', 2), left: false },
    { row: row('B'), left: true },
    { row: row('C', 4), left: false },
  ]);
  expect(come).toEqual([row('N')]);
});

const ALL: QueueForm = { queue: 'todo', scope: '', channel: '', text: '' };

test.each<QueueForm>([
  ALL,
  { ...ALL, queue: 'held', scope: 'house:2201' },
  { queue: 'deviations', scope: 'district:22', channel: 'red', text: '2026/IN' },
])('%j comes back from its address', (form) => {
  expect(readQueue(new URL(queueAddress(form), 'http://host').search)).toEqual(form);
});

test('what an address does not mean is left out', () => {
  expect(readQueue('?list=nothing&scope=moon&channel=green')).toEqual(ALL);
});

test.each(QUEUES)('the server takes what the list %s asks for', (queue) => {
  const asked = queueRequest({ queue, scope: 'house:2201', channel: 'red', text: 'IN' });
  expect(ordersQuery.safeParse(Object.fromEntries(new URLSearchParams(asked))).error).toBeUndefined();
});

test('an order is found again by its address', () => {
  expect(orderPath('2026/IN-1', 2)).toBe('/control/2026%2FIN-1/2');
  expect(readOrderPath('/control/2026%2FIN-1/2')).toEqual({ declarationNo: '2026/IN-1', version: 2 });
  for (const path of ['/control/2026%2FIN-1', '/control/A/x', '/control/%E0%A4%A/1', '/control/A/B/1']) {
    expect(readOrderPath(path)).toBeNull();
  }
});
