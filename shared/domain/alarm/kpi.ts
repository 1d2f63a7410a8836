import { ALARM_PRIORITIES, type AlarmPriority } from '../targeting/profile.ts';
import { judgeKpi, type AlarmKpi, type KpiVerdict } from './kpi-standard.ts';
import { floodShare, floodsIn, meanIn, peakIn, shareOver, type CallsByMinute } from './load-series.ts';

/** Milliseconds after which an alarm that is still there counts as standing. */
export const STANDING_MS = 24 * 3_600_000;
/** Calls of one cause within a minute that make it chatter. */
export const CHATTERING_CALLS = 3;
export const CHATTERING_MS = 60_000;
/** A call whose cause is gone within this time, before anyone did anything about it, was fleeting. */
export const FLEETING_MS = 60_000;
/** Causes whose share of the load is told. */
export const MOST_FREQUENT = 10;

/** What is counted from the log of a period and its alarms; a call is an event that asks for an operator. */
export interface AlarmTally {
  calls: CallsByMinute;
  byPriority: Record<AlarmPriority, number>;
  /** Calls of the most frequent causes, at most `MOST_FREQUENT`. */
  topCauses: readonly number[];
  /** How many different causes called. */
  causes: number;
  /** Causes that called `CHATTERING_CALLS` times within `CHATTERING_MS`. */
  chattering: number;
  /** Calls; see `FLEETING_MS`. */
  fleeting: number;
  /** Of the calls that somebody acknowledged in the period, how long that took (nearest rank), ms. */
  acknowledged: { calls: number; inTime: number; median: number | null; p90: number | null };
  /** Calls that nobody acknowledged in the period, though their time to respond was over in it. */
  overdue: number;
  /** At the end of the period: alarms in view, over or not … */
  standing: number;
  /** … those raised more than `STANDING_MS` before, in view or not … */
  standingDay: number;
  /** … and those that are shelved. */
  shelved: number;
  /** Alarms that began to stand for more than `STANDING_MS` in the period. */
  standingDayNew: number;
  unauthorised: number;
}

export interface KpiFigure {
  kpi: AlarmKpi;
  /** In the unit of its standard; null where the period tells nothing of it. */
  value: number | null;
  verdict: KpiVerdict;
}

const DAY = 1440;

/** The figures of a period, each beside what is recommended. */
export function alarmKpis(tally: AlarmTally): KpiFigure[] {
  const { calls, byPriority, topCauses, causes, acknowledged, overdue } = tally;
  const floods = floodsIn(calls);
  const total = ALARM_PRIORITIES.reduce((all, priority) => all + byPriority[priority], 0);
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const values: Record<AlarmKpi, number | null> = {
    'per-ten-minutes': meanIn(calls, 10),
    'per-hour': meanIn(calls, 60),
    'per-day': meanIn(calls, DAY),
    'peak-ten-minutes': peakIn(calls, 10),
    'hours-over-30': shareOver(calls, 60, 30),
    'ten-minutes-over-10': shareOver(calls, 10, 10),
    'flood-time': floodShare(calls, floods),
    'upset-ten-minutes': Math.max(0, ...floods.map(({ firstTen }) => firstTen)),
    // Where there are no more causes, the most frequent are all of them.
    'top-ten-share':
      causes <= MOST_FREQUENT
        ? null
        : share(
            topCauses.reduce((all, count) => all + count, 0),
            total,
          ),
    chattering: tally.chattering,
    fleeting: tally.fleeting,
    standing: tally.standing,
    'standing-day': tally.standingDay,
    'standing-day-new': calls.length < DAY ? null : (tally.standingDayNew * DAY) / calls.length,
    'priority-critical': share(byPriority.critical, total),
    'priority-high': share(byPriority.high, total),
    'priority-medium': share(byPriority.medium, total),
    'priority-low': share(byPriority.low, total),
    'acknowledge-median': acknowledged.median,
    'acknowledge-p90': acknowledged.p90,
    'acknowledge-in-time': share(acknowledged.inTime, acknowledged.calls + overdue),
    shelved: tally.shelved,
    'unauthorised-suppression': tally.unauthorised,
  };
  return (Object.keys(values) as AlarmKpi[]).map((kpi) => {
    return { kpi, value: values[kpi], verdict: judgeKpi(kpi, values[kpi]) };
  });
}

/** How hard the first ten minutes of an upset are on an operator (EEMUA 191); it names nothing between 10 and 20. */
export type UpsetRating = 'manageable' | 'demanding' | 'hard' | 'excessive';

export function rateUpset(calls: number): UpsetRating {
  if (calls < 10) return 'manageable';
  if (calls < 20) return 'demanding';
  return calls <= 100 ? 'hard' : 'excessive';
}
