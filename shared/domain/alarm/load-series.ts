/** How many alarms called in each minute of a period, the first minute first. */
export type CallsByMinute = readonly number[];

/** Mean calls in a window of so many minutes; null for a period that is shorter. */
export function meanIn(calls: CallsByMinute, window: number): number | null {
  return calls.length < window ? null : (sum(calls) * window) / calls.length;
}

/** Most calls in a window of so many minutes that begins with any minute of the period. */
export function peakIn(calls: CallsByMinute, window: number): number {
  let peak = 0;
  let within = 0;
  calls.forEach((count, minute) => {
    within += count - (calls[minute - window] ?? 0);
    peak = Math.max(peak, within);
  });
  return peak;
}

/**
 * Share of the slots of so many minutes, laid end to end from the beginning of the period, that hold more than `limit`
 * calls. The last may be shorter: what is too much in a part of a slot is too much in all of it.
 */
export function shareOver(calls: CallsByMinute, slot: number, limit: number): number | null {
  const slots = inSteps(calls, slot);
  return slots.length === 0 ? null : slots.filter((count) => count > limit).length / slots.length;
}

/** Calls in steps of so many minutes, the last as long as what is left. */
export function inSteps(calls: CallsByMinute, step: number): number[] {
  return Array.from({ length: Math.ceil(calls.length / step) }, (_, at) =>
    sum(calls.slice(at * step, (at + 1) * step)),
  );
}

/** A flood begins with more calls than this in ten minutes (ISA-18.2). */
const FLOOD_BEGINS_ABOVE = 10;
/** And ends with fewer than this in ten minutes. */
const FLOOD_ENDS_BELOW = 5;
const TEN_MINUTES = 10;

/** A flood of alarms. Minutes are counted from the beginning of the period. */
export interface Flood {
  /** Its first minute: the ten that end with it are the first with too many calls. */
  from: number;
  /** The minute with which it was over; null while it lasts. */
  to: number | null;
  /** Calls in the first ten minutes of the upset, from the first call that led to it. */
  firstTen: number;
  /** Most calls in any ten minutes that end in it. */
  peak: number;
}

/**
 * Floods of a period, in whole minutes: at each, the calls of the ten minutes that end with it are counted. A period is
 * looked at by itself; what called before it began is not known to it.
 */
export function floodsIn(calls: CallsByMinute): Flood[] {
  const floods: Flood[] = [];
  let open: Flood | null = null;
  let within = 0;
  calls.forEach((count, minute) => {
    within += count - (calls[minute - TEN_MINUTES] ?? 0);
    if (open === null && within > FLOOD_BEGINS_ABOVE) {
      const onset = firstCallSince(calls, minute - TEN_MINUTES + 1);
      open = { from: minute, to: null, firstTen: sum(calls.slice(onset, onset + TEN_MINUTES)), peak: 0 };
      floods.push(open);
    } else if (open !== null && within < FLOOD_ENDS_BELOW) {
      open.to = minute;
      open = null;
    }
    if (open !== null) open.peak = Math.max(open.peak, within);
  });
  return floods;
}

/** Share of a period's minutes that lie in floods; null for a period without any. */
export function floodShare(calls: CallsByMinute, floods: readonly Flood[]): number | null {
  const minutes = floods.reduce((all, { from, to }) => all + (to ?? calls.length) - from, 0);
  return calls.length === 0 ? null : minutes / calls.length;
}

function firstCallSince(calls: CallsByMinute, minute: number): number {
  let at = Math.max(0, minute);
  while (calls[at] === 0) at++;
  return at;
}

function sum(calls: CallsByMinute): number {
  return calls.reduce((all, count) => all + count, 0);
}
