import type { Change } from '../../contract/changes.ts';
import { conditionCause, conditionTitle, type MeasuredType } from '../../domain/alarm/condition-cause.ts';
import { ALARM_DEFINITIONS, ALARM_TYPES, type AlarmType } from '../../domain/alarm/definition.ts';
import { placeOfAlarm } from '../../domain/alarm/place.ts';
import type { AlarmOccurrence } from '../../domain/alarm/raise.ts';
import {
  followsFromAnother,
  LONGEST_LINGERING_MS,
  SUPPRESSIBLE,
  SUPPRESSING,
  suppressionSteps,
  type SuppressibleAlarm,
} from '../../domain/alarm/suppression.ts';
import { stepFor, type Verdict } from '../../domain/alarm/verdict.ts';
import type { Client, Queryable } from '../db/pool.ts';
import { applyAction, changeAlarms, clearAlarms, holdAlarms, raiseAlarms } from './alarm.store.ts';
import { readStanding, type StandingAlarm } from './alarm-condition.store.ts';
import type { StoredAlarm } from './alarm-row.store.ts';

/** A verdict on a measured condition, with the place it is of; both null: the system or the nation. */
export interface Judged {
  type: MeasuredType;
  district: string | null;
  customsHouse: string | null;
  verdict: Verdict;
}

/** Types whose alarms are raised and cleared by verdicts. */
const MEASURED: readonly AlarmType[] = ALARM_TYPES.filter(
  (type) => ALARM_DEFINITIONS[type].ends === 'measured',
);

/** Everything that verdicts and suppression look at. */
const WATCHED = [...new Set([...MEASURED, ...SUPPRESSIBLE, ...SUPPRESSING])];

const LOCK = 7_301_022;

/** What stands, and what explained others until a while ago. */
function readWatched(db: Queryable, now: number): Promise<StandingAlarm[]> {
  return readStanding(db, WATCHED, new Date(now - LONGEST_LINGERING_MS));
}

/**
 * Does what verdicts ask for, in the transaction of `client`: raises, clears, and keeps from view what only follows from
 * another alarm; new alarms that do are suppressed at once. With `refresh`, alarms that stand get the newest measured
 * values, without an event. Answers the alarms that changed. `now` in ms.
 */
export async function takeSteps(
  client: Client,
  judged: readonly Judged[],
  { now, refresh }: { now: number; refresh: boolean },
): Promise<StoredAlarm[]> {
  // Workers and servers take their steps one after the other.
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const standing = await readWatched(client, now);
  const open = new Map(standing.filter(({ over }) => !over).map((alarm) => [alarm.cause, alarm]));
  const raised: AlarmOccurrence[] = [];
  const cleared: string[] = [];
  const refreshed = new Map<string, Judged>();
  for (const one of judged) {
    const cause = conditionCause(one.type, one.customsHouse);
    const alarm = open.get(cause);
    const active = alarm?.activeState === true ? alarm : null;
    const step = stepFor(one.verdict, active);
    if (step === 'raise') raised.push(occurrenceOf(one, cause, now));
    else if (step === 'clear') cleared.push(cause);
    else if (refresh && active !== null && one.verdict.verdict === 'there') refreshed.set(cause, one);
  }

  // As it will be once all of this is done.
  const gone = new Set(cleared);
  const after: SuppressibleAlarm[] = [
    ...standing.map((alarm) =>
      gone.has(alarm.cause) && !alarm.over ? { ...alarm, activeState: false, clearedAt: now } : alarm,
    ),
    ...raised.map((one) => ({ ...one, activeState: true, clearedAt: null, suppressedState: false })),
  ];
  for (const [at, occurrence] of raised.entries()) {
    const self = after[standing.length + at]!;
    occurrence.suppressed = followsFromAnother(self, after, now);
  }
  const known = after.slice(0, standing.length);
  const steps = suppressionSteps(known, now, after);
  const causesTo = (wanted: 'suppress' | 'unsuppress') =>
    standing.flatMap(({ cause, over }, at) => (!over && steps[at] === wanted ? cause : []));

  // All at once: step by step, this could wait for a deed on several alarms that waits for one held here.
  const touched = [...raised.map(({ cause }) => cause), ...causesTo('suppress'), ...causesTo('unsuppress')];
  await holdAlarms(client, [...new Set([...cleared, ...touched, ...refreshed.keys()])]);
  const changed = new Map<string, StoredAlarm>();
  const note = (alarms: Iterable<StoredAlarm>) => {
    for (const alarm of alarms) changed.set(alarm.id, alarm);
  };
  note(await clearAlarms(client, cleared, now));
  note((await raiseAlarms(client, raised, null)).values());
  for (const type of ['suppress', 'unsuppress'] as const) {
    const causes = causesTo(type);
    if (causes.length === 0) continue;
    const doing = { actor: null, comment: null, now };
    note(done(await applyAction(client, { causes }, { type }, doing)));
  }
  if (refreshed.size > 0) note(await refreshDetails(client, refreshed));
  return [...changed.values()];
}

/** What is to be announced of alarms that changed. */
export function changesOf(alarms: readonly StoredAlarm[]): Change[] {
  return alarms.map((alarm) => ({ subject: 'alarms', scope: placeOfAlarm(alarm), keys: [alarm.id] }));
}

function occurrenceOf(
  { type, district, customsHouse, verdict }: Judged,
  cause: string,
  now: number,
): AlarmOccurrence {
  if (verdict.verdict !== 'there') throw new Error('only what is there is raised');
  const at = new Date(now);
  return {
    cause,
    type,
    priority: verdict.priority,
    title: conditionTitle(type, verdict.detail),
    profileCode: null,
    district,
    customsHouse,
    occurrences: 1,
    firstAt: at,
    lastAt: at,
    detail: verdict.detail,
  };
}

async function refreshDetails(client: Client, judged: ReadonlyMap<string, Judged>): Promise<StoredAlarm[]> {
  const outcomes = await changeAlarms(
    client,
    { causes: [...judged.keys()] },
    (alarm) => {
      const { verdict } = judged.get(alarm.cause)!;
      const detail = verdict.verdict === 'there' ? verdict.detail : alarm.detail;
      return { ok: true, record: { ...alarm, detail }, events: [] };
    },
    { actor: null },
  );
  return done(outcomes);
}

function done(outcomes: Awaited<ReturnType<typeof applyAction>>): StoredAlarm[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? outcome.alarm : []));
}
