import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { yieldsTo } from './decide.ts';
import { regulate, statesCapacity, type Red, type RegulatorMemory } from './regulator.ts';
import {
  nationalRed,
  remembered,
  RHYTHMS,
  SCORES,
  simulate,
  type PeriodFigures,
  type SimulatedLoad,
} from './regulator.test-kit.ts';

const DAILY = (inspectionsPerDay: number) => ({ inspectionsPerDay, inspectionsPerHour: 0 });
const HOURLY = (inspectionsPerHour: number) => ({ inspectionsPerDay: 0, inspectionsPerHour });
const RED = nationalRed;
const CERTAIN = nationalRed('certain');
const NOON = Date.parse('2026-11-22T12:00:00+08:00');

function load(change: Partial<SimulatedLoad> & Pick<SimulatedLoad, 'capacity'>): SimulatedLoad {
  return {
    load: 5,
    certain: 0.1,
    scoreAt: SCORES['realistic']!,
    rhythm: RHYTHMS['office']!,
    days: 5,
    learning: 3,
    seed: 11,
    ...change,
  };
}

function sum(periods: Map<number, PeriodFigures>, of: keyof PeriodFigures): number {
  return [...periods.values()].reduce((total, figures) => total + figures[of], 0);
}

/** Every day within 5 % of the capacity, or one inspection where that is more; the risk kept, over the days. */
function expectGoal(simulated: SimulatedLoad): void {
  const periods = simulate(simulated);
  const { inspectionsPerDay } = simulated.capacity;
  expect(periods.size).toBe(simulated.days - simulated.learning);
  for (const { stayed, room } of periods.values()) {
    expect(room).toBeGreaterThan(0.5 * inspectionsPerDay);
    expect(Math.abs(stayed - room)).toBeLessThanOrEqual(Math.max(1, 0.05 * inspectionsPerDay));
  }
  expect(sum(periods, 'risk') / sum(periods, 'bestRisk')).toBeGreaterThanOrEqual(0.95);
}

describe('a day of load', () => {
  test.each([
    [20, 2, 0],
    [20, 5, 0],
    [20, 10, 0],
    [100, 2, 0.1],
    [100, 5, 0.1],
    [100, 10, 0.1],
    [400, 2, 0.3],
    [400, 5, 0.1],
    [400, 10, 0.05],
  ])('keeps to %i a day at %i times as many', (perDay, times, certain) => {
    expectGoal(load({ capacity: DAILY(perDay), load: times, certain }));
  });

  test.each([
    ['uniform', 'swell', 2],
    ['tied', 'office', 5],
    ['tied', 'burst', 2],
    ['two values', 'even', 2],
    ['rising', 'office', 5],
    ['falling', 'swell', 5],
    ['realistic', 'burst', 5],
    ['realistic', 'unsteady', 2],
    ['fractions', 'unsteady', 10],
  ])('keeps to it with scores %s and rhythm %s, %i times as many', (scores, rhythm, times) => {
    expectGoal(
      load({ capacity: DAILY(100), load: times, scoreAt: SCORES[scores]!, rhythm: RHYTHMS[rhythm]! }),
    );
  });

  test('keeps to it where reds come by the batch', () => {
    expectGoal(load({ capacity: DAILY(100), together: 25, load: 8 }));
  });

  test('keeps to it over a change of the clocks', () => {
    const zone = { timeZone: 'Europe/Berlin', from: '2026-10-22T00:00:00+02:00' };
    expectGoal(load({ capacity: DAILY(100), ...zone, days: 6 }));
  });

  test('keeps to it on the first day, without any history', () => {
    for (const rhythm of ['even', 'swell', 'unsteady']) {
      const first = simulate(load({ capacity: DAILY(100), days: 1, learning: 0, rhythm: RHYTHMS[rhythm]! }));
      const [{ stayed, room }] = [...first.values()] as [PeriodFigures];
      expect(Math.abs(stayed - room)).toBeLessThanOrEqual(8);
      expect(sum(first, 'risk') / sum(first, 'bestRisk')).toBeGreaterThanOrEqual(0.9);
    }
  });
});

test.each([
  [20, 2],
  [20, 5],
  [50, 10],
])('keeps to %i an hour at %i times as many', (perHour, times) => {
  const hours = simulate(
    load({ capacity: HOURLY(perHour), load: times, rhythm: RHYTHMS['swell']!, days: 2, learning: 1 }),
  );
  expect(hours.size).toBe(24);
  expect(Math.abs(sum(hours, 'stayed') - sum(hours, 'room'))).toBeLessThanOrEqual(0.05 * 24 * perHour);
  expect(sum(hours, 'risk') / sum(hours, 'bestRisk')).toBeGreaterThanOrEqual(0.95);
});

/** Sends reds one by one; answers how many discretionary ones stayed, and the memory after them. */
function send(
  reds: Red[],
  capacity: { inspectionsPerDay: number; inspectionsPerHour: number },
  now = NOON,
  before: RegulatorMemory | null = null,
) {
  let memory = before;
  let stayed = 0;
  for (const red of reds) {
    const result = regulate(memory, { ...capacity, timeZone: 'Asia/Shanghai', now, reds: [red] });
    const [regulation] = result.regulations;
    if (red.all !== 'certain' && !yieldsTo(regulation!, red.all)) stayed++;
    memory = remembered(memory, result);
  }
  return { stayed, memory: memory! };
}

