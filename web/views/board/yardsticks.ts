import { BUCKET_MS, type BoardReadings, type FlowBucket } from '../../../shared/contract/live.ts';
import type { Channel } from '../../../shared/domain/channel/channel.ts';
import { bucketTotal, sinceFirst } from '../../charts/flow-window.ts';

/** From acceptance to the board, 99 % of declarations (DESIGN, figures to design for). */
export const LATENCY_LIMIT_MS = 500;

/** Unacknowledged alarms standing at a time stay below this (EEMUA 191). */
export const STANDING_TARGET = 10;

/** Part of the backlog limit from which on the pipeline is behind: time to act before senders are turned away. */
const BEHIND_FROM = 0.5;

/** Mean of declarations a minute since the window's first decision; `null` before a minute is over. */
export function hourMean(buckets: readonly FlowBucket[]): number | null {
  const known = sinceFirst(buckets);
  const minutes = (known.length * BUCKET_MS) / 60_000;
  return minutes < 1 ? null : known.reduce((sum, bucket) => sum + bucketTotal(bucket), 0) / minutes;
}

/** Mean of a channel's declarations a bucket since the window's first decision; `null` before it. */
export function bucketMean(buckets: readonly FlowBucket[], channel: Channel): number | null {
  const known = sinceFirst(buckets);
  return known.length === 0 ? null : known.reduce((sum, bucket) => sum + bucket[channel], 0) / known.length;
}

export function isLate(latency: number | null): boolean {
  return latency !== null && latency > LATENCY_LIMIT_MS;
}

export function isBehind(readings: Pick<BoardReadings, 'backlog' | 'backlogLimit'>): boolean {
  return readings.backlog !== null && readings.backlog >= BEHIND_FROM * readings.backlogLimit;
}
