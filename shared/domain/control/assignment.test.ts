import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignByWorkload, type OfficerLoad, type OpenOrder } from './assignment.ts';

const order = (key: string, wanted: 1 | 2 = 1, officers: string[] = []): OpenOrder => ({
  key,
  wanted,
  officers,
});

test('the one with the fewest gets the next, the lowest id among equals', () => {
  const given = assignByWorkload(
    [order('a'), order('b'), order('c'), order('d')],
    [
      { id: 'wu', load: 0 },
      { id: 'li', load: 2 },
      { id: 'he', load: 0 },
    ],
  );
  expect(given.map(({ officers }) => officers[0])).toEqual(['he', 'wu', 'he', 'wu']);
});

test('a second officer is another one; where there is none, the place stays free', () => {
  expect(assignByWorkload([order('a', 2, ['li'])], [{ id: 'li', load: 0 }])).toEqual([]);
  expect(
    assignByWorkload(
      [order('a', 2, ['li'])],
      [
        { id: 'li', load: 0 },
        { id: 'wu', load: 9 },
      ],
    ),
  ).toEqual([{ key: 'a', officers: ['li', 'wu'] }]);
  expect(assignByWorkload([order('a', 2)], [{ id: 'li', load: 0 }])).toEqual([
    { key: 'a', officers: ['li'] },
  ]);
});

const crews = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 })
  .chain((ids) =>
    fc
      .array(fc.nat(8), { minLength: ids.length, maxLength: ids.length })
      .map((loads) => ids.map((id, i): OfficerLoad => ({ id, load: loads[i]! }))),
  );
const queues = fc
  .array(fc.constantFrom<1 | 2>(1, 2), { maxLength: 25 })
  .map((wanted) => wanted.map((count, i) => order(`o${i}`, count)));
const spread = (loads: readonly number[]) => Math.max(...loads) - Math.min(...loads);

test('loads come no further apart than they were, or one; nobody has an order twice; all that can be given are', () => {
  fc.assert(
    fc.property(queues, crews, (orders, crew) => {
      const given = assignByWorkload(orders, crew);
      expect(given).toHaveLength(orders.length);
      const loads = new Map(crew.map(({ id, load }) => [id, load]));
      given.forEach(({ officers }, i) => {
        expect(new Set(officers).size).toBe(officers.length);
        expect(officers).toHaveLength(Math.min(orders[i]!.wanted, crew.length));
        for (const id of officers) loads.set(id, loads.get(id)! + 1);
      });
      expect(spread([...loads.values()])).toBeLessThanOrEqual(
        Math.max(1, spread(crew.map(({ load }) => load))),
      );
    }),
  );
});

test('the order in which officers are named changes nothing', () => {
  fc.assert(
    fc.property(queues, crews, (orders, crew) => {
      expect(assignByWorkload(orders, crew.toReversed())).toEqual(assignByWorkload(orders, crew));
    }),
  );
});
