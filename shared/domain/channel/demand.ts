import type { LocalTime } from './local-time.ts';
import {
  addPacked,
  emptyHistogram,
  packHistogram,
  scaleHistogram,
  SCORE_BINS,
  totalOf,
  totalOfPacked,
  unpackHistogram,
  type PackedHistogram,
  type ScoreHistogram,
} from './score-histogram.ts';

/** Reds as they are kept. */
interface PackedCounts {
  /** Those that nothing lowers. */
  certain: number;
  /** Scores of the discretionary ones, before any yielded. */
  scores: PackedHistogram;
}

/** What an hour of the day brought on earlier days, the weight of each day a share of the next one's. */
interface PackedHour extends PackedCounts {
  /** Sum of the days' weights. */
  days: number;
}

/** What the hours of the day brought on earlier days, 24 of them. */
export type DemandHistory = readonly PackedHour[];

/** What the day brought so far; the counts are those of its present hour. Plain data. */
export interface DemandToday extends PackedCounts {
  /** Day and hour of the house that it stands at. */
  day: number;
  hour: number;
  /** Part of this hour that had gone by when the house was first seen; 0 in all later hours. */
  from: number;
  /** Of late: each hour that goes by takes some of its weight. What came, and what was to be expected. */
  late: PackedCounts;
  expected: PackedCounts;
  /** Share of a day's arrivals that `late` stands for, in the same weights. */
  elapsed: number;
}

/** Reds that came or are to come: certain ones, and discretionary ones by their score. */
interface Counts {
  certain: number;
  scores: ScoreHistogram;
}

/** Reds that are to come. */
export interface Expected extends Counts {
  /** Discretionary ones of any score: as `scores`, or by the first guess where none has been seen to tell a score. */
  discretionary: number;
}

const UNSEEN: PackedHour = { days: 0, certain: 0, scores: [] };

const HOURS = 24;

/** Weight of a day against the one after it. */
const DAY_DECAY = 0.8;
/** Weight of an hour against the one after it. */
const HOUR_DECAY = 0.85;

/** Days that the projection of this day alone weighs against the history of an hour. */
const TODAY_AS_DAYS = 0.5;
/** Days that the first guess of the day's rhythm weighs against what was seen. */
const GUESS_AS_DAYS = 0.3;
/** First guess, until there is a day to learn from: three times as much from 8 to 18 o'clock as in other hours. */
const RHYTHM = Array.from({ length: HOURS }, (_, hour) => (hour >= 8 && hour < 18 ? 3 / 44 : 1 / 44));
/** What a house is first thought to be asked for, in days of its capacity: it is not held back before it is busy. */
const GUESSED_LOAD = 0.5;

/** Arrivals that the first guess of a day's number counts for. */
const GUESS_AS_ARRIVALS = 5;
/** Arrivals that "as on earlier days" counts for against what this day shows: overall, and for one score. */
const USUAL_AS_ARRIVALS = 12;
const USUAL_AS_ARRIVALS_OF_SCORE = 8;

/**
 * What a house is asked to inspect: learned hour by hour from earlier days and corrected by the present one. A day on
 * which nothing came leaves no trace, so that a holiday is not taken for the new usual.
 */
export class Demand {
  readonly #hours: PackedHour[];
  #today: Omit<DemandToday, keyof Counts | 'late' | 'expected'>;
  #now: Counts;
  #late: Counts;
  #expected: Counts;
  #historyChanged = false;

  /** Null for a house that is seen for the first time, `at` this time. */
  constructor(kept: { today: DemandToday; history: DemandHistory } | null, at: LocalTime) {
    const { today, history } = kept ?? { today: firstSeen(at), history: [] };
    this.#hours = Array.from(RHYTHM, (_, hour) => history[hour] ?? UNSEEN);
    const { day, hour, from, elapsed, late, expected } = today;
    this.#today = { day, hour, from, elapsed };
    this.#now = unpack(today);
    this.#late = unpack(late);
    this.#expected = unpack(expected);
    this.#advance(at);
  }

