import { yieldsTo, type RedWeight } from './decide.ts';
import { localTimeAt } from './local-time.ts';
import {
  regulate,
  type InspectionCapacity,
  type Red,
  type Regulated,
  type RegulatorMemory,
} from './regulator.ts';

/** A stream of reds at one house, day after day. */
export interface SimulatedLoad {
  capacity: InspectionCapacity;
  /** Discretionary reds of a day ÷ the inspections of a day. */
  load: number;
  /** Certain reds of a day ÷ the inspections of a day. */
  certain: number;
  /** Score of a discretionary red; `hour` is that of the house, with its fraction. */
  scoreAt: (hour: number, random: () => number) => number;
  /** Relative number of reds by hour of the house, on a day of the simulation. */
  rhythm: (hour: number, day: number) => number;
  /** Reds that come together, as in one batch. */
  together?: number;
  days: number;
  /** First days that are learned from and not counted. */
  learning: number;
  timeZone?: string;
  /** Midnight of the first day, an instant. */
  from?: string;
  seed: number;
}

/** One counted period's figures. */
export interface PeriodFigures {
  /** Discretionary reds that came, that stayed, and that there was room for. */
  came: number;
  stayed: number;
  room: number;
  /** Scores that stayed, and the highest sum that as many as stayed, or as there was room for, could have. */
  risk: number;
  bestRisk: number;
}

const HOUR_MS = 3_600_000;

/** A red that national profiles cause alone. */
export function nationalRed(weight: RedWeight, tie = 0.5): Red {
  return { all: weight, national: weight, tie };
}

/** A red that profiles of lower levels cause alone. */
export function lowerRed(weight: RedWeight, tie = 0.5): Red {
  return { all: weight, national: 'none', tie };
}

/** What a house's row holds after a batch. */
export function remembered(before: RegulatorMemory | null, { state, history }: Regulated): RegulatorMemory {
  return { state, history: history ?? before?.history ?? {} };
}

/** Small seeded generator (mulberry32), uniform in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A Poisson draw: by products of uniforms up to a mean of 30, in halves above (Knuth, TAOCP 2, 3.4.1). */
function poisson(mean: number, random: () => number): number {
  if (mean > 30) return poisson(mean / 2, random) + poisson(mean / 2, random);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Runs the regulator over the load; answers the figures of every counted day or hour, by its period. */
export function simulate(load: SimulatedLoad): Map<number, PeriodFigures> {
  const random = seeded(load.seed);
  const { timeZone = 'Asia/Shanghai', from = '2026-11-22T00:00:00+08:00', together = 1 } = load;
  const { inspectionsPerDay, inspectionsPerHour } = load.capacity;
  const perDay = inspectionsPerHour > 0 ? 24 * inspectionsPerHour : inspectionsPerDay;
  const periods = new Map<number, PeriodFigures & { scores: number[]; certain: number }>();
  let memory = null as RegulatorMemory | null;

  const begin = Date.parse(from);
  const firstDay = localTimeAt(begin, timeZone).day;
  for (let start = begin; ; start += HOUR_MS) {
    const { hour, day } = localTimeAt(start, timeZone);
    if (day - firstDay >= load.days) break;
    let sum = 0;
    for (let h = 0; h < 24; h++) sum += load.rhythm(h, day - firstDay);
    const share = load.rhythm(hour, day - firstDay) / sum;
    const groups = poisson((perDay * (load.load + load.certain) * share) / together, random);
    const instants = Array.from({ length: groups }, () => start + random() * HOUR_MS).sort((a, b) => a - b);
    for (const now of instants) {
      const at = localTimeAt(now, timeZone);
      const reds = Array.from({ length: together }, (): Red => {
        if (random() * (load.load + load.certain) < load.certain) return nationalRed('certain');
        return nationalRed(load.scoreAt(at.hour + at.part, random), random());
      });
      const result = regulate(memory, { ...load.capacity, timeZone, now, reds });
      memory = remembered(memory, result);
      if (at.day - firstDay >= load.learning) count(result.state.national!.period, reds, result.regulations);
    }
  }
  for (const figures of periods.values()) {
    const most = inspectionsPerHour > 0 ? inspectionsPerHour : inspectionsPerDay;
    figures.room = Math.min(figures.came, Math.max(0, most - figures.certain));
    const best = figures.scores.sort((a, b) => b - a).slice(0, Math.max(figures.room, figures.stayed));
    figures.bestRisk = best.reduce((total, score) => total + score, 0);
  }
  return periods;

  function count(period: number, reds: Red[], regulations: ReturnType<typeof regulate>['regulations']): void {
    let figures = periods.get(period);
    if (figures === undefined) {
      figures = { came: 0, stayed: 0, room: 0, risk: 0, bestRisk: 0, scores: [], certain: 0 };
      periods.set(period, figures);
    }
    reds.forEach((red, i) => {
      if (red.all === 'certain') return void figures.certain++;
      figures.came++;
      figures.scores.push(red.all);
      if (yieldsTo(regulations[i]!, red.all)) return;
      figures.stayed++;
      figures.risk += red.all;
    });
  }
}

/** How scores come, by name: as profiles make them, and as bad luck would have them. */
export const SCORES: Record<string, SimulatedLoad['scoreAt']> = {
  realistic: (_, random) => {
    let score = 70;
    while (score < 100 && random() < 0.85) score += Math.ceil(random() * 6);
    return random() < 0.15 ? Math.floor(random() * 70) : Math.min(100, score);
  },
  uniform: (_, random) => 60 + Math.floor(random() * 41),
  tied: () => 80,
  'two values': (_, random) => (random() < 0.3 ? 90 : 75),
  rising: (hour, random) => Math.floor(60 + hour + random() * 16),
  falling: (hour, random) => Math.floor(84 - hour + random() * 16),
  steep: (_, random) => Math.floor(100 * random() ** 3),
  fractions: (_, random) => 60 + random() * 40,
};

/** How reds come through the day, by name. */
export const RHYTHMS: Record<string, SimulatedLoad['rhythm']> = {
  even: () => 1,
  office: (hour) => (hour >= 8 && hour < 18 ? 12 : 0.5),
  swell: (hour) => 1 + Math.sin(((hour - 9) / 24) * 2 * Math.PI) * 0.8,
  /** A quarter of the day within an hour that is another one each day. */
  burst: (hour, day) => (hour === 8 + ((day * 5) % 11) ? 8 : 1),
  /** Each day has its own load, from a half to one and a half. */
  unsteady: (hour, day) => (hour >= 6 ? 1 : 0.3) * (1 + ((day * 7) % 3)),
};
