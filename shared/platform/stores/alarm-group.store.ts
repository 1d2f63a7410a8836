import type { AlarmGroup, GroupDimension } from '../../contract/alarms.ts';
import { placeOfAlarm } from '../../domain/alarm/place.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Client, Queryable } from '../db/pool.ts';
import { LOCK } from './alarm.store.ts';

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

/** A group that takes in more alarms. */
export interface OpenGroup {
  id: string;
  dimension: GroupDimension;
  value: string;
}

/** Whether this transaction is the only one that groups alarms, until it ends. */
export async function lockGrouping(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtext('tidewaiter.group_alarms')) AS locked`,
  );
  return rows[0]!.locked;
}

export async function readGroupsToJoin(db: Queryable): Promise<OpenGroup[]> {
  const { rows } = await db.query<OpenGroup>(
    'SELECT id, dimension, value FROM alarm_group WHERE closed_at IS NULL',
  );
  return rows;
}

export async function openGroup(
  client: Client,
  { dimension, value }: Pick<OpenGroup, 'dimension' | 'value'>,
): Promise<OpenGroup> {
  const { rows } = await client.query<OpenGroup>(
    `INSERT INTO alarm_group (dimension, value, opened_at) VALUES ($1, $2, now()) RETURNING id, dimension, value`,
    [dimension, value],
  );
  return rows[0]!;
}

/** An alarm that this changed, with its place. */
export interface ChangedAlarm {
  id: string;
  district: string | null;
  customsHouse: string | null;
}

/** Puts open alarms that are in no group into one each, with an event for each; answers those that went in. */
export async function joinGroups(
  client: Client,
  joining: readonly { group: OpenGroup; alarms: readonly string[] }[],
): Promise<ChangedAlarm[]> {
  const pairs = joining.flatMap(({ group, alarms }) => alarms.map((alarm) => ({ alarm, group: group.id })));
  if (pairs.length === 0) return [];
  // What the group has in common is not in the log: it may be a person, and stands in the group.
  const { rows } = await client.query<ChangedAlarm>(
    `WITH joining AS (
       SELECT a.id, j."group" FROM jsonb_to_recordset($1::jsonb) AS j (alarm bigint, "group" bigint)
       JOIN alarm a ON a.id = j.alarm WHERE a.group_id IS NULL AND a.state <> 'normal' ${LOCK}),
     joined AS (
       UPDATE alarm a SET group_id = j."group" FROM joining j WHERE a.id = j.id
       RETURNING a.id, a.state, a.priority, a.group_id, a.district, a.customs_house),
     told AS (
       INSERT INTO alarm_event (alarm_id, at, action, from_state, to_state, priority, detail)
       SELECT j.id, now(), 'grouped', j.state, j.state, j.priority,
              jsonb_build_object('group', j.group_id::text, 'dimension', g.dimension)
       FROM joined j JOIN alarm_group g ON g.id = j.group_id ORDER BY j.id)
     SELECT id, district, customs_house AS "customsHouse" FROM joined`,
    [JSON.stringify(pairs)],
  );
  return rows;
}

/** Closes the groups whose alarms are all over; answers how many. */
export async function closeGroups(client: Client): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE alarm_group g SET closed_at = now() WHERE closed_at IS NULL
       AND NOT EXISTS (SELECT FROM alarm a WHERE a.group_id = g.id AND a.state <> 'normal')`,
  );
  return rowCount ?? 0;
}
