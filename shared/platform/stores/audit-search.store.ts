import type { AuditEvent, AuditKind } from '../../contract/audit.ts';
import type { AuditSourceName } from '../audit/sources.ts';
import type { Queryable } from '../db/pool.ts';

/** Place in the list: the newest first, and of one instant by kind and number. */
export interface AuditKey {
  at: string;
  kind: AuditKind;
  id: string;
}

/** What is asked for: all that is named must fit. */
export interface AuditFilter {
  /** Ids, as `readActors` finds them. */
  person?: readonly string[] | undefined;
  declaration?: string | undefined;
  alarm?: string | undefined;
  profile?: string | undefined;
  /** Codes of customs houses; null: any place and none. */
  houses: readonly string[] | null;
  from?: string | undefined;
  to?: string | undefined;
  after?: AuditKey | undefined;
  limit: number;
}

type Asked = 'person' | 'declaration' | 'alarm' | 'profile';

/** One kind of event as SQL, every column told apart by the names of `AuditEvent`. */
interface Arm {
  source: AuditSourceName;
  from: string;
  /** Of the row that is linked. */
  id: string;
  at: string;
  actorId: string;
  actorName: string;
  action: string;
  declarationNo?: string;
  version?: string;
  alarmId?: string;
  profile?: string;
  house: string;
  text: string;
  detail: string;
  /** SQL by what is asked for, `?` being its value; a kind that does not know it has no such event. */
  where: Partial<Record<Asked, string>>;
  /** Holds for every row of it. */
  always?: string;
}

/** By an index alone: names are looked for among the persons, not among all that they did. */
const BY_PERSON = 'e.actor_id = ANY (?::text[])';

export const AUDIT_ARMS: Record<Exclude<AuditKind, 'access'>, Arm> = {
  alarm: {
    source: 'alarm_event',
    from: 'alarm_event e JOIN alarm a ON a.id = e.alarm_id',
    id: 'e.id',
    at: 'e.at',
    actorId: 'e.actor_id',
    actorName: 'e.actor_name',
    action: 'e.action',
    alarmId: 'e.alarm_id',
    profile: 'a.profile_code',
    house: 'a.customs_house',
    text: 'e.comment',
    detail: `jsonb_strip_nulls(jsonb_build_object('from', e.from_state, 'to', e.to_state, 'priority', e.priority)
      || coalesce(e.detail, '{}'))`,
    where: {
      person: BY_PERSON,
      declaration: 'e.alarm_id IN (SELECT m.alarm_id FROM alarm_member m WHERE m.declaration_no = ?)',
      alarm: 'e.alarm_id = ?::bigint',
      profile: 'a.profile_code = ?',
    },
    always: `e.action <> 'joined'`,
  },
  ruleset: {
    source: 'ruleset_part_event',
    from: 'ruleset_part_event e',
    id: 'e.id',
    at: 'e.at',
    actorId: 'e.actor_id',
    actorName: 'e.actor_name',
    action: `e.kind || '.' || e.step`,
    version: 'e.version',
    profile: 'e.code',
    house: 'NULL::text',
    text: 'e.reason',
    detail: `jsonb_strip_nulls(jsonb_build_object('from', e.from_state, 'to', e.to_state, 'release', e.release,
      'ruleset', e.ruleset_version))`,
    where: {
      person: BY_PERSON,
      profile: `e.kind = 'profile' AND e.code = ?`,
    },
  },
  channel: {
    source: 'channel_change',
    from: 'channel_change e',
    id: 'e.id',
    at: 'e.at',
    actorId: 'e.actor_id',
    actorName: 'e.actor_name',
    action: `'re-routed'`,
    declarationNo: 'e.declaration_no',
    version: 'e.version',
    house: 'e.customs_house',
    text: 'e.reason',
    detail: `jsonb_build_object('from', e.from_channel, 'to', e.to_channel)`,
    where: {
      person: BY_PERSON,
      declaration: 'e.declaration_no = ?',
    },
  },
  order: {
    source: 'order_event',
    from: 'order_event e',
    id: 'e.id',
    at: 'e.at',
    actorId: 'e.actor_id',
    actorName: 'e.actor_name',
    action: 'e.action',
    declarationNo: 'e.declaration_no',
    version: 'e.version',
    house: 'e.customs_house',
    text: 'e.reason',
    detail: `jsonb_strip_nulls(jsonb_build_object('from', e.from_state, 'to', e.to_state) || coalesce(e.detail, '{}'))`,
    where: {
      person: BY_PERSON,
      declaration: 'e.declaration_no = ?',
    },
  },
  finding: {
    source: 'finding',
    from: 'finding e',
    id: 'e.id',
    at: 'e.recorded_at',
    actorId: `substring(e.recorded_by FROM ':(.*)$')`,
    // Its name is looked up by who may.
    actorName: 'e.recorded_by',
    action: `'recorded'`,
    declarationNo: 'e.declaration_no',
    version: 'e.version',
    house: 'e.customs_house',
    text: 'NULL::text',
    detail: `jsonb_build_object('result', e.result, 'discrepancies', e.discrepancies, 'hits', e.hits)`,
    where: {
      person: `e.recorded_by = ANY (ARRAY(SELECT 'person:' || unnest(?::text[])))`,
      declaration: 'e.declaration_no = ?',
      profile: 'e.hits @> ARRAY[?::text]',
    },
  },
  decision: {
    source: 'decision_digest',
    from: `channel_decision e JOIN decision_digest g ON g.received_at = e.received_at AND EXISTS (
      SELECT FROM declaration_version v WHERE v.declaration_no = e.declaration_no AND v.version = e.version
        AND v.batch_id = g.batch_id)`,
    id: 'g.id',
    at: 'e.decided_at',
    actorId: 'NULL::text',
    actorName: 'NULL::text',
    action: `'decided'`,
    declarationNo: 'e.declaration_no',
    version: 'e.version',
    house: 'e.customs_house',
    text: 'NULL::text',
    detail: `jsonb_build_object('channel', e.channel, 'score', e.score, 'reasons', e.reasons, 'ruleset', e.ruleset_version)`,
    // Millions: told of one declaration, never as a list.
    where: { declaration: 'e.declaration_no = ?' },
  },
};

