import type { AlarmGroup, GroupDimension } from '../../contract/alarms.ts';
import { placeOfAlarm } from '../../domain/alarm/place.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';

interface GroupColumns {
  id: string;
  version: number;
  dimension: GroupDimension;
  value: string;
  openedAt: Date;
  closedAt: Date | null;
  alarms: number;
  occurrences: number;
}

const COLUMNS = `g.id, g.dimension, g.value, g.opened_at AS "openedAt", g.closed_at AS "closedAt"`;
/** Of the alarms that the reader may see: of two readings of them, the later has the higher version. */
const SUMS = `count(*)::int AS alarms, sum(a.occurrences)::float8 AS occurrences`;

/** The open groups that have alarms which may be seen, with what may be seen of them. */
export async function readOpenGroups(db: Queryable): Promise<AlarmGroup[]> {
  const { rows } = await db.query<GroupColumns>(
    `SELECT ${COLUMNS}, g.version + sum(a.version)::int AS version, ${SUMS}
     FROM alarm_group g JOIN alarm a ON a.group_id = g.id WHERE g.closed_at IS NULL GROUP BY g.id ORDER BY g.id`,
  );
  return rows.map(groupOf);
}

/** One group, open or not, as far as it may be seen; null where nothing of it may. */
export async function readGroup(db: Queryable, id: string): Promise<AlarmGroup | null> {
  const { rows } = await db.query<GroupColumns>(
    `SELECT ${COLUMNS}, g.version + sum(a.version)::int AS version, ${SUMS}
     FROM alarm_group g JOIN alarm a ON a.group_id = g.id WHERE g.id = $1 GROUP BY g.id`,
    [id],
  );
  return rows[0] === undefined ? null : groupOf(rows[0]);
}

/** What the alarms of one place add to a group. */
export interface GroupPart {
  /** The group without any of its alarms. */
  group: AlarmGroup;
  place: ScopeId;
  version: number;
  alarms: number;
  occurrences: number;
}

/** Groups by the places of their alarms: whoever sees some of these puts the group together from their parts. */
export async function readGroupParts(db: Queryable, ids: readonly string[]): Promise<GroupPart[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<
    GroupColumns & { own: number; district: string | null; customsHouse: string | null }
  >(
    `SELECT ${COLUMNS}, g.version AS own, a.district, a.customs_house AS "customsHouse",
            sum(a.version)::int AS version, ${SUMS}
     FROM alarm_group g JOIN alarm a ON a.group_id = g.id WHERE g.id = ANY ($1::bigint[])
     GROUP BY g.id, a.district, a.customs_house ORDER BY g.id`,
    [ids],
  );
  return rows.map(({ own, district, customsHouse, version, alarms, occurrences, ...row }) => ({
    group: groupOf({ ...row, version: own, alarms: 0, occurrences: 0 }),
    place: placeOfAlarm({ district, customsHouse }),
    version,
    alarms,
    occurrences,
  }));
}

function groupOf({ openedAt, closedAt, ...row }: GroupColumns): AlarmGroup {
  return { ...row, openedAt: openedAt.getTime(), closedAt: closedAt?.getTime() ?? null };
}
