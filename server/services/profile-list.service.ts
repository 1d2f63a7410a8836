import type { ProfileList, ProfilePerformance, ProfileRow } from '../../shared/contract/profiles.ts';
import { refusalOf } from '../../shared/domain/ruleset/life.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import {
  lastDays,
  NO_PERFORMANCE,
  readProfilesPerformance,
  readProfileTrends,
  TREND_DAYS,
} from '../../shared/platform/stores/profile-performance.store.ts';
import { readProfileRows, type StoredProfileRow } from '../../shared/platform/stores/ruleset-row.store.ts';
import { readRulesetNumber } from '../../shared/platform/stores/ruleset.store.ts';
import type { Caller } from '../access/caller.ts';
import { stepperOf } from './ruleset-stepper.ts';

/** Period of the performance figures, days. */
const PERIOD_DAYS = 30;

/** All profiles that the caller sees, with what they did. */
export class ProfileListService {
  readonly #pool: Pool;
  readonly #now: () => Date;

  constructor(deps: { pool: Pool; now: () => Date }) {
    this.#pool = deps.pool;
    this.#now = deps.now;
  }

  async list(caller: Caller): Promise<ProfileList> {
    const now = this.#now();
    const period = lastDays(PERIOD_DAYS, now);
    const rulesetVersion = await readRulesetNumber(this.#pool);
    return readAs(this.#pool, caller.scopesWith('profiles.view'), async (client) => {
      const rows = await readProfileRows(client);
      const { profiles, random } = await readProfilesPerformance(client, period);
      const trends = await readProfileTrends(client, now);
      return {
        profiles: rows.map((row) =>
          rowOf(
            row,
            caller,
            profiles.get(row.code) ?? NO_PERFORMANCE,
            trends.get(row.code) ?? new Array<number>(TREND_DAYS).fill(0),
          ),
        ),
        ...period,
        random,
        rulesetVersion,
        mayCreateAt: caller.scopesWith('profiles.edit'),
      };
    });
  }
}

function rowOf(
  stored: StoredProfileRow,
  caller: Caller,
  performance: ProfilePerformance,
  trend: number[],
): ProfileRow {
  const { inForce, changedAt, authorId, writers, imported, ...row } = stored;
  const { state, release } = row;
  const version = { kind: 'profile' as const, state, release, author: authorId, writers, imported };
  return {
    ...row,
    inForce: inForce === row.version ? null : inForce,
    mayReview: refusalOf('approve', version, stepperOf(caller, row)) === null,
    changedAt: changedAt.toISOString(),
    performance,
    trend,
  };
}
