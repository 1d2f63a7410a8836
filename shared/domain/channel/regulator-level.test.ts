import { describe, expect, test } from 'vitest';
import { yieldsTo } from './decide.ts';
import { regulate, type InspectionCapacity, type Red, type RegulatorMemory } from './regulator.ts';
import { lowerRed, nationalRed, remembered, seeded } from './regulator.test-kit.ts';

const HOUR = 3_600_000;
const MIDNIGHT = Date.parse('2026-11-22T00:00:00+08:00');

interface Arrival {
  now: number;
  reds: readonly Red[];
}

/** Reds that stay, by day of the simulation. */
function staying(arrivals: readonly Arrival[], inspectionsPerDay: number): Red[][] {
  const capacity: InspectionCapacity = { inspectionsPerDay, inspectionsPerHour: 0 };
  const days: Red[][] = [];
  let memory: RegulatorMemory | null = null;
  for (const { now, reds } of arrivals) {
    const result = regulate(memory, { ...capacity, timeZone: 'Asia/Shanghai', now, reds });
    memory = remembered(memory, result);
    const day = (days[Math.floor((now - MIDNIGHT) / (24 * HOUR))] ??= []);
    reds.forEach((red, i) => {
      const regulation = result.regulations[i];
      const points = red.national === 'none' ? red.all : red.national;
      if (regulation === null || !yieldsTo(regulation!, points as number)) day.push(red);
    });
  }
  return days;
}

/** One moment an hour, for some days. */
function hourly(days: number, redsAt: (hour: number) => Red[]): Arrival[] {
  return Array.from({ length: 24 * days }, (_, hour) => ({
    now: MIDNIGHT + hour * HOUR + HOUR / 2,
    reds: redsAt(hour),
  }));
}

const isNational = ({ national }: Red) => national !== 'none';
/** A place among equals, other each hour. */
const tieOf = (hour: number) => (hour * 0.618) % 1;

describe('lower levels', () => {
  const alone = hourly(4, (hour) => [nationalRed(80, tieOf(hour))]);
  const kept = staying(alone, 10);

  test.each<[string, (hour: number) => Red[]]>([
    ['a mandatory red an hour', () => [lowerRed('certain')]],
    ['five of them', () => Array.from({ length: 5 }, () => lowerRed('certain'))],
    ['reds of the highest score', () => [lowerRed(100, 0), lowerRed(100, 0)]],
  ])('with %s leave national reds where they were', (_, added) => {
    expect(kept.flat()).toHaveLength(40);
    const together = staying(
      hourly(4, (hour) => [...added(hour), nationalRed(80, tieOf(hour))]),
      10,
    );
    expect(together.map((day) => day.filter(isNational))).toEqual(kept);
  });

  test('have reds of 100 points yield where national ones of 60 fill the capacity', () => {
    const days = staying(
      hourly(5, (hour) => [nationalRed(60, tieOf(hour)), lowerRed(100, tieOf(hour))]),
      10,
    );
    const later = days.slice(3).flat();
    expect(later.filter(isNational)).toHaveLength(20);
    expect(later.length).toBeLessThanOrEqual(21);
  });

  test('that make a national red certain which would yield take no national place for it', () => {
    const evening = MIDNIGHT + 24 * HOUR - 1000;
    const certain: Red = { all: 'certain', national: 60, tie: 0.5 };
    const arrivals = [{ now: evening, reds: [certain, nationalRed(70)] }];
    expect(staying(arrivals, 1)[0]).toEqual(arrivals[0]!.reds);
    // Nor does a lower level get the place of one that stays.
    const next = { now: evening, reds: [lowerRed(100, 0)] };
    expect(staying([{ now: evening, reds: [{ ...certain, national: 70 }] }, next], 1)[0]).toHaveLength(1);
  });

  test.each([
    [0.4, 3, 0.1],
    [0, 5, 0],
    [0.8, 2, 0.3],
    [3, 3, 0.1],
  ])(
    'get what %d times the capacity of national reds leaves, not more: %d times, and mandatory ones %d times',
    (ofNation, ofLower, mandatory) => {
      const perDay = 100;
      const random = seeded(7);
      const all = ofNation + ofLower + mandatory;
      const days = 5;
      const arrivals = Array.from({ length: Math.round(days * perDay * all) }, () => random() * days * 24)
        .sort((a, b) => a - b)
        .map((hours): Arrival => {
          const kind = random() * all;
          const score = 60 + Math.floor(random() * 41);
          const red =
            kind < ofNation
              ? nationalRed(score, random())
              : lowerRed(kind < ofNation + mandatory ? 'certain' : score, random());
          return { now: MIDNIGHT + hours * HOUR, reds: [red] };
        });
      const nationalAlone = staying(
        arrivals.filter(({ reds }) => isNational(reds[0]!)),
        perDay,
      );
      staying(arrivals, perDay).forEach((day, i) => {
        expect(day.filter(isNational)).toEqual(nationalAlone[i] ?? []);
        if (i < 3) return;
        const local = day.filter((red) => !isNational(red));
        const certain = local.filter((red) => red.all === 'certain').length;
        const inFull = Math.max(perDay, day.length - local.length + certain);
        expect(Math.abs(day.length - inFull)).toBeLessThanOrEqual(5);
      });
    },
  );
});
