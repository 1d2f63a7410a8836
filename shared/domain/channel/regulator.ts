import { yieldsTo, type RedWeight, type Regulation } from './decide.ts';
import { Demand, type DemandHistory, type DemandToday, type Expected } from './demand.ts';
import { localTimeAt, type LocalTime } from './local-time.ts';
import { binOf, scaleHistogram, SCORE_BINS, totalOf, type ScoreHistogram } from './score-histogram.ts';

/** Inspections a house can do, as it states them; the hour's figure counts where there is one, 0 and 0 is no statement. */
export interface InspectionCapacity {
  inspectionsPerDay: number;
  inspectionsPerHour: number;
}

/** A red before it is regulated, with its place among equals. */
export interface Red {
  /** By all profiles. */
  all: RedWeight;
  /** By national profiles alone; `none` where lower levels alone make it red. */
  national: RedWeight | 'none';
  /** Uniform in [0, 1). */
  tie: number;
}

/** Reds are counted and expected apart: what comes from lower levels must not weaken what is national. */
type Tier = 'national' | 'lower';

/** What is counted of a tier. */
interface Counted {
  /** Local day, or instant of the hour's beginning: the period that `reds` counts. */
  period: number;
  /** Reds of the period, certain and discretionary. */
  reds: number;
  demand: DemandToday;
}

/** What a house's regulator remembers: small and changed by every red. A tier without any red is left out. */
export type RegulatorState = { readonly [tier in Tier]?: Counted };

/** What earlier days brought each tier. */
export type RegulatorHistory = { readonly [tier in Tier]?: DemandHistory };

export interface RegulatorMemory {
  state: RegulatorState;
  /** Larger than the state, and changed at most once an hour. */
  history: RegulatorHistory;
}

export interface Regulated {
  /** By position in `reds`; null for certain ones. */
  regulations: (Regulation | null)[];
  state: RegulatorState;
  /** Null where it is as it was. */
  history: RegulatorHistory | null;
}

/** Standard deviations by which an expectation is lowered, or raised for who comes after; found by simulation (`npm run bench:regulator`). */
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
 * expectation even out over the period.
 *
 * National reds are measured first, by their national score and as if nothing else came; reds that lower levels alone
 * cause get what those leave and are expected to need. So no national discretionary red passes the capacity together
 * with other national ones, and none yields because of a lower level.
 */
export function regulate(
  memory: RegulatorMemory | null,
  input: InspectionCapacity & { timeZone: string; now: number; reds: readonly Red[] },
): Regulated {
  const until = input.inspectionsPerHour > 0 ? 'hour' : 'day';
  const capacity = until === 'hour' ? input.inspectionsPerHour : input.inspectionsPerDay;
  const house = { at: localTimeAt(input.now, input.timeZone), until, capacity } as const;
  const regulations: (Regulation | null)[] = input.reds.map(() => null);

  const national = tallyOf(memory, 'national', house);
  const ofNation = input.reds.flatMap(({ national: weight, tie }, i) =>
    weight === 'none' ? [] : { i, weight, tie },
  );
  const thresholds = measure(national, ofNation, house, { room: capacity, reserved: 0 });
  // One that would yield and that a lower level makes certain is red all the same: a lower level's red.
  const ofLower: Weighed[] = [];
  input.reds.forEach(({ all, national: weight, tie }, i) => {
    const regulation = thresholds.get(i);
    if (weight === 'none') ofLower.push({ i, weight: all, tie });
    else if (all !== 'certain') regulations[i] = regulation ?? null;
    else if (weight !== 'certain' && yieldsTo(regulation!, weight)) ofLower.push({ i, weight: all, tie });
  });

  const lower = tallyOf(memory, 'lower', house, national.period);
  if (ofLower.length > 0) {
    const expected = restOf(national, house);
    const left = {
      room: capacity - (national.period === lower.period ? national.reds : 0),
      reserved: expected.certain + raised(expected.discretionary),
    };
    for (const [i, regulation] of measure(lower, ofLower, house, left)) {
      regulations[i] = { ...regulation, lower: true };
    }
  }
  // A tier that nothing came to stays as it was, to the letter: the national one is then as without lower levels.
  return {
    regulations,
    ...kept(memory, {
      ...(ofNation.length > 0 && { national }),
      ...(ofLower.length > 0 && { lower }),
    }),
  };
}

/** A red of one tier, by its position among all. */
interface Weighed {
  i: number;
  weight: RedWeight;
  tie: number;
}

/** A house at an instant. */
interface House {
  at: LocalTime;
  until: 'day' | 'hour';
  /** Of the period. */
  capacity: number;
}

/** A tier as it is being counted. */
interface Tally {
  period: number;
  reds: number;
  demand: Demand;
}

function tallyOf(
  memory: RegulatorMemory | null,
  tier: Tier,
  { at, until }: House,
  notBefore = -Infinity,
): Tally {
  const counted = memory?.state[tier];
  const period = Math.max(notBefore, periodOf(at, until, counted?.period));
  const known = counted && { today: counted.demand, history: memory?.history[tier] ?? [] };
  return {
    period,
    reds: counted?.period === period ? counted.reds : 0,
    demand: new Demand(known ?? null, at),
  };
}

function restOf({ demand }: Tally, { at, until, capacity }: House): Expected {
  return demand.rest(at, until, until === 'hour' ? 24 * capacity : capacity);
}

/** Takes in reds of a tier, and answers by their positions what the discretionary ones are measured by. */
function measure(
  tally: Tally,
  reds: readonly Weighed[],
  house: House,
  { room, reserved }: { room: number; reserved: number },
): Map<number, Regulation> {
  const measured = new Map<number, Regulation>();
  const coming = reds.flatMap(({ weight }) => (weight === 'certain' ? [] : binOf(weight)));
  const certain = reds.length - coming.length;
  tally.demand.add(certain, coming);
  tally.reds += certain;
  if (coming.length === 0) return measured;

  const rest = restOf(tally, house);
  const pool = cautious(rest.scores);
  for (const bin of coming) pool[bin]!++;
  for (const { i, weight, tie } of reds) {
    if (weight === 'certain') continue;
    const regulation = { ...thresholdFor(pool, room - tally.reds, rest.certain + reserved), tie };
    pool[binOf(weight)]!--;
    if (!yieldsTo(regulation, weight)) tally.reds++;
    measured.set(i, regulation);
  }
  return measured;
}

/** What is to be remembered where some tiers have changed. */
function kept(
  memory: RegulatorMemory | null,
  changed: { [tier in Tier]?: Tally },
): Pick<Regulated, 'state' | 'history'> {
  const state: { [tier in Tier]?: Counted } = { ...memory?.state };
  const histories: { [tier in Tier]?: DemandHistory } = {};
  for (const tier of ['national', 'lower'] as const) {
    const tally = changed[tier];
    if (tally === undefined) continue;
    const { today, history } = tally.demand.kept();
    state[tier] = { period: tally.period, reds: tally.reds, demand: today };
    if (history !== null) histories[tier] = history;
  }
  const same = Object.keys(histories).length === 0;
  return { state, history: same ? null : { ...memory?.history, ...histories } };
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

/** A Poisson number's expectation with as many standard deviations more: what has to be kept for it. */
function raised(expected: number): number {
  return expected + CAUTION * Math.sqrt(expected);
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
