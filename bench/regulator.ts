import { parseArgs } from 'node:util';
import {
  RHYTHMS,
  SCORES,
  simulate,
  type PeriodFigures,
} from '../shared/domain/channel/regulator.test-kit.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    days: { type: 'string', default: '5' },
    learning: { type: 'string', default: '3' },
  },
});

/** What is simulated: every capacity at every load with usual scores, and the rest of the scores and rhythms once. */
const CASES = [
  ...[5, 20, 100, 400].flatMap((perDay) => [2, 5, 10].map((load) => usual({ perDay, load }))),
  ...[5, 20, 100].flatMap((perHour) => [2, 5, 10].map((load) => usual({ perHour, load }))),
  ...Object.keys(SCORES).flatMap((scores) =>
    Object.keys(RHYTHMS).map((rhythm) => ({ perDay: 100, perHour: 0, load: 5, scores, rhythm })),
  ),
];

function usual({ perDay = 0, perHour = 0, load }: { perDay?: number; perHour?: number; load: number }) {
  return { perDay, perHour, load, scores: 'realistic', rhythm: perHour > 0 ? 'swell' : 'office' };
}

const CERTAIN = 0.1;
const learning = Number(options.learning);
const days = Number(options.days);

function measure({ perDay, perHour, load, scores, rhythm }: (typeof CASES)[number]) {
  const startedAt = performance.now();
  const periods = [
    ...simulate({
      capacity: { inspectionsPerDay: perDay, inspectionsPerHour: perHour },
      load,
      certain: CERTAIN,
      scoreAt: SCORES[scores]!,
      rhythm: RHYTHMS[rhythm]!,
      days: learning + days,
      learning,
      seed: 1,
    }).values(),
  ];
  const sum = (of: keyof PeriodFigures) => periods.reduce((total, period) => total + period[of], 0);
  const capacity = perHour > 0 ? perHour : perDay;
  const off = periods.map(({ stayed, room }) => Math.abs(stayed - room) / capacity);
  return {
    capacity,
    per: perHour > 0 ? 'hour' : 'day',
    load,
    scores,
    rhythm,
    periods: periods.length,
    came: sum('came'),
    room: sum('room'),
    stayed: sum('stayed'),
    /** Discretionary reds beyond (or short of) what there was room for, as a share of the capacity. */
    deviation: rounded((sum('stayed') - sum('room')) / (capacity * periods.length)),
    worstDeviation: rounded(Math.max(...off)),
    /** Scores that stayed ÷ those that a choice in full knowledge would have kept. */
    riskKept: rounded(sum('risk') / sum('bestRisk')),
    microsecondsPerRed: rounded(((performance.now() - startedAt) * 1000) / sum('came')),
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

const results = CASES.map(measure);
if (options.json) console.log(JSON.stringify({ learning, days, certain: CERTAIN, results }, null, 2));
else console.table(results);
