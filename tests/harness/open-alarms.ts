import type { AlarmDetail } from '../../shared/contract/alarms.ts';
import { ALARM_DEFINITIONS, type AlarmType } from '../../shared/domain/alarm/definition.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../shared/domain/targeting/profile.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';

/** An open alarm to be put into the database as it is, past the machine that makes them. Ages in minutes. */
export interface AlarmSeed {
  type: AlarmType;
  priority: AlarmPriority;
  title: string;
  house: string | null;
  profile?: string;
  occurrences?: number;
  /** Since it was raised, and since it last called. */
  age?: number;
  called?: number;
  state?: 'unacknowledged' | 'acknowledged' | 'returned-unacknowledged' | 'shelved' | 'out-of-service';
  /** Name of who acknowledged it, has it, or wrote its profile. */
  by?: string;
  assigned?: { id: string; name: string };
  author?: { id: string; name: string };
  chattering?: boolean;
  escalated?: number;
  detail?: AlarmDetail;
  /** Id of its common cause. */
  group?: string;
}

const MINUTE = 60_000;

/** Puts open alarms into the database; answers their ids, in order. `first`: how many such were put there before. */
export async function addOpenAlarms(
  pool: Pool,
  seeds: readonly AlarmSeed[],
  now: number,
  first = 0,
): Promise<string[]> {
  const ago = (minutes: number) => new Date(now - minutes * MINUTE).toISOString();
  const rows = seeds.map((seed, index) => {
    const { state = 'unacknowledged', age = 5, called = age } = seed;
    const acknowledged = state === 'acknowledged';
    return {
      place: index,
      cause: `${seed.profile === undefined ? seed.type : `profile:${seed.profile}`}@${seed.house ?? 'nation'}#${first + index}`,
      type: seed.type,
      kind: ALARM_DEFINITIONS[seed.type].kind,
      priority: seed.priority,
      state,
      title: seed.title,
      profile_code: seed.profile ?? null,
      customs_house: seed.house,
      occurrences: seed.occurrences ?? 1,
      raised_at: ago(age),
      annunciated_at: ago(called),
      last_occurred_at: ago(Math.min(called, 1)),
      active_state: state !== 'returned-unacknowledged',
      acked_state: acknowledged,
      acknowledged_by: acknowledged ? (seed.by ?? 'Li Wei') : null,
      acknowledged_at: acknowledged ? ago(called / 2) : null,
      unshelve_time: state === 'shelved' ? ago(-45) : null,
      out_of_service_state: state === 'out-of-service',
      quarantined_to: seed.author?.id ?? null,
      quarantined_name: seed.author?.name ?? null,
      assigned_to: seed.assigned?.id ?? null,
      assigned_name: seed.assigned?.name ?? null,
      chattering_since: seed.chattering === true ? ago(3) : null,
      escalated: seed.escalated ?? 0,
      detail: seed.detail ?? null,
      group_id: seed.group ?? null,
    };
  });
  const { rows: added } = await pool.query<{ id: string }>(
    `WITH given AS (
       SELECT r.*, h.district FROM jsonb_to_recordset($1::jsonb) AS r (
         place integer, cause text, type text, kind text, priority text, state text, title text, profile_code text,
         customs_house text, occurrences bigint, raised_at timestamptz, annunciated_at timestamptz,
         last_occurred_at timestamptz, active_state boolean, acked_state boolean, acknowledged_by text,
         acknowledged_at timestamptz, unshelve_time timestamptz, out_of_service_state boolean, quarantined_to text,
         quarantined_name text, assigned_to text, assigned_name text, chattering_since timestamptz, escalated integer,
         detail jsonb, group_id bigint)
       LEFT JOIN customs_house h ON h.code = r.customs_house ORDER BY place),
     added AS (
       INSERT INTO alarm (cause, type, kind, priority, state, title, profile_code, district, customs_house, occurrences,
         raised_at, annunciated_at, last_occurred_at, active_state, acked_state, acknowledged_by, acknowledged_at,
         unshelve_time, out_of_service_state, quarantined_to, quarantined_name, assigned_to, assigned_name,
         chattering_since, escalated, detail, group_id)
       SELECT cause, type, kind, priority, state, title, profile_code, district, customs_house, occurrences,
         raised_at, annunciated_at, last_occurred_at, active_state, acked_state, acknowledged_by, acknowledged_at,
         unshelve_time, out_of_service_state, quarantined_to, quarantined_name, assigned_to, assigned_name,
         chattering_since, escalated, detail, group_id
       FROM given RETURNING id, cause, raised_at, priority, state, occurrences),
     told AS (
       INSERT INTO alarm_event (alarm_id, at, action, to_state, priority, annunciated, occurrences)
       SELECT id, raised_at, 'raised', 'unacknowledged', priority, true, occurrences FROM added)
     SELECT a.id FROM added a JOIN given g USING (cause) ORDER BY g.place`,
    [JSON.stringify(rows)],
  );
  return added.map(({ id }) => id);
}

/** Makes a common cause; answers its id. */
export async function addAlarmGroup(
  pool: Pool,
  dimension: string,
  value: string,
  openedAt: Date,
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'INSERT INTO alarm_group (dimension, value, opened_at) VALUES ($1, $2, $3) RETURNING id',
    [dimension, value, openedAt],
  );
  return rows[0]!.id;
}

/** Priorities as EEMUA 191 would have them: 5 % high or above, 15 % medium, 80 % low. */
function priorityOf(index: number): AlarmPriority {
  const share = (index * 37) % 100;
  return ALARM_PRIORITIES[share < 1 ? 0 : share < 5 ? 1 : share < 20 ? 2 : 3]!;
}

/** Very many open alarms of profiles at many houses, in every state that a list shows. */
export function manyAlarms(count: number, houses: readonly string[]): AlarmSeed[] {
  const titles = [
    'Unit price below the reference',
    'Origin claim without certificate number',
    'Trader on the list of prohibited goods',
    'Description and heading disagree',
    'First declaration, value above one million',
    'Route unusual for these goods',
  ];
  const states = [
    'unacknowledged',
    'unacknowledged',
    'acknowledged',
    'returned-unacknowledged',
    'shelved',
  ] as const;
  return Array.from({ length: count }, (_, index) => ({
    type: 'profile-hit' as const,
    priority: priorityOf(index),
    title: titles[index % titles.length]!,
    house: houses[index % houses.length]!,
    profile: `VAL-${String(1 + (index % 997)).padStart(4, '0')}`,
    occurrences: 1 + ((index * 31) % 400),
    age: 1 + ((index * 7919) % 3_000),
    state: states[index % states.length]!,
    chattering: index % 211 === 0,
    escalated: index % 97 === 0 ? 1 : 0,
  }));
}
