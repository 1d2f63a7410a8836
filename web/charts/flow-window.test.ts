import { describe, expect, test } from 'vitest';
import { BUCKET_MS, type FlowBucket } from '../../shared/contract/live.ts';
import {
  bucketTotal,
  completeBuckets,
  groupBuckets,
  sinceFirst,
  WINDOW_BUCKETS,
  isThin,
} from './flow-window.ts';

const bucket = (startedAt: number, red = 1, orange = 2, green = 3): FlowBucket => ({
  startedAt,
  red,
  orange,
  green,
  hits: 4,
  scoreSum: 50,
});

describe('completeBuckets', () => {
  const now = 400 * BUCKET_MS + 3_000;

  test('fills the window with zeros and ends before the bucket in progress', () => {
    const points = completeBuckets([bucket(399 * BUCKET_MS), bucket(400 * BUCKET_MS)], now);
    expect(points).toHaveLength(WINDOW_BUCKETS);
    expect(points[0]).toEqual({
      startedAt: 41 * BUCKET_MS,
      red: 0,
      orange: 0,
      green: 0,
      hits: 0,
      scoreSum: 0,
    });
    expect(points.at(-1)).toEqual(bucket(399 * BUCKET_MS));
    expect(points.map(bucketTotal).reduce((a, b) => a + b)).toBe(6);
  });

  test('leaves out what is older than the window', () => {
    expect(
      completeBuckets([bucket(40 * BUCKET_MS)], now)
        .map(bucketTotal)
        .every((total) => total === 0),
    ).toBe(true);
  });
});

describe('groupBuckets', () => {
  test.each([
    [0, 6, 0],
    [5, 6, 0],
    [6, 6, 1],
    [13, 6, 2],
  ])('%i buckets by %i are %i groups', (count, size, groups) => {
    expect(
      groupBuckets(
        Array.from({ length: count }, (_, i) => bucket(i * BUCKET_MS)),
        size,
      ),
    ).toHaveLength(groups);
  });

  test('sums, and names the group by its first bucket', () => {
    expect(groupBuckets([bucket(0), bucket(BUCKET_MS), bucket(2 * BUCKET_MS)], 2)).toEqual([
      { startedAt: BUCKET_MS, red: 2, orange: 4, green: 6, hits: 8, scoreSum: 100 },
    ]);
  });
});

test.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 3, 0], 2],
  [[3, 0, 0], 3],
])('of %o the first decision and what follows are %i buckets', (counts, length) => {
  expect(sinceFirst(counts.map((red, index) => bucket(index * BUCKET_MS, red, 0, 0)))).toHaveLength(length);
});

test.each([
  [[], false],
  [[0, 0], false],
  [[19, 20], true],
  [[20, 20], false],
  [[0, 0, 20, 20], false],
])('a flow of %o is thin: %s', (counts, thin) => {
  expect(isThin(counts.map((green, index) => bucket(index * BUCKET_MS, 0, 0, green)))).toBe(thin);
});
