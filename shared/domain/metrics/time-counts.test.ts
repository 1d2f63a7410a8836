import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeCounts } from './time-counts.ts';

test('counts nothing when empty', () => {
  const counts = new TimeCounts();
  expect([counts.between(0, 100), counts.total, counts.size]).toEqual([0, 0, 0]);
});

test('counts what a plain list counts, in whatever order it came', () => {
  const instants = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(instants, fc.integer({ min: 1, max: 3 }))),
      instants,
      instants,
      (added, a, b) => {
        const counts = new TimeCounts();
        for (const [at, times] of added) counts.add(at, times);
        const plain = (from: number, to: number) =>
          added.reduce((sum, [at, times]) => (at >= from && at <= to ? sum + times : sum), 0);
        const [from, to] = a <= b ? [a, b] : [b, a];
        expect(counts.between(from, to)).toBe(plain(from, to));
        expect(counts.total).toBe(plain(0, 30));
        expect(counts.size).toBe(new Set(added.map(([at]) => at)).size);
      },
    ),
  );
});
