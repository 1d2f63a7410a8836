import type { ProfilePerformanceView } from '../../shared/contract/profiles.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { readGuardReading, readProfilesInForce } from '../../shared/platform/stores/guard.store.ts';
import { lastDays, readProfilePerformance } from '../../shared/platform/stores/profile-performance.store.ts';
import { readPart } from '../../shared/platform/stores/ruleset-part.store.ts';
import type { Caller } from '../access/caller.ts';

/**
 * What a profile did in the last days, at the caller's places, and what its guard measures now, at all places it acts
 * at: that is the guard's own measure, and tells of no place. Null where the caller sees no such profile.
 */
export async function readProfileActivity(
  caller: Caller,
  code: string,
  { pool, days, now }: { pool: Pool; days: number; now: Date },
): Promise<ProfilePerformanceView | null> {
  const performance = await readAs(pool, caller.scopesWith('profiles.view'), async (client) =>
    (await readPart(client, 'profile', code)) === null
      ? null
      : readProfilePerformance(client, code, lastDays(days, now)),
  );
  if (performance === null) return null;
  const [inForce] = await readProfilesInForce(pool, { code });
  return { ...performance, guard: inForce === undefined ? null : await readGuardReading(pool, inForce) };
}
