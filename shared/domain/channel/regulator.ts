import { yieldsTo, type Regulation } from './decide.ts';
import { Demand, type DemandHistory, type DemandToday } from './demand.ts';
import { localTimeAt, type LocalTime } from './local-time.ts';
import { binOf, scaleHistogram, SCORE_BINS, totalOf, type ScoreHistogram } from './score-histogram.ts';

/** Inspections a house can do, as it states them; the hour's figure counts where there is one, 0 and 0 is no statement. */
export interface InspectionCapacity {
  inspectionsPerDay: number;
  inspectionsPerHour: number;
}

/** A red before it is regulated: one that nothing lowers, or one that may yield, with its place among equals. */
export type Red = { certain: true } | { certain: false; score: number; tie: number };

/** What a house's regulator remembers: small and changed by every red. */
export interface RegulatorState {
  /** Local day, or instant of the hour's beginning: the period that `reds` counts. */
  period: number;
  /** Reds of the period, of whatever origin. */
  reds: number;
  demand: DemandToday;
}

export interface RegulatorMemory {
  state: RegulatorState;
  /** Of earlier days; larger, and changed at most once an hour. */
  history: DemandHistory;
}

export interface Regulated {
  /** By position in `reds`; null for certain ones. */
  regulations: (Regulation | null)[];
  state: RegulatorState;
  /** Null where it is as it was. */
  history: DemandHistory | null;
}

/** Standard deviations by which the expectation is lowered; found by simulation (`npm run bench:regulator`). */
const CAUTION = 1.25;

/** Above every score: none stays. */
const CLOSED: Omit<Regulation, 'tie'> = { threshold: SCORE_BINS, share: 0 };
/** All stay. */
const OPEN: Omit<Regulation, 'tie'> = { threshold: 0, share: 1 };

/** Whether a house states what it can inspect. */
export function statesCapacity({ inspectionsPerDay, inspectionsPerHour }: InspectionCapacity): boolean {
  return inspectionsPerDay > 0 || inspectionsPerHour > 0;
}

/**
 * Measures the discretionary reds of a house by what its capacity leaves, in the order they come. Certain reds count
 * against the capacity, those of the rest of the period as far as they can be expected; what is left goes to the
 * highest of the scores that came just now or are still expected. The threshold follows from that anew each time
 * (re-solving, after Jasin and Kumar, "A re-solving heuristic with bounded revenue loss", 2012), so that errors of the
 * expectation even out over the period. No discretionary red passes the capacity.
 */
export function regulate(
  memory: RegulatorMemory | null,
  input: InspectionCapacity & { timeZone: string; now: number; reds: readonly Red[] },
): Regulated {
  const at = localTimeAt(input.now, input.timeZone);
  const until = input.inspectionsPerHour > 0 ? 'hour' : 'day';
  const capacity = until === 'hour' ? input.inspectionsPerHour : input.inspectionsPerDay;
  const period = periodOf(at, until, memory?.state.period);
  const demand = new Demand(memory && { today: memory.state.demand, history: memory.history }, at);

  const certain = input.reds.filter((red) => red.certain).length;
  const coming = input.reds.flatMap((red) => (red.certain ? [] : [binOf(red.score)]));
  demand.add(certain, coming);
  let reds = (memory?.state.period === period ? memory.state.reds : 0) + certain;

  let regulations: (Regulation | null)[] = input.reds.map(() => null);
  if (coming.length > 0) {
    const rest = demand.rest(at, until, until === 'hour' ? 24 * capacity : capacity);
    const pool = cautious(rest.scores);
    for (const bin of coming) pool[bin]!++;
    regulations = input.reds.map((red) => {
      if (red.certain) return null;
      const regulation = { ...thresholdFor(pool, capacity - reds, rest.certain), tie: red.tie };
      pool[binOf(red.score)]!--;
      if (!yieldsTo(regulation, red.score)) reds++;
      return regulation;
    });
  }
  const { today, history } = demand.kept();
  return { regulations, state: { period, reds, demand: today }, history };
}

/** The period an instant belongs to; one that has begun is not left for an earlier one. */
function periodOf(at: LocalTime, until: 'day' | 'hour', known = -Infinity): number {
  const period = until === 'hour' ? at.hourStart : at.day;
  // Days and instants are of different size: after a change from one to the other, the new one counts.
  const sameKind = known > 1e6 === period > 1e6;
  return sameKind ? Math.max(period, known) : period;
}

/**
 * An expectation less so many standard deviations of a Poisson number: a place given to a lower score is a small loss,
 * one that stays empty at the end a large one.
 */
function cautious(expected: ScoreHistogram): ScoreHistogram {
  const total = totalOf(expected);
  if (total > 0) scaleHistogram(expected, Math.max(0, 1 - CAUTION / Math.sqrt(total)));
  return expected;
}

/** The threshold at which as many of the pool stay as there is room for. */
function thresholdFor(pool: ScoreHistogram, left: number, reserved: number): Omit<Regulation, 'tie'> {
  const room = left - reserved;
  if (left < 1 || room <= 0) return CLOSED;
  if (totalOf(pool) <= room) return OPEN;
  let above = 0;
  for (let threshold = SCORE_BINS - 1; threshold >= 0; threshold--) {
    const here = pool[threshold]!;
    if (above + here >= room) return { threshold, share: Math.round(((room - above) / here) * 1e4) / 1e4 };
    above += here;
  }
  return OPEN;
}
