import { TIME_TO_RESPOND } from './definition.ts';
import { HIDING_ACTIONS, hidingFault, type HidingAction } from './hiding.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../targeting/profile.ts';
import type { AlarmState } from './condition.ts';
import type { AlarmTally } from './kpi.ts';
import type { CallsByMinute, Flood } from './load-series.ts';

/** One row of the log, with what its alarm is about. Instants in ms. */
export interface LogEntry {
  id: number;
  at: number;
  alarmId: string;
  cause: string;
  action: string;
  annunciated: boolean;
  priority: AlarmPriority;
  toState: AlarmState | null;
  actorId: string | null;
  comment: string | null;
  until: number | null;
}

export interface AlarmNow {
  id: string;
  state: AlarmState;
  raisedAt: number;
  unshelveTime: number | null;
}

const MINUTE = 60_000;
const HIDDEN = new Set<AlarmState>(['shelved', 'suppressed-by-design', 'out-of-service']);

/** Counts everything from the raw log by looking again at all of it for each figure: slow, and plainly so. */
export function recount(
  log: readonly LogEntry[],
  alarms: readonly AlarmNow[],
  { from, to }: { from: number; to: number },
  now: number,
): AlarmTally {
  const ordered = log.toSorted((a, b) => a.id - b.id);
  const inPeriod = ordered.filter(({ at }) => from <= at && at < to);
  const calls = inPeriod.filter(({ annunciated }) => annunciated);
  const after = (call: LogEntry, actions: readonly string[], orCall = false) =>
    inPeriod.find(
      ({ id, alarmId, action, annunciated }) =>
        id > call.id && alarmId === call.alarmId && (actions.includes(action) || (orCall && annunciated)),
    );
  const ends = calls.map((call) => ({ call, end: after(call, ['acknowledge', ...HIDING_ACTIONS]) }));
  const took = ends
    .filter(({ end }) => end?.action === 'acknowledge')
    .map(({ call, end }) => ({ call, ms: Math.max(0, end!.at - call.at) }));
  const waits = took.map(({ ms }) => ms).sort((a, b) => a - b);
  const nearestRank = (share: number) => waits[Math.max(0, Math.ceil(share * waits.length) - 1)] ?? null;
  const limit = ({ priority }: LogEntry) => TIME_TO_RESPOND[priority] * MINUTE;
  const causes = [...Map.groupBy(calls, ({ cause }) => cause).values()];
  const stateAt = (alarmId: string, instant: number): AlarmState => {
    const last = ordered.findLast((entry) => entry.alarmId === alarmId && entry.at < instant);
    return last === undefined ? 'normal' : (last.toState ?? 'unacknowledged');
  };
  const openAt = (id: string, instant: number) => stateAt(id, instant) !== 'normal';
  const open = alarms.filter(({ id }) => openAt(id, to));
  return {
    calls: Array.from(
      { length: Math.round((to - from) / MINUTE) },
      (_, minute) =>
        calls.filter(({ at }) => at >= from + minute * MINUTE && at < from + (minute + 1) * MINUTE).length,
    ),
    byPriority: Object.fromEntries(
      ALARM_PRIORITIES.map((each) => [each, calls.filter(({ priority }) => priority === each).length]),
    ) as Record<AlarmPriority, number>,
    topCauses: causes
      .map(({ length }) => length)
      .sort((a, b) => b - a)
      .slice(0, 10),
    causes: causes.length,
    chattering: causes.filter((one) =>
      one.some(({ at }) => one.filter((other) => at <= other.at && other.at < at + MINUTE).length >= 3),
    ).length,
    fleeting: calls.filter((call) => {
      const next = after(call, ['acknowledge', 'clear', ...HIDING_ACTIONS], true);
      return next?.action === 'clear' && next.at - call.at <= MINUTE;
    }).length,
    acknowledged: {
      calls: took.length,
      inTime: took.filter(({ call, ms }) => ms <= limit(call)).length,
      median: nearestRank(0.5),
      p90: nearestRank(0.9),
    },
    overdue: ends.filter(({ call, end }) => end === undefined && to - call.at > limit(call)).length,
    standing: open.filter(({ id }) => !HIDDEN.has(stateAt(id, to))).length,
    standingDay: open.filter(({ raisedAt }) => raisedAt < to - 24 * 60 * MINUTE).length,
    shelved: open.filter(({ id }) => stateAt(id, to) === 'shelved').length,
    standingDayNew: alarms.filter(({ id, raisedAt }) => {
      const full = raisedAt + 24 * 60 * MINUTE;
      return from <= full && full < to && openAt(id, full + 1);
    }).length,
    unauthorised:
      inPeriod.filter(
        (entry) =>
          HIDING_ACTIONS.includes(entry.action as HidingAction) &&
          hidingFault({ ...entry, action: entry.action as HidingAction }) !== null,
      ).length +
      alarms.filter(
        ({ id, state, unshelveTime }) =>
          HIDDEN.has(state) &&
          (stateAt(id, Infinity) !== state || (unshelveTime !== null && unshelveTime < now - 5 * MINUTE)),
      ).length,
  };
}

/** Floods by the words of the definition: at every minute all of its ten minutes are counted. */
export function recountFloods(calls: CallsByMinute): Flood[] {
  const tenUpTo = (minute: number) =>
    calls.filter((_, at) => at > minute - 10 && at <= minute).reduce((all, count) => all + count, 0);
  const floods: Flood[] = [];
  calls.forEach((_, minute) => {
    const last = floods.at(-1);
    const lasting = last !== undefined && last.to === null;
    if (lasting && tenUpTo(minute) < 5) last.to = minute;
    else if (lasting) last.peak = Math.max(last.peak, tenUpTo(minute));
    else if (tenUpTo(minute) > 10) {
      const onset = calls.findIndex((count, at) => at > minute - 10 && count > 0);
      const firstTen = calls.filter((__, at) => at >= onset && at < onset + 10);
      floods.push({
        from: minute,
        to: null,
        firstTen: firstTen.reduce((all, count) => all + count, 0),
        peak: tenUpTo(minute),
      });
    }
  });
  return floods;
}