test('certain reds take the capacity and are not regulated', () => {
  const { memory } = send([CERTAIN, CERTAIN, CERTAIN], DAILY(3));
  expect(memory.state.national!.reds).toBe(3);
  expect(send([RED(100, 0), RED(100, 0)], DAILY(3), NOON, memory).stayed).toBe(0);
  const { regulations, state } = regulate(memory, {
    ...DAILY(3),
    timeZone: 'Asia/Shanghai',
    now: NOON,
    reds: [RED(99, 0), CERTAIN, RED(98, 0)],
  });
  expect(regulations).toEqual([
    { threshold: 101, share: 0, tie: 0 },
    null,
    { threshold: 101, share: 0, tie: 0 },
  ]);
  expect(state.national!.reds).toBe(4);
});

test('within one batch, the highest scores are the ones that stay', () => {
  const late = Date.parse('2026-11-22T23:59:59+08:00');
  const reds = [RED(70), RED(95), RED(80), RED(99), RED(71)];
  const { regulations } = regulate(null, { ...DAILY(2), timeZone: 'Asia/Shanghai', now: late, reds });
  const stay = reds.filter((red, i) => red.all !== 'certain' && !yieldsTo(regulations[i]!, red.all));
  expect(stay).toEqual([reds[1], reds[3]]);
});

test('what would stay unused goes to whatever comes', () => {
  const late = Date.parse('2026-11-22T23:59:30+08:00');
  expect(send([RED(1), RED(2), RED(3), RED(4)], DAILY(3), late).stayed).toBe(3);
});

test.each([
  ['a day', DAILY(2), '2026-11-22T23:59:59+08:00', '2026-11-23T23:59:59+08:00'],
  ['an hour', HOURLY(2), '2026-11-22T12:59:59+08:00', '2026-11-22T13:59:59+08:00'],
])('%s later there is room again', (_, capacity, first, second) => {
  const reds = [RED(80), RED(80), RED(80)];
  const { stayed, memory } = send(reds, capacity, Date.parse(first));
  expect(stayed).toBe(2);
  expect(send(reds, capacity, Date.parse(first), memory).stayed).toBe(0);
  expect(send(reds, capacity, Date.parse(second), memory).stayed).toBe(2);
});

test('a batch of the period before, coming late, opens nothing again', () => {
  const midnight = Date.parse('2026-11-23T00:00:00+08:00');
  for (const capacity of [DAILY(1), HOURLY(1)]) {
    const { memory } = send([CERTAIN], capacity, midnight);
    const late = send([RED(90, 0)], capacity, midnight - 5, memory);
    expect(late.stayed).toBe(0);
    expect(late.memory.state.national!.period).toBe(memory.state.national!.period);
  }
});

test('a house may change from the day to the hour and back', () => {
  const { memory } = send([CERTAIN, CERTAIN], DAILY(2));
  const hourly = send([CERTAIN], HOURLY(1), NOON, memory);
  expect(hourly.memory.state.national!.reds).toBe(1);
  expect(send([CERTAIN], DAILY(2), NOON, hourly.memory).memory.state.national!.reds).toBe(1);
});

test('days without any red leave no trace', () => {
  const morning = (day: number) => Date.parse(`2026-11-${day}T09:00:00+08:00`);
  const { memory } = send(
    Array.from({ length: 20 }, () => RED(80)),
    DAILY(5),
    morning(10),
  );
  const next = send([RED(80)], DAILY(5), morning(11), memory).memory;
  const later = send([RED(80)], DAILY(5), morning(20), memory).memory;
  expect(later.history).toEqual(next.history);
});

test('what is remembered stays small', () => {
  let memory = null as RegulatorMemory | null;
  for (let hour = 0; hour < 72; hour++) {
    const reds = Array.from({ length: 300 }, (_, i) => RED(70 + (i % 31), (i % 17) / 17));
    const now = NOON + hour * 3_600_000;
    const result = regulate(memory, { ...DAILY(400), timeZone: 'Asia/Shanghai', now, reds });
    memory = remembered(memory, result);
  }
  expect(JSON.stringify(memory?.state).length).toBeLessThan(1500);
  expect(JSON.stringify(memory?.history).length).toBeLessThan(6000);
});

test('discretionary reds never pass the capacity, and JSON keeps all that counts', () => {
  const reds: fc.Arbitrary<Red> = fc.oneof(
    fc.constant(CERTAIN),
    fc
      .tuple(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      )
      .map(([score, tie]) => RED(score, tie)),
  );
  const batch = fc.record({
    after: fc.integer({ min: -60_000, max: 30_000_000 }),
    reds: fc.array(reds, { minLength: 1, maxLength: 8 }),
  });
  const capacities = fc.record({
    inspectionsPerDay: fc.integer({ min: 0, max: 6 }),
    inspectionsPerHour: fc.integer({ min: 0, max: 2 }),
  });
  fc.assert(
    fc.property(
      fc.array(batch, { maxLength: 20 }),
      capacities.filter(statesCapacity),
      (batches, capacity) => {
        const most = capacity.inspectionsPerHour || capacity.inspectionsPerDay;
        let now = NOON;
        let memory = null as RegulatorMemory | null;
        for (const { after, reds: coming } of batches) {
          now += after;
          const input = { ...capacity, timeZone: 'Europe/Berlin', now, reds: coming };
          const result = regulate(memory, input);
          expect(regulate(structuredClone(memory), input)).toEqual(result);
          const [had, has] = [memory?.state.national, result.state.national!];
          const before = had?.period === has.period ? had.reds : 0;
          const certain = coming.filter(({ all }) => all === 'certain').length;
          const stayed = coming.filter(
            ({ all }, i) => all !== 'certain' && !yieldsTo(result.regulations[i]!, all),
          ).length;
          expect(has.reds).toBe(before + certain + stayed);
          expect(stayed).toBeLessThanOrEqual(Math.max(0, most - before - certain));
          const kept = remembered(memory, result);
          memory = JSON.parse(JSON.stringify(kept)) as RegulatorMemory;
          expect(memory).toEqual(kept);
        }
      },
    ),
    { numRuns: 200 },
  );
});
