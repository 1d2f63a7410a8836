import { expect, test } from 'vitest';
import { BUCKET_MS } from '../../../shared/contract/live.ts';
import { backlogLimit, bucketMean, hourMean, isBehind, isLate } from './yardsticks.ts';

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
  [0, 100],
  [600, 100],
  [60_000, 10_000],
])('at %i a minute %i may wait', (perMinute, limit) => {
  expect(backlogLimit(perMinute)).toBe(limit);
});

test.each([
  [null, 60, false],
  [100, 60, false],
  [101, 60, true],
])('a backlog of %s at %i a minute is behind: %s', (backlog, declarationsPerMinute, behind) => {
  expect(isBehind({ backlog, declarationsPerMinute })).toBe(behind);
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