/** Whether a kind can be searched by what is asked for; the decisions are told of a declaration alone. */
export function tells(kind: keyof typeof AUDIT_ARMS, filter: AuditFilter): boolean {
  const { where } = AUDIT_ARMS[kind];
  if (kind === 'decision' && filter.declaration === undefined) return false;
  return ASKED.every((asked) => filter[asked] === undefined || where[asked] !== undefined);
}

const ASKED: readonly Asked[] = ['person', 'declaration', 'alarm', 'profile'];

/** Logs that name who acted, each with an index by actor and instant. */
const LOGS_OF_ACTORS = ['alarm_event', 'ruleset_part_event', 'channel_change', 'order_event'];

/**
 * Ids of those whose name has `text` in it, now or when they first acted, and `text` itself, which may be an id. From
 * actor to actor by the index, so that it takes as long as there are actors, not events.
 */
export async function readActors(db: Queryable, text: string): Promise<string[]> {
  const actors = LOGS_OF_ACTORS.map((log) => {
    const next = (from: string) =>
      `(SELECT actor_id, actor_name FROM ${log} WHERE actor_id > ${from} ORDER BY actor_id, at LIMIT 1)`;
    return `(WITH RECURSIVE actor AS (
        ${next("''")}
        UNION ALL SELECT n.* FROM actor CROSS JOIN LATERAL ${next('actor.actor_id')} n)
      SELECT actor_id, actor_name FROM actor)`;
  });
  const { rows } = await db.query<{ id: string }>(
    `SELECT DISTINCT actor_id AS id
     FROM (${actors.join(' UNION ALL ')} UNION ALL SELECT id, name FROM auth."user") a
     WHERE strpos(lower(actor_name), lower($1)) > 0`,
    [text],
  );
  return [text, ...rows.map(({ id }) => id)];
}

/** Events of one kind, the newest first. Meant to run inside `readAs`. */
export async function readAuditArm(
  db: Queryable,
  kind: keyof typeof AUDIT_ARMS,
  filter: AuditFilter,
): Promise<AuditEvent[]> {
  const arm = AUDIT_ARMS[kind];
  const values: unknown[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  const conditions = arm.always === undefined ? [] : [arm.always];
  for (const asked of ASKED) {
    const value = filter[asked];
    if (value !== undefined) conditions.push(arm.where[asked]!.replaceAll('?', given(value)));
  }
  if (filter.houses !== null) conditions.push(`${arm.house} = ANY (${given(filter.houses)}::text[])`);
  if (filter.from !== undefined) conditions.push(`${arm.at} >= ${given(filter.from)}::timestamptz`);
  if (filter.to !== undefined) conditions.push(`${arm.at} < ${given(filter.to)}::timestamptz`);
  if (filter.after !== undefined) conditions.push(follows(kind, arm, filter.after, given));
  const { rows } = await db.query<AuditEvent & { link: string | null }>(
    `SELECT '${kind}' AS kind, x.*, (SELECT c.seq FROM audit_chain c
              WHERE c.source = '${arm.source}' AND c.source_id = x.id::bigint) AS link
     FROM (SELECT ${arm.id}::text AS id,
         to_char(${arm.at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
         CASE WHEN ${arm.actorName} IS NOT NULL
           THEN json_build_object('id', ${arm.actorId}, 'name', ${arm.actorName}) END AS actor,
         ${arm.action} AS action, ${arm.declarationNo ?? 'NULL::text'} AS "declarationNo",
         ${arm.version ?? 'NULL::integer'} AS version, ${arm.alarmId ?? 'NULL'}::text AS "alarmId",
         ${arm.profile ?? 'NULL::text'} AS profile, ${arm.house} AS "customsHouse", ${arm.text} AS text,
         ${arm.detail} AS detail
       FROM ${arm.from} ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
       ORDER BY ${arm.at} DESC, ${arm.id} DESC LIMIT ${given(filter.limit)}) x`,
    values,
  );
  return rows.map((row) => ({ ...row, link: row.link === null ? null : Number(row.link) }));
}

/** What the versions of declarations say, by number. Meant to run inside `readAs`. */
export async function readDocuments(
  db: Queryable,
  numbers: readonly string[],
): Promise<Map<string, unknown[]>> {
  const { rows } = await db.query<{ number: string; documents: unknown[] }>(
    `SELECT v.declaration_no AS number, json_agg(d.document) AS documents
     FROM declaration_version v JOIN declaration d USING (declaration_no, version, received_at)
     WHERE v.declaration_no = ANY ($1) GROUP BY 1`,
    [numbers],
  );
  return new Map(rows.map(({ number, documents }) => [number, documents]));
}

/** Those of one instant are told by kind, and of one kind by number. */
function follows(kind: string, { at, id }: Arm, after: AuditKey, given: (value: unknown) => string): string {
  const instant = `${given(after.at)}::timestamptz`;
  if (kind < after.kind) return `${at} < ${instant}`;
  if (kind > after.kind) return `${at} <= ${instant}`;
  return `(${at}, ${id}) < (${instant}, ${given(after.id)}::bigint)`;
}

/** The newest first; of one instant by kind and then by number, as `follows` has it. */
export function newestFirst(a: AuditEvent, b: AuditEvent): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return Number(b.id) - Number(a.id);
}
