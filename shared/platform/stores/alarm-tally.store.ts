import { HIDING_ACTIONS, hidingFault, type Hiding } from '../../domain/alarm/hiding.ts';
import { TIME_TO_RESPOND, type AlarmKind } from '../../domain/alarm/definition.ts';
import {
  CHATTERING_CALLS,
  CHATTERING_MS,
  FLEETING_MS,
  MOST_FREQUENT,
  STANDING_MS,
  type AlarmTally,
} from '../../domain/alarm/kpi.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../domain/targeting/profile.ts';
import type { Queryable } from '../db/pool.ts';

/** Whole minutes, ms; `kinds` null: all there are. What else is counted is what the connection may see. */
export interface TallyOf {
  from: number;
  to: number;
  kinds: readonly AlarmKind[] | null;
}

/** A cause that called often, with the newest of its alarms. */
export interface FrequentCause {
  cause: string;
  calls: number;
  alarmId: string;
}

const MINUTE = 60_000;

/** A shelving that should have ended this long ago was forgotten by the machine, ms. */
const SHELVING_GRACE = 5 * MINUTE;

/** Before states were kept, alarms knew no other. */
const STATE = `coalesce(e.to_state, 'unacknowledged')`;
const IN_PERIOD = 'e.at >= $1 AND e.at < $2';
const HIDING = HIDING_ACTIONS.map((action) => `'${action}'`).join(', ');
/** What ends the wait for an acknowledgement: it, or that the alarm is kept from view. */
const ENDS = `e.action IN ('acknowledge', ${HIDING})`;

/**
 * Counts what the figures of the alarm load are made of, from the log itself. Everything is of one period, by the
 * database's clock; what the log tells of alarms at its end is told as of then.
 */
export async function tallyAlarms(
  db: Queryable,
  of: TallyOf,
): Promise<{ tally: AlarmTally; frequent: FrequentCause[] }> {
  const { calls, byPriority } = await readCalls(db, of);
  const { frequent, causes, chattering } = await readCauses(db, of);
  const tally: AlarmTally = {
    calls,
    byPriority,
    topCauses: frequent.map((each) => each.calls),
    causes,
    chattering,
    ...(await readBehaviour(db, of)),
    ...(await readStanding(db, of)),
    unauthorised: (await countHidings(db, of)) + (await countHidden(db, of)),
  };
  return { tally, frequent };
}

/** `$1` and `$2` are the ends of the period; `$3` are the kinds, where some are named. */
function values({ from, to, kinds }: TallyOf): unknown[] {
  return [new Date(from), new Date(to), ...(kinds === null ? [] : [kinds])];
}

/** Of the alarms `a`. */
function ofKinds({ kinds }: TallyOf): string {
  return kinds === null ? 'true' : 'a.kind = ANY ($3)';
}

/** Events of the kinds; a reader's own alarms are told by the events alone, so that these are not joined for nothing. */
function eventsOf(of: TallyOf): string {
  return of.kinds === null
    ? 'alarm_event e'
    : `alarm_event e JOIN alarm a ON a.id = e.alarm_id AND ${ofKinds(of)}`;
}

async function readCalls(db: Queryable, of: TallyOf): Promise<Pick<AlarmTally, 'calls' | 'byPriority'>> {
  const { rows } = await db.query<{ minute: number; priority: AlarmPriority; calls: number }>(
    `SELECT (extract(epoch FROM minute - $1::timestamptz) / 60)::int AS minute, priority, calls FROM (
       SELECT date_bin('1 minute', e.at, $1::timestamptz) AS minute, e.priority, count(*)::int AS calls
       FROM ${eventsOf(of)} WHERE ${IN_PERIOD} AND e.annunciated GROUP BY 1, 2) AS m`,
    values(of),
  );
  const calls = Array.from({ length: Math.round((of.to - of.from) / MINUTE) }, () => 0);
  const byPriority = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { minute, priority, calls: count } of rows) {
    calls[minute]! += count;
    byPriority[priority] += count;
  }
  return { calls, byPriority };
}

