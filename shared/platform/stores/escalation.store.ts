import type { Role } from '../../domain/access/role.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import { ALARM_STATES, awaitsAcknowledgement } from '../../domain/alarm/condition.ts';
import {
  STANDARD_ESCALATION,
  type EscalationPolicy,
  type EscalationTarget,
} from '../../domain/alarm/escalation.ts';
import { ALARM_PRIORITIES } from '../../domain/targeting/profile.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** An alarm that is kept from others until the transaction ends, with what only escalating asks of it. */
export interface ClaimedAlarm {
  id: string;
  /** Steps taken since it last called, as the steps themselves say. */
  taken: number;
  /** Of its profile, as last approved. */
  titleZh: string | null;
}

/** Somebody who can sign in and holds a role at a place. */
export interface RoleHolderRow {
  id: string;
  name: string;
  email: string;
  locale: string;
  demonstration: boolean;
  role: Role;
  scope: ScopeId;
}

/** A step that is taken. */
export interface TakenStep {
  alarmId: string;
  annunciation: number;
  /** From 0. */
  step: number;
  target: EscalationTarget;
  recipients: { id: string; name: string }[];
}

const CLAIMED = `a.id, (SELECT count(*)::int FROM alarm_escalation e
    WHERE e.alarm_id = a.id AND e.annunciation = a.annunciation) AS taken,
  (SELECT v.content ->> 'titleZh' FROM ruleset_part_version v
   WHERE v.kind = 'profile' AND v.code = a.profile_code AND v.state NOT IN ('draft', 'in-review')
   ORDER BY v.version DESC LIMIT 1) AS "titleZh"`;

const WAITING = ALARM_STATES.filter(awaitsAcknowledgement)
  .map((state) => `'${state}'`)
  .join(', ');

/** Takes alarms that have a step due at `now`, the most urgent first; what another transaction holds is left to it. */
export async function claimDueAlarms(
  client: Client,
  policies: ReadonlyMap<ScopeId, EscalationPolicy>,
  now: Date,
  limit: number,
): Promise<ClaimedAlarm[]> {
  const all = new Map([['national', STANDARD_ESCALATION] as [ScopeId, EscalationPolicy], ...policies]);
  const times = [...all].flatMap(([scope, policy]) =>
    ALARM_PRIORITIES.map((priority) => ({
      scope,
      priority,
      minutes: policy[priority].map(({ afterMinutes }) => afterMinutes),
    })),
  );
  const { rows } = await client.query<ClaimedAlarm>(
    `WITH policy AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS p (scope text, priority text, minutes int[]))
     SELECT ${CLAIMED} FROM alarm a
     LEFT JOIN policy h ON h.scope = 'house:' || a.customs_house AND h.priority = a.priority
     LEFT JOIN policy d ON d.scope = 'district:' || a.district AND d.priority = a.priority
     JOIN policy n ON n.scope = 'national' AND n.priority = a.priority
     WHERE a.state IN (${WAITING}) AND a.annunciated_at + make_interval(
       mins => (coalesce(h.minutes, d.minutes, n.minutes))[a.escalated + 1]) <= $2
     ORDER BY array_position($4::text[], a.priority), a.annunciated_at, a.id
     LIMIT $3 FOR NO KEY UPDATE OF a SKIP LOCKED`,
    [JSON.stringify(times), now, limit, ALARM_PRIORITIES],
  );
  return rows;
}

/** Takes the alarms of these ids that are there. */
export async function lockAlarmsToEscalate(client: Client, ids: readonly string[]): Promise<ClaimedAlarm[]> {
  const { rows } = await client.query<ClaimedAlarm>(
    `SELECT ${CLAIMED} FROM alarm a WHERE a.id = ANY ($1::bigint[])
     ORDER BY a.cause COLLATE "C", a.id FOR NO KEY UPDATE OF a`,
    [ids.filter((id) => /^[1-9]\d{0,17}$/.test(id))],
  );
  return rows;
}

/** Notes steps as taken; fails where one was taken before. */
export async function noteSteps(client: Client, steps: readonly TakenStep[], at: Date): Promise<void> {
  await client.query(
    `INSERT INTO alarm_escalation (alarm_id, annunciation, step, at, target, recipients)
     SELECT "alarmId", annunciation, step, $2, target, recipients
     FROM jsonb_to_recordset($1::jsonb) AS t ("alarmId" bigint, annunciation int, step int, target jsonb,
       recipients jsonb)`,
    [JSON.stringify(steps), at],
  );
}

/** Everybody who holds one of these roles and can sign in, by name. */
export async function readRoleHolders(db: Queryable, roles: readonly Role[]): Promise<RoleHolderRow[]> {
  const { rows } = await db.query<RoleHolderRow>(
    `SELECT u.id, u.name, u.email, u.locale, u.demonstration, a.role, a.scope
     FROM assignment a JOIN auth."user" u ON u.id = a.person_id
     WHERE a.role = ANY ($1) AND u."disabledAt" IS NULL ORDER BY lower(u.name), u.id, a.id`,
    [roles],
  );
  return rows;
}
