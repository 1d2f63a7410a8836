import { CHANNELS, type Channel } from '../../../shared/domain/channel/channel.ts';
import { shareOf } from '../../charts/share-bars.ts';

export type Totals = Record<Channel, number>;

export interface Movement {
  /** Share of the first less share of the second, in percentage points; `null` where either is of nothing. */
  points: number | null;
  /** First share ÷ second share; `null` where it has no meaning. */
  ratio: number | null;
  /** More than chance and large enough to matter. */
  abnormal: boolean;
}

/** Difference from the reference that chance alone would rarely bring. */
const SIGMAS = 3;
/** Difference from a share, relative to it or to what is left of it, that is worth a glance. */
export function noteworthyReach(share: number): number {
  return 0.2 * Math.min(share, 1 - share);
}

/** How a channel's share of `now` stands against its share of `reference` (two-proportion z-test). */
export function shareMovement(now: Totals, reference: Totals, channel: Channel): Movement {
  const share = shareOf(now, channel);
  const before = shareOf(reference, channel);
  if (share === null || before === null) return { points: null, ratio: null, abnormal: false };

  const n = total(now);
  const m = total(reference);
  const pooled = (now[channel] + reference[channel]) / (n + m);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  const difference = share - before;
  const matters = Math.abs(difference) >= noteworthyReach(before);
  return {
    points: 100 * difference,
    ratio: before === 0 ? null : share / before,
    abnormal: deviation > 0 && matters && Math.abs(difference) > SIGMAS * deviation,
  };
}

export function total(totals: Totals): number {
  return CHANNELS.reduce((sum, channel) => sum + totals[channel], 0);
}
