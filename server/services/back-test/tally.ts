import type { BackTestResult, ChannelMix, ExtraInspections } from '../../../shared/contract/back-tests.ts';
import { CHANNELS, type Channel } from '../../../shared/domain/channel/channel.ts';
import { hitRate } from '../../../shared/domain/metrics/hit-rate.ts';
import type { BackTestRow } from '../../../shared/platform/archive/back-test-sql.ts';
import type { ChunkSummary } from '../../../shared/platform/archive/chunk-files.ts';
import { dayText, RANK_OF } from '../../../shared/platform/archive/columns.ts';

/** Examples told of. */
export const EXAMPLES = 10;

/** House-days told of. */
const HOUSE_DAYS = 10;

/** Declarations of a UTC day by house and channel before regulation. */
export interface DaySummary {
  day: string;
  summary: ChunkSummary;
}

/** Inspections a day that a house states; null where it states none. */
export type CapacityOf = (house: string) => number | null;

const RANKS = [RANK_OF.green, RANK_OF.orange, RANK_OF.red] as const;
const channelAt = (rank: number): Channel => CHANNELS.find((channel) => RANK_OF[channel] === rank)!;

type Tally = Omit<BackTestResult, 'declarations' | 'asOf' | 'examples' | 'elapsedMs'>;

/** The figures of a back-test: all that was decided, and the rows of what the profile changes or hits. */
export function tally(
  days: readonly DaySummary[],
  rows: readonly BackTestRow[],
  capacityOf: CapacityOf,
): Tally {
  const before: ChannelMix = { red: 0, orange: 0, green: 0 };
  const places = new Map<string, { house: string; day: string; reds: number; extra: number }>();
  const placeOf = (house: string, day: string) => {
    const key = `${day} ${house}`;
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = { house, day, reds: 0, extra: 0 }));
    return place;
  };
  for (const { day, summary } of days) {
    for (const [house, counts] of Object.entries(summary)) {
      for (const rank of RANKS) before[channelAt(rank)] += counts[rank as 0 | 1 | 2];
      placeOf(house, day).reds += counts[RANK_OF.red as 2];
    }
  }
  const after = { ...before };
  const sums = { hits: 0, duty: 0, inspections: 0, discrepancies: 0, difference: 0 };
  for (const [house, day, hit, from, to, count, duty, inspections, discrepancies, difference] of rows) {
    after[channelAt(from)] -= count;
    after[channelAt(to)] += count;
    placeOf(house, dayText(day)).extra += (Number(to === RANK_OF.red) - Number(from === RANK_OF.red)) * count;
    if (!hit) continue;
    sums.hits += count;
    sums.duty += duty;
    sums.inspections += inspections;
    sums.discrepancies += discrepancies;
    sums.difference += difference;
  }
  const { inspections, discrepancies } = sums;
  return {
    hits: sums.hits,
    before,
    after,
    extraInspections: after.red - before.red,
    houseDays: fullest(
      [...places.values()].map((place) => ({ ...place, capacity: capacityOf(place.house) })),
    ),
    findings: { inspections, discrepancies, hitRate: hitRate({ inspections, discrepancies }) },
    duty: { declared: inCents(sums.duty), differenceFound: inCents(sums.difference) },
  };
}

/** Sums of amounts differ in their last digits by the order they are added in. */
const inCents = (amount: number) => Math.round(amount * 100) / 100;

/** Those with more inspections than before that are fullest by their capacity; without one they come last. */
function fullest(places: readonly ExtraInspections[]): ExtraInspections[] {
  const load = ({ reds, extra, capacity }: ExtraInspections) =>
    capacity === null || capacity === 0 ? -1 : (reds + extra) / capacity;
  return places
    .filter(({ extra }) => extra > 0)
    .toSorted(
      (a, b) =>
        load(b) - load(a) || b.extra - a.extra || (a.day < b.day ? 1 : -1) || (a.house < b.house ? -1 : 1),
    )
    .slice(0, HOUSE_DAYS);
}

/** An example by the id of its declaration. */
export interface ExampleId {
  id: number;
  before: Channel;
  after: Channel;
}

/** The newest of the declarations hit that rows tell of, the newest first. */
export function newestHits(rows: readonly BackTestRow[]): ExampleId[] {
  return rows
    .flatMap(([, day, hit, before, after, , , , , , { items }]) =>
      hit ? items.map((id) => ({ day, id, before: channelAt(before), after: channelAt(after) })) : [],
    )
    .toSorted((a, b) => b.day - a.day || b.id - a.id)
    .slice(0, EXAMPLES)
    .map(({ day: _day, ...example }) => example);
}