/** The causes that called most often, how many called, and how many of them chattered. */
async function readCauses(
  db: Queryable,
  of: TallyOf,
): Promise<{ frequent: FrequentCause[]; causes: number; chattering: number }> {
  const { rows } = await db.query<FrequentCause & { causes: number; chattering: number }>(
    `WITH call AS (
       SELECT a.cause COLLATE "C" AS cause, a.id, e.at FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id
       WHERE ${IN_PERIOD} AND e.annunciated AND ${ofKinds(of)}
     ), spaced AS (
       SELECT cause, id, at - lag(at, ${CHATTERING_CALLS - 1}) OVER (PARTITION BY cause ORDER BY at) AS span FROM call
     ), by_cause AS (
       SELECT cause, count(*)::int AS calls, max(id) AS "alarmId",
              bool_or(span < ${CHATTERING_MS} * interval '1 ms') AS chatters
       FROM spaced GROUP BY cause
     )
     SELECT cause, calls, "alarmId", count(*) OVER ()::int AS causes,
            count(*) FILTER (WHERE chatters) OVER ()::int AS chattering
     FROM by_cause ORDER BY calls DESC, cause LIMIT ${MOST_FREQUENT}`,
    values(of),
  );
  const [first] = rows;
  return {
    frequent: rows.map(({ cause, calls, alarmId }) => ({ cause, calls, alarmId })),
    causes: first?.causes ?? 0,
    chattering: first?.chattering ?? 0,
  };
}

type Behaviour = Pick<AlarmTally, 'fleeting' | 'acknowledged' | 'overdue'>;

/** What follows upon calls. */
async function readBehaviour(db: Queryable, of: TallyOf): Promise<Behaviour> {
  const limits = ALARM_PRIORITIES.map(
    (priority) => `WHEN '${priority}' THEN interval '${TIME_TO_RESPOND[priority]} min'`,
  ).join(' ');
  const { rows } = await db.query<
    Record<'fleeting' | 'acknowledged' | 'in_time' | 'overdue', number> & {
      median: number | null;
      p90: number | null;
    }
  >(
    `WITH mark AS (
       SELECT e.alarm_id, e.id, e.annunciated, e.at, e.action, ${ENDS} AS ends, e.priority
       FROM ${eventsOf(of)}
       WHERE ${IN_PERIOD} AND e.action <> 'joined' AND (e.annunciated OR e.action = 'clear' OR ${ENDS})
     ), followed AS (
       SELECT *, lead(action) OVER later AS next, lead(at) OVER later AS next_at,
              count(*) FILTER (WHERE ends) OVER later - ends::int AS ends_before
       FROM mark WINDOW later AS (PARTITION BY alarm_id ORDER BY id)
     ), ended AS (
       -- With as many ends before it as a call has, it is the end that the call waits for.
       SELECT *, max(action) FILTER (WHERE ends) OVER same AS ended_by,
              max(at) FILTER (WHERE ends) OVER same AS ended_at
       FROM followed WINDOW same AS (PARTITION BY alarm_id, ends_before)
     ), call AS (
       SELECT at, next, next_at, ended_by, CASE priority ${limits} END AS respond,
              greatest(ended_at - at, interval '0') AS waited
       FROM ended WHERE annunciated
     ), ranks AS (
       SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY waited) AS rank
       FROM call WHERE ended_by = 'acknowledge'
     )
     SELECT count(*) FILTER (WHERE next = 'clear' AND next_at - at <= ${FLEETING_MS} * interval '1 ms')::int AS fleeting,
            count(*) FILTER (WHERE ended_by = 'acknowledge')::int AS acknowledged,
            count(*) FILTER (WHERE ended_by = 'acknowledge' AND waited <= respond)::int AS in_time,
            count(*) FILTER (WHERE ended_by IS NULL AND $2::timestamptz - at > respond)::int AS overdue,
            (SELECT extract(epoch FROM rank[1]) * 1000 FROM ranks)::float8 AS median,
            (SELECT extract(epoch FROM rank[2]) * 1000 FROM ranks)::float8 AS p90
     FROM call`,
    values(of),
  );
  const { fleeting, acknowledged, in_time: inTime, overdue, median, p90 } = rows[0]!;
  return { fleeting, acknowledged: { calls: acknowledged, inTime, median, p90 }, overdue };
}

