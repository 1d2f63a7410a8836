import type { Role } from '../../domain/access/role.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { AlarmState } from '../../domain/alarm/condition.ts';
import type { AlarmType } from '../../domain/alarm/definition.ts';
import {
  STANDARD_ESCALATION,
  type EscalationPolicy,
  type EscalationTarget,
} from '../../domain/alarm/escalation.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../domain/targeting/profile.ts';
import type { Client, Queryable } from '../db/pool.ts';
import type { Doer } from './access-event.store.ts';

/** An alarm as escalating sees it, kept from others until the transaction ends. Instants in ms. */
export interface ClaimedAlarm {
  id: string;
  type: AlarmType;
  state: AlarmState;
  priority: AlarmPriority;
  title: string;
  titleZh: string | null;
  profile: string | null;
  district: string | null;
  customsHouse: string | null;
  occurrences: number;
  annunciation: number;
  annunciatedAt: number;
  /** Steps taken since it last called. */
  escalated: number;
}

/** Somebody with an account that works, holding a role at a place. */
export interface RoleHolderRow {
  id: string;
  name: string;
  email: string;
  locale: string;
  demonstration: boolean;
  role: Role;
  scope: ScopeId;
}

/** A step that was taken, with all that the history of the alarm says of it. */
export interface TakenStep {
  alarm: ClaimedAlarm;
  /** From 0. */
  index: number;
  target: EscalationTarget;
  recipients: { id: string; name: string }[];
  detail: Record<string, unknown>;
  by: Doer;
  comment: string | null;
}

const COLUMNS = `a.id::text, a.type, a.state, a.priority, a.title, a.profile_code AS profile, a.district,
  a.customs_house AS "customsHouse", a.occurrences::float8 AS occurrences, a.annunciation,
  extract(epoch FROM a.annunciated_at)::float8 * 1000 AS "annunciatedAt",
  (SELECT count(*)::int FROM alarm_escalation e
   WHERE e.alarm_id = a.id AND e.annunciation = a.annunciation) AS escalated,
  (SELECT v.content ->> 'titleZh' FROM ruleset_part_version v
   WHERE v.kind = 'profile' AND v.code = a.profile_code AND v.state NOT IN ('draft', 'in-review')
   ORDER BY v.version DESC LIMIT 1) AS "titleZh"`;

/** Takes alarms that have a step due at `now`, the most urgent first; what another transaction holds is left to it. */
export async function claimDueAlarms(
  client: Client,
  policies: ReadonlyMap<ScopeId, EscalationPolicy>,
  now: Date,
  limit: number,
): Promise<ClaimedAlarm[]> {
  const all: [ScopeId, EscalationPolicy][] = [['national', STANDARD_ESCALATION], ...policies];
  const times = [...new Map(all)].flatMap(([scope, policy]) =>
    ALARM_PRIORITIES.map((priority) => ({
      scope,
      priority,
      minutes: policy[priority].map(({ afterMinutes }) => afterMinutes),
    })),
  );
  const { rows } = await client.query<ClaimedAlarm>(
    `WITH policy AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS p (scope text, priority text, minutes int[]))
     SELECT ${COLUMNS} FROM alarm a
     LEFT JOIN policy h ON h.scope = 'house:' || a.customs_house AND h.priority = a.priority
     LEFT JOIN policy d ON d.scope = 'district:' || a.district AND d.priority = a.priority
     JOIN policy n ON n.scope = 'national' AND n.priority = a.priority
     WHERE a.state IN ('unacknowledged', 'returned-unacknowledged', 'latched-unacknowledged')
       AND a.annunciated_at + make_interval(
         mins => (coalesce(h.minutes, d.minutes, n.minutes))[a.escalated + 1]) <= $2
     ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], a.priority), a.annunciated_at, a.id
     LIMIT $3 FOR UPDATE OF a SKIP LOCKED`,
    [JSON.stringify(times), now, limit],
  );
  return rows;
}

/** Takes the alarms of these ids that are there, in the order of their ids. */
export async function lockAlarmsToEscalate(client: Client, ids: readonly string[]): Promise<ClaimedAlarm[]> {
  const { rows } = await client.query<ClaimedAlarm>(
    `SELECT ${COLUMNS} FROM alarm a WHERE a.id::text = ANY ($1) ORDER BY a.id FOR UPDATE OF a`,
    [ids],
  );
  return rows;
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

/** Notes steps as taken, each with its event, which tells the webhooks; fails where one was taken before. */
export async function noteSteps(client: Client, steps: readonly TakenStep[], at: Date): Promise<void> {
  const rows = steps.map(({ alarm, index, target, recipients, detail, by, comment }) => ({
    alarm_id: alarm.id,
    annunciation: alarm.annunciation,
    step: index,
    target,
    recipients,
    state: alarm.state,
    priority: alarm.priority,
    actor_id: by.id,
    actor_name: by.name,
    comment,
    detail,
  }));
  await client.query(
    `WITH taken AS (
       SELECT r.* FROM jsonb_to_recordset($1::jsonb) AS r (alarm_id bigint, annunciation int, step int, target jsonb,
         recipients jsonb, state text, priority text, actor_id text, actor_name text, comment text, detail jsonb)
     ), noted AS (
       INSERT INTO alarm_escalation (alarm_id, annunciation, step, at, target, recipients)
       SELECT alarm_id, annunciation, step, $2, target, recipients FROM taken
     ), told AS (
       INSERT INTO alarm_event (alarm_id, at, action, from_state, to_state, priority, actor_id, actor_name, comment,
                                detail)
       SELECT alarm_id, $2, 'escalated', state, state, priority, actor_id, actor_name, comment, detail
       FROM taken ORDER BY alarm_id, step
     )
     UPDATE alarm a SET escalated = t.steps
     FROM (SELECT alarm_id, max(step) + 1 AS steps FROM taken GROUP BY alarm_id) t WHERE a.id = t.alarm_id`,
    [JSON.stringify(rows), at],
  );
}

/** Corrects how many steps an alarm says were taken, which the steps themselves know better. */
export async function correctEscalated(client: Client, alarms: readonly ClaimedAlarm[]): Promise<void> {
  await client.query(
    `UPDATE alarm a SET escalated = r.escalated
     FROM jsonb_to_recordset($1::jsonb) AS r (id bigint, escalated int) WHERE a.id = r.id`,
    [JSON.stringify(alarms.map(({ id, escalated }) => ({ id, escalated })))],
  );
}
