import { CHANNELS, type Channel } from '../../shared/domain/channel/channel.ts';

export interface ShareSegment {
  channel: Channel;
  count: number;
  /** 0 to 1; `null` where there is nothing to share. */
  share: number | null;
  /** Where the segment begins, 0 to 1. */
  from: number;
}

/** One bar cut by the channels' shares, red first. */
export function shareSegments(totals: Record<Channel, number>): ShareSegment[] {
  const sum = CHANNELS.reduce((total, channel) => total + totals[channel], 0);
  let from = 0;
  return CHANNELS.map((channel) => {
    const share = sum === 0 ? null : totals[channel] / sum;
    const segment = { channel, count: totals[channel], share, from };
    from += share ?? 0;
    return segment;
  });
}

/** A channel's part of the whole, 0 to 1; `null` of nothing. */
export function shareOf(totals: Record<Channel, number>, channel: Channel): number | null {
  return shareSegments(totals).find((segment) => segment.channel === channel)?.share ?? null;
}
