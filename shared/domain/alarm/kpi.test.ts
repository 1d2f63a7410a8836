import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hidingFault, type Hiding } from './hiding.ts';
import { alarmKpis, rateUpset, type AlarmTally } from './kpi.ts';
import { recountFloods } from './kpi-recount.test-kit.ts';
import { ALARM_KPIS, judgeKpi, KPI_STANDARDS, type AlarmKpi, type KpiVerdict } from './kpi-standard.ts';
import { floodShare, floodsIn, inSteps, meanIn, peakIn, shareOver } from './load-series.ts';

const QUIET: AlarmTally = {
  calls: Array.from({ length: 1440 }, () => 0),
  byPriority: { critical: 0, high: 0, medium: 0, low: 0 },
  topCauses: [],
  causes: 0,
  chattering: 0,
  fleeting: 0,
  acknowledged: { calls: 0, inTime: 0, median: null, p90: null },
  overdue: 0,
  standing: 0,
  standingDay: 0,
  standingDayNew: 0,
  shelved: 0,
  unauthorised: 0,
};

const figure = (tally: AlarmTally, kpi: AlarmKpi) => alarmKpis(tally).find((each) => each.kpi === kpi)!;
const total = (calls: readonly number[]) => calls.reduce((all, count) => all + count, 0);

describe('beside what is recommended', () => {
  // By hand, from the table of the standard: [kpi, value, verdict] around each of its limits.
  test.each<[AlarmKpi, number | null, KpiVerdict]>([
    ['per-ten-minutes', 1, 'good'],
    ['per-ten-minutes', 1.1, 'over-target'],
    ['per-ten-minutes', 2, 'over-target'],
    ['per-ten-minutes', 2.1, 'over-maximum'],
    ['per-hour', 6, 'good'],
    ['per-hour', 12, 'over-target'],
    ['per-hour', 12.5, 'over-maximum'],
    ['per-day', 150, 'good'],
    ['per-day', 301, 'over-maximum'],
    ['peak-ten-minutes', 10, 'good'],
    ['peak-ten-minutes', 500, 'over-target'],
    ['hours-over-30', 0.0099, 'good'],
    ['hours-over-30', 0.01, 'over-target'],
    ['ten-minutes-over-10', 0.01, 'over-target'],
    ['flood-time', 0, 'good'],
    ['upset-ten-minutes', 9, 'good'],
    ['upset-ten-minutes', 100, 'over-target'],
    ['upset-ten-minutes', 101, 'over-maximum'],
    ['top-ten-share', 0.01, 'good'],
    ['top-ten-share', 0.05, 'over-target'],
    ['top-ten-share', 0.06, 'over-maximum'],
    ['chattering', 0, 'good'],
    ['fleeting', 1, 'over-target'],
    ['standing', 9, 'good'],
    ['standing', 10, 'over-target'],
    ['standing-day', 5, 'over-target'],
    ['standing-day-new', 4.9, 'good'],
    ['priority-critical', 0.01, 'over-target'],
    ['priority-high', 0.05, 'good'],
    ['priority-medium', 0.16, 'over-target'],
    ['priority-low', 0.8, 'good'],
    ['priority-low', 0.79, 'over-target'],
    ['shelved', 29, 'good'],
    ['shelved', 30, 'over-target'],
    ['unauthorised-suppression', 1, 'over-target'],
    ['acknowledge-median', 1, 'unknown'],
    ['per-day', null, 'unknown'],
  ])('%s of %s is %s', (kpi, value, verdict) => {
    expect(judgeKpi(kpi, value)).toBe(verdict);
  });

  test('every figure is told once, in the order of the list', () => {
    expect(alarmKpis(QUIET).map(({ kpi }) => kpi)).toEqual(ALARM_KPIS);
  });

  test('what has a recommended value names its source', () => {
    for (const { target, source } of Object.values(KPI_STANDARDS))
      expect(source === null).toBe(target === null);
  });
});

