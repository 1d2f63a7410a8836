import type { AlarmPriority } from '../targeting/profile.ts';
import { floodsIn, type CallsByMinute } from './load-series.ts';

/** What the alarms of a flood can have in common, the most specific first. */
export const GROUP_DIMENSIONS = ['trader', 'release', 'profile', 'heading', 'route', 'house'] as const;
export type GroupDimension = (typeof GROUP_DIMENSIONS)[number];

/** Occurrences of one alarm that are alike in everything that may be a common cause. */
export interface AlikeOccurrences {
  alarm: string;
  /** Of the alarm. */
  priority: AlarmPriority;
  count: number;
  values: Readonly<Partial<Record<GroupDimension, string>>>;
}

/** What explains alarms that came together. */
export interface CommonCause {
  dimension: GroupDimension;
  value: string;
  /** Ids in the order of their text. */
  alarms: string[];
  /** All occurrences of these alarms. */
  occurrences: number;
}

export interface FloodContext {
  /** Share of earlier occurrences that had a value, 0 to 1. */
  usual: (dimension: GroupDimension, value: string) => number;
  /** Whether a value is known as a common cause already: it needs no more proof, and is kept to. */
  known: (dimension: GroupDimension, value: string) => boolean;
}

/** Fewer alarms are not worth a group: an operator takes them one by one. */
export const FEWEST_ALARMS = 5;
/** What explains a smaller share of the occurrences is no cause of the flood. */
const SMALLEST_SHARE = 0.02;
/** Values that explain nearly as much as the best are as good: the more telling one of them is taken. */
const AS_GOOD = 0.95;
/** A value whose share is not this many times what is usual explains nothing that is new. */
const UNUSUAL = 2;

/** Whether a flood lasts at the end of a period (ISA-18.2: above 10 calls in 10 min, until below 5). */
export function inFlood(calls: CallsByMinute): boolean {
  const last = floodsIn(calls).at(-1);
  return last !== undefined && last.to === null;
}

interface Candidate {
  dimension: GroupDimension;
  value: string;
  known: boolean;
  usual: number;
  /** Positions of the occurrences that have the value. */
  at: number[];
  /** Occurrences not explained yet, in all and by alarm. */
  left: number;
  leftByAlarm: Map<string, number>;
}

/**
 * The common causes of alarms, found greedily: the value that explains most of the occurrences that none explains yet,
 * again and again. Each alarm goes to the cause of at least half of its occurrences, one of high or critical priority
 * only to a cause of all of them; an alarm in no answer stands alone. The order of what is given plays no part.
 */
export function commonCauses(all: readonly AlikeOccurrences[], context: FloodContext): CommonCause[] {
  const total = all.reduce((sum, { count }) => sum + count, 0);
  const candidates = candidatesIn(all, total, context);
  const explainedBy = new Map<number, Candidate>();
  const chosen: Candidate[] = [];
  for (;;) {
    const next = mostTelling(candidates.filter((candidate) => isCause(candidate, total)));
    if (next === undefined) break;
    chosen.push(next);
    for (const at of next.at) {
      if (explainedBy.has(at)) continue;
      explainedBy.set(at, next);
      const { alarm, count, values } = all[at]!;
      for (const candidate of candidates) {
        if (values[candidate.dimension] === candidate.value) explained(candidate, alarm, count);
      }
    }
  }
  return groupsOf(all, chosen, explainedBy);
}

function candidatesIn(
  all: readonly AlikeOccurrences[],
  total: number,
  { usual, known }: FloodContext,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const dimension of GROUP_DIMENSIONS) {
    const byValue = new Map<string, Candidate>();
    all.forEach(({ alarm, count, values }, at) => {
      const value = values[dimension];
      if (value === undefined) return;
      let candidate = byValue.get(value);
      if (candidate === undefined) {
        candidate = { dimension, value, known: false, usual: 0, at: [], left: 0, leftByAlarm: new Map() };
        byValue.set(value, candidate);
      }
      candidate.at.push(at);
      candidate.left += count;
      candidate.leftByAlarm.set(alarm, (candidate.leftByAlarm.get(alarm) ?? 0) + count);
    });
    for (const candidate of byValue.values()) {
      candidate.known = known(dimension, candidate.value);
      candidate.usual = usual(dimension, candidate.value);
      const unusual = candidate.left >= UNUSUAL * candidate.usual * total;
      if (candidate.known || (unusual && isCause(candidate, total))) candidates.push(candidate);
    }
  }
  return candidates;
}

function isCause({ known, left, leftByAlarm }: Candidate, total: number): boolean {
  if (known) return left > 0;
  return leftByAlarm.size >= FEWEST_ALARMS && left >= SMALLEST_SHARE * total;
}

/** Of those that explain nearly as much as the best: one known already, then the most specific, then the rarest. */
function mostTelling(candidates: readonly Candidate[]): Candidate | undefined {
  const best = Math.max(0, ...candidates.map(({ left }) => left));
  return candidates
    .filter(({ left }) => left >= AS_GOOD * best)
    .reduce<Candidate | undefined>(
      (first, other) => (first && compare(first, other) <= 0 ? first : other),
      undefined,
    );
}

function compare(a: Candidate, b: Candidate): number {
  return (
    Number(b.known) - Number(a.known) ||
    GROUP_DIMENSIONS.indexOf(a.dimension) - GROUP_DIMENSIONS.indexOf(b.dimension) ||
    a.usual - b.usual ||
    b.left - a.left ||
    (a.value < b.value ? -1 : 1)
  );
}

function explained(candidate: Candidate, alarm: string, count: number): void {
  candidate.left -= count;
  const left = candidate.leftByAlarm.get(alarm)! - count;
  if (left === 0) candidate.leftByAlarm.delete(alarm);
  else candidate.leftByAlarm.set(alarm, left);
}

function groupsOf(
  all: readonly AlikeOccurrences[],
  chosen: readonly Candidate[],
  explainedBy: ReadonlyMap<number, Candidate>,
): CommonCause[] {
  const alarms = new Map<string, { priority: AlarmPriority; total: number; by: Map<Candidate, number> }>();
  all.forEach(({ alarm, priority, count }, at) => {
    const known = alarms.get(alarm) ?? { priority, total: 0, by: new Map<Candidate, number>() };
    alarms.set(alarm, known);
    known.total += count;
    const cause = explainedBy.get(at);
    if (cause !== undefined) known.by.set(cause, (known.by.get(cause) ?? 0) + count);
  });
  const groups = new Map(chosen.map((cause) => [cause, { alarms: [] as string[], occurrences: 0 }]));
  for (const [alarm, { priority, total, by }] of alarms) {
    // In the order of the causes: where two explain a half each, the one that explains more in all.
    const cause = chosen.find((one) => (by.get(one) ?? 0) * 2 >= total);
    if (cause === undefined) continue;
    const urgent = priority === 'critical' || priority === 'high';
    // What is urgent and has occurrences of its own is not hidden behind others.
    if (urgent && by.get(cause) !== total) continue;
    const group = groups.get(cause)!;
    group.alarms.push(alarm);
    group.occurrences += total;
  }
  return [...groups].flatMap(([{ dimension, value, known }, group]) => {
    if (group.alarms.length < (known ? 1 : FEWEST_ALARMS)) return [];
    return { dimension, value, alarms: group.alarms.toSorted(), occurrences: group.occurrences };
  });
}
