import type { ProfileList, ProfilePerformance, ProfileRow } from '../../shared/contract/profiles.ts';
import { refusalOf } from '../../shared/domain/ruleset/life.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { readProfileRows, type StoredProfileRow } from '../../shared/platform/stores/ruleset-row.store.ts';
import { readRulesetNumber } from '../../shared/platform/stores/ruleset.store.ts';
import type { Caller } from '../access/caller.ts';
import { stepperOf } from './ruleset-stepper.ts';

/** Period of the performance figures, days, and days of the trend. */
const PERIOD_DAYS = 30;
const TREND_DAYS = 14;
const DAY_MS = 86_400_000;

/** All profiles that the caller sees, with what they did. */
export class ProfileListService {
  readonly #pool: Pool;
  readonly #now: () => Date;

  constructor(deps: { pool: Pool; now: () => Date }) {
    this.#pool = deps.pool;
    this.#now = deps.now;
  }

  async list(caller: Caller): Promise<ProfileList> {
    const to = this.#now();
    const from = new Date(to.getTime() - PERIOD_DAYS * DAY_MS);
    const rulesetVersion = await readRulesetNumber(this.#pool);
    const rows = await readAs(this.#pool, caller.scopesWith('profiles.view'), readProfileRows);
    return {
      profiles: rows.map((row) => rowOf(row, caller, noPerformance(), new Array<number>(TREND_DAYS).fill(0))),
      from: from.toISOString(),
      to: to.toISOString(),
      random: { inspections: 0, discrepancies: 0 },
      rulesetVersion,
      mayCreateAt: caller.scopesWith('profiles.edit'),
    };
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

/** Of a profile that did nothing in the period. */
function noPerformance(): ProfilePerformance {
  return {
    hits: 0,
    shadowHits: 0,
    reds: 0,
    extraReds: 0,
    inspections: 0,
    discrepancies: 0,
    hitRate: null,
    lift: null,
    lastHitAt: null,
  };
}