describe('edges', () => {
  test('a log without a call is good where it tells something, and unknown where it does not', () => {
    expect(figure(QUIET, 'per-day')).toEqual({ kpi: 'per-day', value: 0, verdict: 'good' });
    expect(figure(QUIET, 'priority-low')).toEqual({ kpi: 'priority-low', value: null, verdict: 'unknown' });
    expect(figure(QUIET, 'upset-ten-minutes').verdict).toBe('good');
  });

  test('a period that is shorter than the window has no mean over it', () => {
    const short = { ...QUIET, calls: [3, 0, 1] };
    expect(figure(short, 'per-ten-minutes').value).toBeNull();
    expect(figure(short, 'standing-day-new').value).toBeNull();
    expect(figure(short, 'peak-ten-minutes').value).toBe(4);
    const hour = { ...QUIET, calls: Array.from({ length: 60 }, () => 1) };
    expect(figure(hour, 'per-hour').value).toBe(60);
    expect(figure(hour, 'per-day').value).toBeNull();
  });

  test('an empty period tells nothing', () => {
    const none = { ...QUIET, calls: [] };
    for (const kpi of ['per-ten-minutes', 'hours-over-30', 'flood-time'] as const) {
      expect(figure(none, kpi).value).toBeNull();
    }
  });

  test('ten causes are all there is; of eleven the ten most frequent have a share', () => {
    const tally = { ...QUIET, byPriority: { critical: 0, high: 0, medium: 20, low: 80 } };
    expect(figure({ ...tally, topCauses: [100], causes: 1 }, 'top-ten-share').value).toBeNull();
    const eleven = { ...tally, topCauses: [91, 1, 1, 1, 1, 1, 1, 1, 1], causes: 11 };
    expect(figure(eleven, 'top-ten-share')).toMatchObject({ value: 0.99, verdict: 'over-maximum' });
  });

  test('who has not answered in time counts as late', () => {
    const tally = { ...QUIET, acknowledged: { calls: 3, inTime: 2, median: 1, p90: 2 }, overdue: 1 };
    expect(figure(tally, 'acknowledge-in-time').value).toBe(0.5);
  });
});

describe('floods', () => {
  const at = (minutes: Record<number, number>, length = 60) =>
    Array.from({ length }, (_, minute) => minutes[minute] ?? 0);

  test('ten in ten minutes are none, eleven begin one, and five keep it', () => {
    expect(floodsIn(at({ 5: 10 }))).toEqual([]);
    expect(floodsIn(at({ 5: 4, 14: 7 }))).toEqual([{ from: 14, to: 24, firstTen: 11, peak: 11 }]);
    expect(floodsIn(at({ 5: 11, 14: 5, 24: 5 }))).toMatchObject([{ from: 5, to: 34 }]);
    expect(floodsIn(at({ 5: 11, 14: 5, 24: 4 }))).toMatchObject([{ from: 5, to: 24 }]);
  });

  test('calls eleven minutes apart are in no common window', () => {
    expect(floodsIn(at({ 5: 6, 15: 5 }))).toEqual([]);
    expect(floodsIn(at({ 5: 6, 14: 5 }))).toHaveLength(1);
  });

  test('one that lasts to the end has none', () => {
    const calls = at({ 55: 30 });
    expect(floodsIn(calls)).toEqual([{ from: 55, to: null, firstTen: 30, peak: 30 }]);
    expect(floodShare(calls, floodsIn(calls))).toBeCloseTo(5 / 60);
  });

  test.each([
    [9, 'manageable'],
    [10, 'demanding'],
    [20, 'hard'],
    [100, 'hard'],
    [101, 'excessive'],
  ])('%i calls in the first ten minutes are %s', (calls, rating) => {
    expect(rateUpset(calls)).toBe(rating);
  });
});

describe('recomputed by their definitions', () => {
  const series = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(9)), { maxLength: 90 });

  test('windows, slots and floods', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 30 }), fc.nat(20), (calls, window, limit) => {
        const windows = calls.map((_, end) => total(calls.slice(Math.max(0, end - window + 1), end + 1)));
        expect(peakIn(calls, window)).toBe(Math.max(0, ...windows));
        const slots = Map.groupBy(calls.entries(), ([minute]) => Math.floor(minute / window));
        const sums = [...slots.values()].map((slot) => total(slot.map(([, count]) => count)));
        expect(inSteps(calls, window)).toEqual(sums);
        const over = sums.filter((count) => count > limit).length;
        expect(shareOver(calls, window, limit)).toBe(sums.length === 0 ? null : over / sums.length);
        expect(floodsIn(calls)).toEqual(recountFloods(calls));
      }),
      { numRuns: 300 },
    );
  });

  test('a mean over one window is the mean over another of another length', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 60, maxLength: 200 }), (calls) => {
        expect(meanIn(calls, 60)).toBeCloseTo(meanIn(calls, 10)! * 6);
        expect(meanIn(calls, calls.length)).toBe(total(calls));
      }),
    );
  });
});

describe('keeping an alarm from view', () => {
  const shelved: Hiding = {
    action: 'timed-shelve',
    at: 0,
    priority: 'high',
    actorId: 'p1',
    comment: 'works on the quay',
    until: 240 * 60_000,
  };

  test.each<[Partial<Hiding>, ReturnType<typeof hidingFault>]>([
    [{}, null],
    [{ actorId: null }, 'no-person'],
    [{ comment: ' ' }, 'no-reason'],
    [{ comment: null }, 'no-reason'],
    [{ until: null }, 'no-end'],
    [{ until: 240 * 60_000 + 1 }, 'too-long'],
    [{ action: 'quarantine', until: null }, null],
    [{ action: 'remove-from-service', until: null, comment: null }, 'no-reason'],
    [{ action: 'suppress', actorId: null, comment: null, until: null }, null],
    [{ action: 'suppress' }, 'by-person'],
  ])('%j: %s', (changed, fault) => {
    expect(hidingFault({ ...shelved, ...changed })).toBe(fault);
  });
});
