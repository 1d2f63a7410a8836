import { ALARM_DEFINITIONS, type AlarmType } from './definition.ts';
import { BETWEEN, GONE, type Verdict } from './verdict.ts';

/** What a server knows of the system as a whole, at an instant (ms). */
export interface SystemReadings {
  now: number;
  /** Accepted declarations that wait for their decision, and how many may; null where it is not known. */
  waiting: number | null;
  waitingLimit: number;
  /** 99 % of the decisions of the last minute came within, ms; null where there were none. */
  p99: number | null;
  /** When a decision or a heartbeat last came back from a worker. */
  lastReturnAt: number;
}

/** Since when a condition has been there without a break, and since when it has not; ms. */
export interface SystemMemory {
  lateSince: number | null;
  inTimeSince: number | null;
  returnsSince: number | null;
}

export const NO_MEMORY: SystemMemory = { lateSince: null, inTimeSince: null, returnsSince: null };

export type WatchedFault = Extract<AlarmType, 'intake-backlog' | 'decision-latency' | 'worker-lost'>;

/** Shares of the limit: raised at half of it, critical when it is as good as full, gone below a quarter. */
const BACKLOG = { raised: 0.5, full: 0.95, gone: 0.25 };

/** Late is what takes longer; in time, by a margin, what takes less; either has to last. All in ms. */
const LATENCY = { late: 2000, inTime: 1600, lasting: 30_000 };

/** A worker is lost when nothing has come back for so long, and back when returns have come for so long; ms. */
const LOST_AFTER = 15_000;
const BACK_AFTER = 5000;
/** Heartbeats come each second: returns have stopped for now when none came for this long, ms. */
const RETURNS_BREAK = 4000;

/** The verdicts on the system as a whole, and what is to be remembered for the next. */
export function watchSystem(
  memory: SystemMemory,
  readings: SystemReadings,
): { memory: SystemMemory; verdicts: Record<WatchedFault, Verdict> } {
  const { now, p99, lastReturnAt } = readings;
  const late = p99 !== null && p99 > LATENCY.late;
  const inTime = p99 === null || p99 < LATENCY.inTime;
  const next: SystemMemory = {
    lateSince: late ? (memory.lateSince ?? now) : null,
    inTimeSince: inTime ? (memory.inTimeSince ?? now) : null,
    returnsSince: now - lastReturnAt < RETURNS_BREAK ? (memory.returnsSince ?? now) : null,
  };
  return {
    memory: next,
    verdicts: {
      'intake-backlog': backlog(readings),
      'decision-latency': latency(next, readings),
      'worker-lost': lost(next, readings),
    },
  };
}

function backlog({ waiting, waitingLimit }: SystemReadings): Verdict {
  if (waiting === null) return BETWEEN;
  const share = waiting / waitingLimit;
  if (share < BACKLOG.gone) return GONE;
  if (share < BACKLOG.raised) return BETWEEN;
  return {
    verdict: 'there',
    priority: share >= BACKLOG.full ? 'critical' : ALARM_DEFINITIONS['intake-backlog'].priority,
    detail: { observed: waiting, limit: waitingLimit },
  };
}

function latency({ lateSince, inTimeSince }: SystemMemory, { now, p99 }: SystemReadings): Verdict {
  if (lateSince !== null && now - lateSince >= LATENCY.lasting) {
    return {
      verdict: 'there',
      priority: ALARM_DEFINITIONS['decision-latency'].priority,
      detail: { p99: p99!, limit: LATENCY.late },
    };
  }
  return inTimeSince !== null && now - inTimeSince >= LATENCY.lasting ? GONE : BETWEEN;
}

function lost({ returnsSince }: SystemMemory, { now, lastReturnAt }: SystemReadings): Verdict {
  if (now - lastReturnAt >= LOST_AFTER) {
    return {
      verdict: 'there',
      priority: ALARM_DEFINITIONS['worker-lost'].priority,
      detail: { seconds: Math.floor((now - lastReturnAt) / 1000) },
    };
  }
  return returnsSince !== null && now - returnsSince >= BACK_AFTER ? GONE : BETWEEN;
}
