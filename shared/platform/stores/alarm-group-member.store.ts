import type { AlarmGroupMember } from '../../contract/alarms.ts';
import type { Queryable } from '../db/pool.ts';

/** Place of a member in the list of a group's, the newest first. */
export interface GroupMemberKey {
  /** To the microsecond. */
  at: string;
  declarationNo: string;
  version: number;
  alarmId: string;
}

/** Declarations behind the alarms of a group, the newest first; one that is behind two of them comes with each. */
export async function readGroupMembers(
  db: Queryable,
  groupId: string,
  { limit, after }: { limit: number; after: GroupMemberKey | null },
): Promise<{ members: AlarmGroupMember[]; next: GroupMemberKey | null }> {
  const order = 'm.at DESC, m.declaration_no DESC, m.version DESC, m.alarm_id DESC';
  const { rows } = await db.query<Omit<AlarmGroupMember, 'at'> & { at: Date; key: string }>(
    `SELECT m.alarm_id AS "alarmId", m.declaration_no AS "declarationNo", m.version, m.at,
            m.customs_house AS "customsHouse", m.profile_code AS profile,
            coalesce(c.rerouted_to, c.channel) AS channel, o.state AS "orderState",
            to_char(m.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS key
     FROM (SELECT m.* FROM alarm_member m JOIN alarm a ON a.id = m.alarm_id WHERE a.group_id = $1
             AND ($2::timestamptz IS NULL
               OR (m.at, m.declaration_no, m.version, m.alarm_id) < ($2, $3, $4, $5::bigint))
           ORDER BY ${order} LIMIT $6) m
     LEFT JOIN channel_decision c USING (declaration_no, version, received_at)
     LEFT JOIN control_order o USING (declaration_no, version, received_at)
     ORDER BY ${order}`,
    [
      groupId,
      after?.at ?? null,
      after?.declarationNo ?? null,
      after?.version ?? null,
      after?.alarmId ?? null,
      limit + 1,
    ],
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    members: shown.map(({ key: _key, at, ...member }) => ({ ...member, at: at.getTime() })),
    next:
      rows.length > limit && last !== undefined
        ? { at: last.key, declarationNo: last.declarationNo, version: last.version, alarmId: last.alarmId }
        : null,
  };
}
