import type { z } from 'zod';
import type { CheckedCounts, OrderPerformance, orderPerformanceQuery } from '../../shared/contract/orders.ts';
import { hitRate, type Inspected } from '../../shared/domain/metrics/hit-rate.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readOrderPerformance } from '../../shared/platform/stores/order-performance.store.ts';
import { lastDays } from '../../shared/platform/stores/profile-performance.store.ts';
import type { Caller } from '../access/caller.ts';
import type { ProfileTitles } from '../live/profile-titles.ts';
import { shownPlaces } from './scope-houses.ts';

const USUAL_DAYS = 30;

/** How orders were answered in the last days at the caller's places, and what came of doing otherwise. */
export async function orderPerformance(
  caller: Caller,
  { scope, days = USUAL_DAYS }: z.output<typeof orderPerformanceQuery>,
  deps: { pool: Pool; places: PlaceBook; titles: ProfileTitles; now: () => number },
): Promise<OrderPerformance> {
  const { scopes, houses } = shownPlaces(caller, 'orders.view', scope, deps.places);
  const period = lastDays(days, new Date(deps.now()));
  const read = await readAs(deps.pool, scopes, (client) => readOrderPerformance(client, period, houses));
  const titles = await deps.titles.refresh(deps.pool);
  return {
    ...period,
    ...read,
    asOrdered: counted(read.asOrdered),
    deviated: counted(read.deviated),
    profiles: read.profiles.map(({ asOrdered, deviated, ...profile }) => {
      const { title = null, titleZh = null } = titles.get(profile.profile) ?? {};
      return { ...profile, title, titleZh, asOrdered: counted(asOrdered), deviated: counted(deviated) };
    }),
  };
}

function counted(inspected: Inspected): CheckedCounts {
  return { ...inspected, hitRate: hitRate(inspected) };
}
