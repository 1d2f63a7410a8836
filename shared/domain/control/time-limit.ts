import type { Channel } from '../channel/channel.ts';

/** By what an order has its time. */
export const LIMIT_GROUNDS = [
  'red-mandatory',
  'red-high-score',
  'red',
  'orange-mandatory',
  'orange',
] as const;
export type LimitGround = (typeof LIMIT_GROUNDS)[number];

/** Score from which a red order is urgent. */
const HIGH_SCORE = 70;

const HOUR_MS = 3_600_000;

/** Within what time an order is to be answered, ms, and why, in words for officers. */
export const TIME_LIMITS: Record<LimitGround, { ms: number; reason: { en: string; zh: string } }> = {
  'red-mandatory': {
    ms: 2 * HOUR_MS,
    reason: {
      en: 'A mandatory profile orders an inspection: answer within 2 hours.',
      zh: '强制性风险参数要求查验：请在 2 小时内反馈。',
    },
  },
  'red-high-score': {
    ms: 4 * HOUR_MS,
    reason: {
      en: `An inspection at a score of ${HIGH_SCORE} or more: answer within 4 hours.`,
      zh: `风险分值达到 ${HIGH_SCORE} 分及以上的查验：请在 4 小时内反馈。`,
    },
  },
  red: {
    ms: 8 * HOUR_MS,
    reason: { en: 'An inspection: answer within 8 hours.', zh: '一般查验：请在 8 小时内反馈。' },
  },
  'orange-mandatory': {
    ms: 8 * HOUR_MS,
    reason: {
      en: 'A mandatory profile orders a check of documents and data: answer within 8 hours.',
      zh: '强制性风险参数要求审核单证及数据：请在 8 小时内反馈。',
    },
  },
  orange: {
    ms: 24 * HOUR_MS,
    reason: {
      en: 'A check of documents and data: answer within 24 hours.',
      zh: '单证及数据审核：请在 24 小时内反馈。',
    },
  },
};

/** By what an order has its time: its channel, whether mandatory hits or failed evaluations ask for that channel, its score. */
export function limitGround(order: {
  channel: Exclude<Channel, 'green'>;
  floor: Channel;
  score: number;
}): LimitGround {
  const { channel, floor, score } = order;
  if (channel === 'orange') return floor === 'green' ? 'orange' : 'orange-mandatory';
  if (floor === 'red') return 'red-mandatory';
  return score >= HIGH_SCORE ? 'red-high-score' : 'red';
}

/** When an order made at `orderedAt` is due; both ms. */
export function dueAt(orderedAt: number, order: Parameters<typeof limitGround>[0]): number {
  return orderedAt + TIME_LIMITS[limitGround(order)].ms;
}
