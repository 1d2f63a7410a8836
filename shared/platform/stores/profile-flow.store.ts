import { utcDay } from '../db/partitions.ts';
import type { Client } from '../db/pool.ts';

/** What a profile version did at a customs house in a batch. */
export interface ProfileFlow {
  profile: string;
  version: number;
  customsHouse: string;
  hits: number;
  shadowHits: number;
  reds: number;
  extraReds: number;
}

const key = ({ profile, version, customsHouse }: ProfileFlow) => `${profile}\n${version}\n${customsHouse}`;

/** Adds a batch's hits to the roll-up of its day, rows in one order everywhere so that batches never deadlock. */
export async function addProfileFlow(
  client: Client,
  decidedAt: Date,
  flows: readonly ProfileFlow[],
): Promise<void> {
  if (flows.length === 0) return;
  const sorted = flows
    .map((flow) => ({ flow, key: key(flow) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ flow }) => flow);
  await client.query({
    name: 'add-profile-flow',
    text: `INSERT INTO profile_flow AS f
             (day, profile_code, profile_version, customs_house, hits, shadow_hits, reds, extra_reds, last_hit_at)
           SELECT $1::date, *, $2::timestamptz FROM unnest($3::text[], $4::int[], $5::text[], $6::int[], $7::int[], $8::int[], $9::int[])
           ON CONFLICT (day, profile_code, profile_version, customs_house) DO UPDATE SET
             hits = f.hits + excluded.hits, shadow_hits = f.shadow_hits + excluded.shadow_hits,
             reds = f.reds + excluded.reds, extra_reds = f.extra_reds + excluded.extra_reds,
             last_hit_at = greatest(f.last_hit_at, excluded.last_hit_at)`,
    values: [
      utcDay(decidedAt),
      decidedAt,
      sorted.map(({ profile }) => profile),
      sorted.map(({ version }) => version),
      sorted.map(({ customsHouse }) => customsHouse),
      sorted.map(({ hits }) => hits),
      sorted.map(({ shadowHits }) => shadowHits),
      sorted.map(({ reds }) => reds),
      sorted.map(({ extraReds }) => extraReds),
    ],
  });
}
