import { expect, test } from 'vitest';
import type { BackTestRow } from '../../../shared/platform/archive/back-test-sql.ts';
import { newestHits, tally } from './tally.ts';

const DAY = 20_000;
const [GREEN, ORANGE, RED] = [0, 1, 2];

type Figures = [count: number, duty: number, inspections: number, discrepancies: number, difference: number];
const row = (
  house: string,
  day: number,
  [hit, before, after]: [boolean, number, number],
  figures: Figures,
  ids: number[] = [],
): BackTestRow => [house, day, hit, before, after, ...figures, { items: ids }];

const days = [
  { day: '2024-10-04', summary: { A: [90, 5, 5], B: [10, 0, 20] } },
  { day: '2024-10-05', summary: { A: [50, 0, 0] } },
  { day: '2024-10-04', summary: { A: [10, 0, 0] } },
] satisfies Parameters<typeof tally>[0];
const capacityOf = (house: string) => ({ A: 20, B: 40 })[house] ?? null;

test('a back-test adds up what changes to what was', () => {
  const rows = [
    row('A', DAY, [true, GREEN, RED], [10, 100.1, 4, 1, 50], [7, 5]),
    row('A', DAY, [true, RED, RED], [2, 20.2, 2, 2, 25]),
    row('A', DAY + 1, [true, GREEN, ORANGE], [5, 0.3, 0, 0, 0], [9]),
    row('B', DAY, [false, RED, GREEN], [6, 1000, 6, 6, 600], [99]),
    row('B', DAY, [true, GREEN, RED], [8, 0, 0, 0, 0], [8]),
  ];
  expect(tally(days, rows, capacityOf)).toMatchObject({
    hits: 25,
    before: { green: 160, orange: 5, red: 25 },
    after: { green: 143, orange: 10, red: 37 },
    extraInspections: 12,
    houseDays: [
      { house: 'A', day: '2024-10-04', reds: 5, extra: 10, capacity: 20 },
      { house: 'B', day: '2024-10-04', reds: 20, extra: 2, capacity: 40 },
    ],
    findings: { inspections: 6, discrepancies: 3, hitRate: { value: 0.5 } },
    duty: { declared: 120.6, differenceFound: 75 },
  });
  expect(newestHits(rows)).toEqual([
    { id: 9, before: 'green', after: 'orange' },
    { id: 8, before: 'green', after: 'red' },
    { id: 7, before: 'green', after: 'red' },
    { id: 5, before: 'green', after: 'red' },
  ]);
});

test('houses that state no capacity come last, and no more than ten house-days are told', () => {
  const rows = Array.from({ length: 14 }, (_, i) =>
    row(i < 4 ? 'X' : 'A', DAY + i, [true, GREEN, RED], [100 - i, 0, 0, 0, 0]),
  );
  const { houseDays, findings } = tally(days, rows, capacityOf);
  expect(houseDays.map(({ house }) => house)).toEqual(Array.from({ length: 10 }, () => 'A'));
  expect(houseDays[0]!.extra).toBe(96);
  expect(findings.hitRate).toBeNull();
  expect(newestHits([])).toEqual([]);
});
