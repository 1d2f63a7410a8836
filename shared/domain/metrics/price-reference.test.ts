import { expect, test } from 'vitest';
import { pricesAreDue, pricesSince } from './price-reference.ts';

const now = new Date('2026-05-01T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

test.each<[string, Parameters<typeof pricesAreDue>[0], boolean]>([
  ['none', null, true],
  ['young ones, fresh', { computedAt: hoursAgo(0.99), goodsItems: 99_999 }, false],
  ['young ones, an hour old', { computedAt: hoursAgo(1), goodsItems: 99_999 }, true],
  ['settled ones, nearly a day old', { computedAt: hoursAgo(23.9), goodsItems: 100_000 }, false],
  ['settled ones, a day old', { computedAt: hoursAgo(24), goodsItems: 100_000 }, true],
])('%s', (_, held, due) => {
  expect(pricesAreDue(held, now)).toBe(due);
});

test('rest on a year', () => {
  expect(pricesSince(now).toISOString()).toBe('2025-05-01T12:00:00.000Z');
});
