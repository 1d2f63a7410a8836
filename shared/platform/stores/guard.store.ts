import type { GuardReading } from '../../domain/ruleset/guard.ts';
import type { Release } from '../../domain/ruleset/part.ts';
import type { ProfileLevel } from '../../domain/targeting/profile.ts';
import type { Queryable } from '../db/pool.ts';

/** A profile version in force, with how and since when it is. */
export interface ProfileInForce {
  code: string;
  version: number;
  title: string;
  level: ProfileLevel;
  scope: string | null;
  /** District that it belongs to, or whose house it does; null for the nation. */
  district: string | null;
  release: Release;
  /** When it came into force with this release. */
  since: Date;
}

/** The profiles in force that have a guard, or the one named, guard or none. */
export async function readProfilesInForce(
  db: Queryable,
  which: 'guarded' | { code: string },
): Promise<ProfileInForce[]> {
  const { rows } = await db.query<ProfileInForce>(
    `SELECT m.code, m.part_version AS version, v.content ->> 'title' AS title, p.level, p.scope, m.release,
            CASE p.level WHEN 'district' THEN p.scope ELSE h.district END AS district, r.created_at AS since
     FROM ruleset_member m
     JOIN ruleset_part p USING (kind, code)
     JOIN ruleset_part_version v ON v.kind = m.kind AND v.code = m.code AND v.version = m.part_version
     JOIN ruleset_version r ON r.version = m.from_ruleset
     LEFT JOIN customs_house h ON p.level = 'house' AND h.code = p.scope
     WHERE m.kind = 'profile' AND m.to_ruleset IS NULL
       AND CASE WHEN $1::text IS NULL THEN m.release ? 'guard' ELSE m.code = $1 END
     ORDER BY m.code`,
    [which === 'guarded' ? null : which.code],
  );
  return rows;
}

/** Counting stops here: a guard asks only whether a limit is passed. */
const MOST_COUNTED = 100_000;

/** Declarations wait no longer than this for their decision: partitions of earlier days are not looked into. */
export const LONGEST_WAIT = '30 days';

/**
 * What the guard of a profile in force measures, at all houses it acts at, by the instant of the decision. Hits of
 * before it came into force as it is do not count, so that one that was resumed begins anew. Counts stop at `most`.
 */
export async function readGuardReading(
  db: Queryable,
  profile: ProfileInForce,
  most: { hits: number; extraReds: number } = { hits: MOST_COUNTED, extraReds: MOST_COUNTED },
): Promise<GuardReading> {
  const { code, version, since, level, scope, release } = profile;
  const { rows } = await db.query<GuardReading>(
    `SELECT (SELECT count(*)::int FROM (
               SELECT FROM hit WHERE profile_code = $1 AND profile_version = $2 AND NOT shadow
                 AND decided_at >= greatest($3, now() - interval '60 minutes')
                 AND received_at >= now() - interval '${LONGEST_WAIT}' LIMIT $4) h) AS "hitsLastHour",
            (SELECT count(*)::int FROM (
               SELECT FROM hit WHERE profile_code = $1 AND profile_version = $2 AND decisive
                 AND decided_at >= greatest($3, now() - interval '24 hours')
                 AND received_at >= now() - interval '${LONGEST_WAIT}' LIMIT $5) h) AS "extraRedsLastDay",
            (SELECT nullif(sum(CASE WHEN inspections_per_hour > 0 THEN 24 * inspections_per_hour
                                    ELSE inspections_per_day END), 0)::float8
             FROM customs_house h
             WHERE ($6::text = 'national' OR $7::text = CASE $6 WHEN 'district' THEN h.district ELSE h.code END)
               AND ($8::text[] IS NULL OR h.code = ANY ($8))) AS "inspectionsPerDay"`,
    [code, version, since, most.hits, most.extraReds, level, scope, release.canary?.houses ?? null],
  );
  return rows[0]!;
}
