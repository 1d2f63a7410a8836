import type { Declaration } from '../shared/domain/declaration.ts';
import type { Profile, Ruleset } from '../shared/domain/targeting/profile.ts';

export const ITEMS_PER_DECLARATION = 2;

const HEADINGS = Array.from({ length: 400 }, (_, i) => String(1000 + i * 21).padStart(4, '0'));
const ORIGINS = ['CN', 'US', 'DE', 'JP', 'KR', 'VN', 'TH', 'MY', 'IN', 'BR', 'AU', 'FR', 'IT', 'RU', 'ID'];

/** Small seeded generator (mulberry32), uniform in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A few goods and origins make most of the trade: index of a skewed draw. */
export function skewed(random: () => number, length: number): number {
  return Math.floor(random() ** 2 * length);
}

/**
 * A ruleset of `count` profiles: goods of one heading from some origins under a unit price, as specialists write
 * them. About one declaration in seven is hit.
 */
export function workloadRuleset(count: number): Ruleset {
  const random = seeded(7);
  const profiles = Array.from({ length: count }, (_, i): Profile => {
    const heading = HEADINGS[i % HEADINGS.length]!;
    const origins = [
      ORIGINS[skewed(random, ORIGINS.length)]!,
      ORIGINS[Math.floor(random() * ORIGINS.length)]!,
    ];
    return {
      code: `BEN-${String(i).padStart(5, '0')}`,
      version: 1,
      title: `Low price for heading ${heading}`,
      level: 'national',
      status: 'active',
      when: {
        item: {
          all: [
            { field: 'item.hs4', op: 'eq', value: heading },
            { field: 'item.origin', op: 'in', value: [...new Set(origins)] },
            { field: 'item.unitPrice', op: 'lt', value: 5 + Math.floor(random() * 10) },
          ],
        },
      },
      channel: i % 3 === 0 ? 'orange' : 'none',
      mandatory: false,
      score: 10 + Math.floor(random() * 40),
      ...(i % 50 === 0 && { alarm: 'low' as const }),
      guidance: { en: 'Compare the invoice with the reference price.', zh: '请将发票与参考价格核对。' },
    };
  });
  return {
    format: 'tidewaiter-ruleset/1',
    profiles,
    lists: [],
    policy: { thresholds: { red: 70, orange: 40 }, creditShift: {}, randomRate: 0.01 },
  };
}

/** Declarations of two goods items each, over the customs houses given; equal seeds give equal declarations. */
export function workloadDeclarations(options: {
  count: number;
  seed: number;
  houses: readonly string[];
}): Declaration[] {
  const random = seeded(options.seed);
  return Array.from({ length: options.count }, (_, i) => ({
    declarationNo: `B${options.seed}-${String(i).padStart(9, '0')}`,
    direction: 'import' as const,
    procedure: '0110',
    registeredAt: '2026-06-01T08:30:00+08:00',
    customsHouse: options.houses[skewed(random, options.houses.length)]!,
    declarant: `D${skewed(random, 500)}`,
    trader: { id: `T${skewed(random, 20_000)}` },
    transportMode: '1',
    transportId: `VESSEL ${skewed(random, 300)}`,
    countryOfDispatch: ORIGINS[skewed(random, ORIGINS.length)]!,
    currency: 'CNY',
    grossMassKg: Math.round(random() * 20_000),
    packages: 1 + Math.floor(random() * 200),
    items: Array.from({ length: ITEMS_PER_DECLARATION }, (_, item) => {
      const netMassKg = 1 + Math.round(random() * 5000);
      return {
        itemNo: item + 1,
        hsCode: `${HEADINGS[skewed(random, HEADINGS.length)]}${10 + Math.floor(random() * 89)}`,
        description: 'goods as described on the invoice',
        origin: ORIGINS[skewed(random, ORIGINS.length)]!,
        netMassKg,
        customsValue: Math.round(netMassKg * (2 + random() ** 3 * 400)),
        dutyRate: 8,
      };
    }),
  }));
}
