/** The channels from the strictest to the most lenient. */
export const CHANNELS = ['red', 'orange', 'green'] as const;

/** Red: physical inspection. Orange: documents and data. Green: general verification. */
export type Channel = (typeof CHANNELS)[number];

const RANK: Record<Channel, number> = { green: 0, orange: 1, red: 2 };

/** The stricter of two channels. */
export function stricter(a: Channel, b: Channel): Channel {
  return RANK[a] >= RANK[b] ? a : b;
}
