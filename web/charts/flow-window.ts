import { BOARD_BUCKETS, BUCKET_MS, type FlowBucket } from '../../shared/contract/live.ts';

/** Buckets drawn: those a board holds without the one still in progress. */
export const WINDOW_BUCKETS = BOARD_BUCKETS - 1;

export const BUCKETS_A_MINUTE = 60_000 / BUCKET_MS;

/** Below this mean a bucket of ten seconds tells more of chance than of the flow. */
const THIN_BELOW = 20;

/** Whether the flow is drawn by the minute, since its buckets hold too little each. */
export function isThin(buckets: readonly FlowBucket[]): boolean {
  const known = sinceFirst(buckets);
  return known.reduce((sum, bucket) => sum + bucketTotal(bucket), 0) < THIN_BELOW * known.length;
}

/** The complete buckets before `serverTime`, oldest first; where none came, nothing was decided: zeros. */
export function completeBuckets(flow: readonly FlowBucket[], serverTime: number): FlowBucket[] {
  const byStart = new Map(flow.map((bucket) => [bucket.startedAt, bucket]));
  const end = Math.floor(serverTime / BUCKET_MS) * BUCKET_MS;
  return Array.from({ length: WINDOW_BUCKETS }, (_, index) => {
    const startedAt = end - (WINDOW_BUCKETS - index) * BUCKET_MS;
    return byStart.get(startedAt) ?? { startedAt, red: 0, orange: 0, green: 0, hits: 0, scoreSum: 0 };
  });
}

/** Sums of `size` buckets that follow one another, newest complete; a shorter rest at the old end is left out. */
export function groupBuckets(buckets: readonly FlowBucket[], size: number): FlowBucket[] {
  const groups: FlowBucket[] = [];
  for (let start = buckets.length % size; start + size <= buckets.length; start += size) {
    groups.push(buckets.slice(start, start + size).reduce(addBuckets));
  }
  return groups;
}

function addBuckets(sum: FlowBucket, bucket: FlowBucket): FlowBucket {
  return {
    startedAt: sum.startedAt,
    red: sum.red + bucket.red,
    orange: sum.orange + bucket.orange,
    green: sum.green + bucket.green,
    hits: sum.hits + bucket.hits,
    scoreSum: sum.scoreSum + bucket.scoreSum,
  };
}

/** The buckets from the first decision of the window on: what came before is not known to have been nothing. */
export function sinceFirst(buckets: readonly FlowBucket[]): readonly FlowBucket[] {
  const first = buckets.findIndex((bucket) => bucketTotal(bucket) > 0);
  return first < 0 ? [] : buckets.slice(first);
}

export function bucketTotal(bucket: Pick<FlowBucket, 'red' | 'orange' | 'green'>): number {
  return bucket.red + bucket.orange + bucket.green;
}