type Standing = Pick<AlarmTally, 'standing' | 'standingDay' | 'standingDayNew' | 'shelved'>;

/** Alarms that were not over at the end of the period, with the state that the log left them in. */
async function readStanding(db: Queryable, of: TallyOf): Promise<Standing> {
  const { rows } = await db.query<Record<'standing' | 'standing_day' | 'shelved' | 'standing_new', number>>(
    `WITH open AS (
       SELECT a.id, a.raised_at FROM alarm a WHERE a.state <> 'normal' AND a.raised_at < $2 AND ${ofKinds(of)}
       UNION
       SELECT a.id, a.raised_at FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id
       WHERE e.to_state = 'normal' AND e.at >= $2 AND a.raised_at < $2 AND ${ofKinds(of)}
     ), stood AS (
       SELECT open.raised_at, last.state FROM open CROSS JOIN LATERAL (
         SELECT ${STATE} AS state FROM alarm_event e WHERE e.alarm_id = open.id AND e.at < $2
         ORDER BY e.id DESC LIMIT 1) AS last
     )
     SELECT count(*) FILTER (WHERE state NOT IN ('shelved', 'suppressed-by-design', 'out-of-service'))::int AS standing,
            count(*) FILTER (WHERE raised_at < $2::timestamptz - ${STANDING_MS} * interval '1 ms')::int AS standing_day,
            count(*) FILTER (WHERE state = 'shelved')::int AS shelved,
            (SELECT count(*)::int FROM alarm a
             WHERE a.raised_at >= $1::timestamptz - ${STANDING_MS} * interval '1 ms' AND a.raised_at < $2::timestamptz - ${STANDING_MS} * interval '1 ms' AND ${ofKinds(of)}
               AND NOT EXISTS (SELECT FROM alarm_event e WHERE e.alarm_id = a.id AND e.to_state = 'normal'
                               AND e.at <= a.raised_at + ${STANDING_MS} * interval '1 ms')) AS standing_new
     FROM stood WHERE state <> 'normal'`,
    values(of),
  );
  const { standing, standing_day, shelved, standing_new } = rows[0]!;
  return { standing, standingDay: standing_day, shelved, standingDayNew: standing_new };
}

/** Events of the period that kept alarms from view and were not within the rules. */
async function countHidings(db: Queryable, of: TallyOf): Promise<number> {
  const { rows } = await db.query<Omit<Hiding, 'at'> & { at: Date }>(
    `SELECT e.action, e.at, e.priority, e.actor_id AS "actorId", e.comment,
            (e.detail ->> 'until')::float8 AS until
     FROM ${eventsOf(of)}
     WHERE ${IN_PERIOD} AND e.action IN (${HIDING}) AND NOT (e.action = 'suppress' AND e.actor_id IS NULL)`,
    values(of),
  );
  return rows.filter((row) => hidingFault({ ...row, at: row.at.getTime() }) !== null).length;
}

/** Alarms that are kept from view now though the log does not say so, or longer than it says. */
async function countHidden(db: Queryable, { kinds }: TallyOf): Promise<number> {
  const { rows } = await db.query<{ hidden: number }>(
    `SELECT count(*)::int AS hidden FROM alarm a
     WHERE a.state IN ('shelved', 'suppressed-by-design', 'out-of-service')
       AND ($1::text[] IS NULL OR a.kind = ANY ($1))
       AND (a.unshelve_time < now() - ${SHELVING_GRACE} * interval '1 ms' OR a.state IS DISTINCT FROM (
         SELECT ${STATE} FROM alarm_event e WHERE e.alarm_id = a.id ORDER BY e.id DESC LIMIT 1))`,
    [kinds],
  );
  return rows[0]!.hidden;
}
