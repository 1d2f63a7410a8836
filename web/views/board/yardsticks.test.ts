import { expect, test } from 'vitest';
import { BUCKET_MS } from '../../../shared/contract/live.ts';
import { bucketMean, hourMean, isBehind, isLate } from './yardsticks.ts';

const buckets = (counts: number[]) =>
  counts.map((green, index) => ({
    startedAt: index * BUCKET_MS,
    red: 0,
    orange: 0,
    green,
    hits: 0,
    scoreSum: 0,
  }));

test.each([
  ['nothing yet', [0, 0, 0, 0, 0, 0], null],
  ['less than a minute', [0, 5, 5, 5, 5, 5], null],
  ['a minute', [5, 5, 5, 5, 5, 5], 30],
  ['counts from the first decision', [0, 0, 0, 6, 0, 0, 0, 0, 0], 6],
])('hour’s mean: %s', (_, counts, mean) => {
  expect(hourMean(buckets(counts))).toBe(mean);
});

test.each([
  [null, 1_000, false],
  [499, 1_000, false],
  [500, 1_000, true],
  [1_200, 1_000, true],
])('a backlog of %s with a limit of %i is behind: %s', (backlog, backlogLimit, behind) => {
  expect(isBehind({ backlog, backlogLimit })).toBe(behind);
});

test.each([
  [null, false],
  [500, false],
  [501, true],
])('a latency of %s ms is late: %s', (latency, late) => {
  expect(isLate(latency)).toBe(late);
});

test.each([
  [[0, 0], null],
  [[0, 4, 2], 3],
])('mean of %o a bucket is %s', (counts, mean) => {
  expect(bucketMean(buckets(counts), 'green')).toBe(mean);
});
