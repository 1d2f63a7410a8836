import type { AlarmDetailView, AlarmMember } from '../../contract/alarms.ts';
import type { Queryable } from '../db/pool.ts';
import type { StoredAlarm } from './alarm-row.store.ts';

/** Place of a declaration in the list of an alarm's, the newest first. */
export interface MemberKey {
  /** To the microsecond. */
  at: string;
  declarationNo: string;
  version: number;
}

/** Declarations behind an alarm, the newest first, with the channel that counts and the state of their order. */
export async function readMembers(
  db: Queryable,
  alarmId: string,
  { limit, after }: { limit: number; after: MemberKey | null },
): Promise<{ members: AlarmMember[]; next: MemberKey | null }> {
  const { rows } = await db.query<Omit<AlarmMember, 'at'> & { at: Date; key: string }>(
    `SELECT m.declaration_no AS "declarationNo", m.version, m.at, m.customs_house AS "customsHouse",
            m.profile_code AS profile, coalesce(c.rerouted_to, c.channel) AS channel, o.state AS "orderState",
            to_char(m.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS key
     FROM (SELECT * FROM alarm_member WHERE alarm_id = $1
             AND ($2::timestamptz IS NULL OR (at, declaration_no, version) < ($2, $3, $4))
           ORDER BY at DESC, declaration_no DESC, version DESC LIMIT $5) m
     LEFT JOIN channel_decision c USING (declaration_no, version, received_at)
     LEFT JOIN control_order o USING (declaration_no, version, received_at)
     ORDER BY m.at DESC, m.declaration_no DESC, m.version DESC`,
    [alarmId, after?.at ?? null, after?.declarationNo ?? null, after?.version ?? null, limit + 1],
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    members: shown.map(({ key: _key, at, ...member }) => ({ ...member, at: at.getTime() })),
    next:
      rows.length > limit && last !== undefined
        ? { at: last.key, declarationNo: last.declarationNo, version: last.version }
        : null,
  };
}

/** What the profile of an alarm said when it was raised last, or says now, and its author; null where it has none. */
export async function readProfileOf(
  db: Queryable,
  { profileCode, rulesetVersion }: Pick<StoredAlarm, 'profileCode' | 'rulesetVersion'>,
): Promise<AlarmDetailView['profile']> {
  const { rows } = await db.query<{
    code: string;
    title: string;
    titleZh: string | null;
    guidance: NonNullable<AlarmDetailView['profile']>['guidance'];
    author: string;
  }>(
    `SELECT v.code, v.content ->> 'title' AS title, v.content ->> 'titleZh' AS "titleZh",
            v.content -> 'guidance' AS guidance, v.author_name AS author
     FROM ruleset_part_version v LEFT JOIN ruleset_member m
       ON m.kind = v.kind AND m.code = v.code AND m.part_version = v.version AND ${heldAt('$2::int')}
     WHERE v.kind = 'profile' AND v.code = $1 AND v.state NOT IN ('draft', 'in-review')
     ORDER BY m.from_ruleset DESC NULLS LAST, v.version DESC LIMIT 1`,
    [profileCode, rulesetVersion],
  );
  const [found] = rows;
  if (found === undefined) return null;
  const { titleZh, ...profile } = found;
  return titleZh === null ? profile : { ...profile, titleZh };
}

/** Authors of the profiles of alarms, by the id of the alarm; those of no profile are left out. */
export async function readAuthors(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, { id: string; name: string }>> {
  const { rows } = await db.query<{ alarm: string; id: string; name: string }>(
    `SELECT DISTINCT ON (a.id) a.id AS alarm, v.author_id AS id, v.author_name AS name
     FROM alarm a JOIN ruleset_part_version v
       ON v.kind = 'profile' AND v.code = a.profile_code AND v.state NOT IN ('draft', 'in-review')
     LEFT JOIN ruleset_member m
       ON m.kind = v.kind AND m.code = v.code AND m.part_version = v.version AND ${heldAt('a.ruleset_version')}
     WHERE a.id = ANY ($1::bigint[]) ORDER BY a.id, m.from_ruleset DESC NULLS LAST, v.version DESC`,
    [ids],
  );
  return new Map(rows.map(({ alarm, ...author }) => [alarm, author]));
}

/** Whether a member `m` of the ruleset was in force under a version of it. */
function heldAt(ruleset: string): string {
  return `m.from_ruleset <= ${ruleset} AND (m.to_ruleset IS NULL OR m.to_ruleset > ${ruleset})`;
}
