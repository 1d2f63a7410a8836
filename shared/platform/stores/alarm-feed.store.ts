import type { Queryable } from '../db/pool.ts';
import { ALARM_COLUMNS, storedAlarm, type AlarmColumns, type StoredAlarm } from './alarm-row.store.ts';

/** What a reader has seen: the transactions that were visible to it (`pg_snapshot` in words). */
export type SeenSnapshot = string;

/** What is visible now, to read from later on. */
export async function readSnapshot(db: Queryable): Promise<SeenSnapshot> {
  const { rows } = await db.query<{ seen: string }>('SELECT pg_current_snapshot()::text AS seen');
  return rows[0]!.seen;
}

/** That the transaction which changed `name` last could not be seen yet: exact, however long transactions take. */
const changedSince = (name: string) =>
  `${name}.changed_in >= pg_snapshot_xmin($1::pg_snapshot)
     AND NOT pg_visible_in_snapshot(${name}.changed_in, $1::pg_snapshot)`;

/** Every alarm whose last change was committed after a reader had seen `since`, those included that are over. */
export async function readChangedAlarms(
  db: Queryable,
  since: SeenSnapshot,
): Promise<{ seen: SeenSnapshot; alarms: StoredAlarm[]; groups: string[] }> {
  const { rows } = await db.query<AlarmColumns & { seen: string; groups: string[] }>({
    name: 'read-changed-alarms',
    text: `SELECT s.seen, s.groups, ${ALARM_COLUMNS}
           FROM (SELECT pg_current_snapshot()::text AS seen,
                        ARRAY(SELECT g.id::text FROM alarm_group g WHERE ${changedSince('g')}) AS groups) s
           LEFT JOIN alarm a ON ${changedSince('a')}`,
    values: [since],
  });
  const { seen, groups } = rows[0]!;
  // Without any change, the one row holds no alarm.
  return { seen, groups, alarms: rows.filter(({ id }) => id !== null).map(storedAlarm) };
}

/** Where an alarm belongs; null where there is none. `id` is in digits. */
export async function readAlarmPlace(
  db: Queryable,
  id: string,
): Promise<{ district: string | null; customsHouse: string | null } | null> {
  const { rows } = await db.query<{ district: string | null; customsHouse: string | null }>(
    'SELECT district, customs_house AS "customsHouse" FROM alarm WHERE id = $1',
    [id],
  );
  return rows[0] ?? null;
}