  /** Takes in reds of this moment: how many certain ones, and the bins of the discretionary ones. */
  add(certain: number, bins: readonly number[]): void {
    for (const counts of [this.#now, this.#late]) {
      counts.certain += certain;
      for (const bin of bins) counts.scores[bin]!++;
    }
  }

  /** What is still to come: in the rest of the day, or of the hour. `capacityOfDay` serves as a first guess. */
  rest(at: LocalTime, until: 'day' | 'hour', capacityOfDay: number): Expected {
    const { hour, from, elapsed, day } = this.#today;
    const part = at.hour === hour && at.day === day ? at.part : 1;
    const gone = Math.max(0, part - from);
    const usualDay = this.#usualDay();
    const rhythm = this.#rhythm(usualDay);

    // What was to be expected of late, against what came. Half of a difference (on a logarithmic scale) is taken to
    // last: reds come in bursts.
    const expected = this.#expected.scores.slice();
    const here = this.#hours[hour]!;
    addPacked(expected, here.scores, gone / (here.days || 1));
    const expectedCertain = this.#expected.certain + (gone * here.certain) / (here.days || 1);
    const came = totalOf(this.#late.scores);
    const level = Math.sqrt(ratioOf(came, totalOf(expected), USUAL_AS_ARRIVALS, 1));
    const ofCertain = Math.sqrt(ratioOf(this.#late.certain, expectedCertain, USUAL_AS_ARRIVALS, 1));

    // What this day alone would lead to expect of a whole one.
    const elapsedNow = elapsed + gone * rhythm[hour]!;
    const guess = GUESS_AS_ARRIVALS / (usualDay > 0 ? usualDay : GUESSED_LOAD * capacityOfDay);
    const day1 = (came + GUESS_AS_ARRIVALS) / (elapsedNow + guess);
    const certainOfDay = this.#late.certain / (elapsedNow + guess);

    const scores = emptyHistogram();
    let certain = 0;
    let shareOfToday = 0;
    for (let h = hour; h < (until === 'day' ? HOURS : hour + 1); h++) {
      const left = h === hour ? 1 - part : 1;
      const seen = this.#hours[h]!;
      const all = seen.days + TODAY_AS_DAYS;
      certain += (left * seen.certain * ofCertain) / all;
      addPacked(scores, seen.scores, left / all);
      shareOfToday += (left * rhythm[h]! * TODAY_AS_DAYS) / all;
    }
    for (let bin = 0; bin < SCORE_BINS; bin++) {
      const late = this.#late.scores[bin]!;
      if (scores[bin]! > 0) scores[bin]! *= ratioOf(late, expected[bin]!, USUAL_AS_ARRIVALS_OF_SCORE, level);
      if (late > 0) scores[bin]! += (shareOfToday * day1 * late) / came;
    }
    const unscored = came > 0 ? 0 : shareOfToday * day1;
    return {
      certain: certain + shareOfToday * certainOfDay,
      scores,
      discretionary: totalOf(scores) + unscored,
    };
  }

  /** What is to be kept; `history` null where it is as it was. */
  kept(): { today: DemandToday; history: DemandHistory | null } {
    const today = {
      ...this.#today,
      elapsed: round(this.#today.elapsed),
      ...pack(this.#now),
      late: pack(this.#late),
      expected: pack(this.#expected),
    };
    return { today, history: this.#historyChanged ? this.#hours : null };
  }

  /** Goes on to a later hour. Batches may come a little out of order: the clock never runs back. */
  #advance({ day, hour }: LocalTime): void {
    if (day < this.#today.day) return;
    if (day > this.#today.day) {
      while (this.#today.hour < HOURS) this.#endHour();
      this.#today = { day, hour: 0, from: 0, elapsed: 0 };
      this.#late = nothing();
      this.#expected = nothing();
    }
    while (this.#today.hour < hour) this.#endHour();
  }

  #endHour(): void {
    const { hour, from, elapsed } = this.#today;
    const seen = this.#hours[hour]!;
    const elapsedHere = (1 - from) * this.#rhythm(this.#usualDay())[hour]!;

    const usually = (1 - from) / (seen.days || 1);
    addPacked(this.#expected.scores, seen.scores, usually);
    this.#expected.certain += usually * seen.certain;
    for (const counts of [this.#late, this.#expected]) {
      scaleHistogram(counts.scores, HOUR_DECAY);
      counts.certain *= HOUR_DECAY;
    }
    this.#today = { ...this.#today, hour: hour + 1, from: 0, elapsed: (elapsed + elapsedHere) * HOUR_DECAY };

    addPacked(this.#now.scores, seen.scores, DAY_DECAY);
    this.#hours[hour] = {
      days: round(seen.days * DAY_DECAY + 1 - from),
      certain: round(seen.certain * DAY_DECAY + this.#now.certain),
      scores: packHistogram(this.#now.scores),
    };
    this.#now = nothing();
    this.#historyChanged = true;
  }

  /** Discretionary reds of a usual day; 0 where none has been seen. */
  #usualDay(): number {
    let arrivals = 0;
    let guessed = 0;
    this.#hours.forEach(({ days, scores }, hour) => {
      if (days === 0) return;
      arrivals += totalOfPacked(scores) / days;
      guessed += RHYTHM[hour]!;
    });
    return guessed === 0 ? 0 : arrivals / guessed;
  }

  /** Share of a day's arrivals by hour. */
  #rhythm(usualDay: number): readonly number[] {
    if (usualDay === 0) return RHYTHM;
    const rhythm = this.#hours.map(
      ({ days, scores }, hour) =>
        (totalOfPacked(scores) + GUESS_AS_DAYS * usualDay * RHYTHM[hour]!) / (days + GUESS_AS_DAYS),
    );
    const sum = rhythm.reduce((total, share) => total + share, 0);
    return rhythm.map((share) => share / sum);
  }
}

function firstSeen({ day, hour, part }: LocalTime): DemandToday {
  const none = { certain: 0, scores: [] };
  return { day, hour, from: part, ...none, late: none, expected: none, elapsed: 0 };
}

/** How much more came than was expected, where `weight` arrivals say that it was `usually` so. */
function ratioOf(came: number, expected: number, weight: number, usually: number): number {
  return (came + weight * usually) / (expected + weight);
}

function nothing(): Counts {
  return { certain: 0, scores: emptyHistogram() };
}

function unpack({ certain, scores }: PackedCounts): Counts {
  return { certain, scores: unpackHistogram(scores) };
}

function pack({ certain, scores }: Counts): PackedCounts {
  return { certain: round(certain), scores: packHistogram(scores) };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
