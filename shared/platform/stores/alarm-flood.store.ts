import { GROUP_DIMENSIONS, type AlikeOccurrences, type GroupDimension } from '../../domain/alarm/flood.ts';
import type { CallsByMinute } from '../../domain/alarm/load-series.ts';
import type { Queryable } from '../db/pool.ts';

/** So far back it is looked whether a flood began that has not ended, minutes. */
const LOOKED_BACK = 120;

/** How many alarms called in each of the last 120 minutes, the last minute up to now. */
export async function readCalls(db: Queryable): Promise<CallsByMinute> {
  const { rows } = await db.query<{ ago: number; calls: number }>(
    `SELECT greatest(0, floor(extract(epoch FROM now() - at) / 60))::int AS ago, count(*)::int AS calls
     FROM alarm_event WHERE annunciated AND at > now() - make_interval(mins => $1) GROUP BY 1`,
    [LOOKED_BACK],
  );
  const byMinute = Array.from({ length: LOOKED_BACK }, () => 0);
  for (const { ago, calls } of rows) byMinute[LOOKED_BACK - 1 - ago] = calls;
  return byMinute;
}

/** What may be a common cause, by the column of `alarm_member` that tells it. A release follows from the profile. */
const COLUMN_OF: Record<Exclude<GroupDimension, 'release'>, string> = {
  trader: 'trader_id',
  profile: 'profile_code',
  heading: 'heading',
  route: 'route',
  house: 'customs_house',
};
const TOLD = Object.entries(COLUMN_OF) as [Exclude<GroupDimension, 'release'>, string][];

export type OpenOccurrences = AlikeOccurrences & {
  /** The group that the alarm is in already. */
  groupId: string | null;
};

/**
 * The occurrences of the last ten minutes that open alarms have, those that are alike together. The release of one is
 * the ruleset version of the last hour that changed its profile; one that changed most profiles tells nothing of any.
 */
export async function readOpenOccurrences(db: Queryable): Promise<OpenOccurrences[]> {
  type Row = Record<GroupDimension, string | null> &
    Pick<OpenOccurrences, 'alarm' | 'priority' | 'count' | 'groupId'>;
  const { rows } = await db.query<Row>(
    `WITH release AS (
       SELECT m.from_ruleset FROM ruleset_member m JOIN ruleset_version v ON v.version = m.from_ruleset
       WHERE m.kind = 'profile' AND v.created_at > now() - interval '60 minutes' GROUP BY 1
       HAVING 2 * count(*) <= (SELECT count(*) FROM ruleset_member WHERE kind = 'profile' AND to_ruleset IS NULL)),
     alike AS (
       SELECT m.alarm_id, ${TOLD.map(([, column]) => `m.${column}`).join(', ')}, m.ruleset_version, count(*)::int AS count
       FROM alarm_member m WHERE m.at > now() - interval '10 minutes'
       GROUP BY m.alarm_id, ${TOLD.map(([, column]) => `m.${column}`).join(', ')}, m.ruleset_version)
     SELECT a.id AS alarm, a.priority, a.group_id AS "groupId", o.count, r.from_ruleset::text AS release,
            ${TOLD.map(([dimension, column]) => `o.${column} AS ${dimension}`).join(', ')}
     FROM alike o JOIN alarm a ON a.id = o.alarm_id AND a.state <> 'normal'
     LEFT JOIN ruleset_member r ON r.kind = 'profile' AND r.code = o.profile_code
       AND r.from_ruleset <= o.ruleset_version AND (r.to_ruleset IS NULL OR r.to_ruleset > o.ruleset_version)
       AND r.from_ruleset IN (SELECT from_ruleset FROM release)`,
  );
  return rows.map(({ alarm, priority, groupId, count, ...told }) => {
    const values: Partial<Record<GroupDimension, string>> = {};
    for (const dimension of GROUP_DIMENSIONS) {
      const value = told[dimension];
      if (value !== null) values[dimension] = value;
    }
    return { alarm, priority, groupId, count, values };
  });
}

/** So few earlier occurrences say little of what is usual: as many that had nothing in common are counted with them. */
const UNKNOWN_OCCURRENCES = 100;

/** What was usual in the hour before the last ten minutes: the share of occurrences that had a value. */
export async function readUsual(
  db: Queryable,
): Promise<(dimension: GroupDimension, value: string) => number> {
  const columns = TOLD.map(([, column]) => column);
  const { rows } = await db.query<Record<string, string | null> & { count: number; grouped: number }>(
    `SELECT ${columns.join(', ')}, grouping(${columns.join(', ')}) AS grouped, count(*)::float8 AS count
     FROM alarm_member WHERE at > now() - interval '70 minutes' AND at <= now() - interval '10 minutes'
     GROUP BY GROUPING SETS (${columns.map((column) => `(${column})`).join(', ')}, ())`,
  );
  const everything = 2 ** columns.length - 1;
  const total = rows.find(({ grouped }) => grouped === everything)?.count ?? 0;
  const shares = new Map<string, number>();
  for (const row of rows) {
    // A bit is set for each column that is not the one counted by.
    const at = TOLD.findIndex((_, i) => row.grouped === everything - 2 ** (columns.length - 1 - i));
    if (at === -1) continue;
    const [dimension, column] = TOLD[at]!;
    const value = row[column];
    if (value) shares.set(`${dimension}:${value}`, row.count / (total + UNKNOWN_OCCURRENCES));
  }
  return (dimension, value) => shares.get(`${dimension}:${value}`) ?? 0;
}
