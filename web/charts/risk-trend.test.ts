import { describe, expect, test } from 'vitest';
import { BUCKET_MS, type FlowBucket } from '../../shared/contract/live.ts';
import { riskDrawing, riskSeries } from './risk-trend.ts';

const box = { left: 0, right: 100, top: 0, bottom: 100 };

/** One declaration a bucket, scored so that each minute has the index asked for; `null` minutes are empty. */
const minutesOf = (indices: readonly (number | null)[]): FlowBucket[] =>
  indices.flatMap((index, minute) =>
    Array.from({ length: 6 }, (_, i) => ({
      startedAt: (minute * 6 + i) * BUCKET_MS,
      red: 0,
      orange: 0,
      green: index === null ? 0 : 1,
      hits: 0,
      scoreSum: index === null ? 0 : index / 1_000,
    })),
  );

const steady = Array.from({ length: 20 }, (_, i) => 100 + (i % 2) * 4);

describe('riskSeries', () => {
  test('is the score sum per 1,000 declarations of a minute', () => {
    const series = riskSeries(minutesOf([200, null, 400]));
    expect(series.minutes.map((minute) => minute.index && Math.round(minute.index))).toEqual([
      200,
      null,
      400,
    ]);
    expect(series.limits).toBeNull();
    expect(series.outOfLimits).toBe(false);
  });

  test.each([
    ['inside', 103, false],
    ['above', 160, true],
    ['below', 40, true],
  ])('the newest minute %s', (_, newest, out) => {
    expect(riskSeries(minutesOf([...steady, newest])).outOfLimits).toBe(out);
  });
});

describe('limits', () => {
  test.each([
    ['too few minutes', steady.slice(0, 7), false],
    ['unknown minutes do not count', [...steady.slice(0, 7), null], false],
    ['eight minutes', steady.slice(0, 8), true],
  ])('%s', (_, indices, drawn) => {
    expect(riskSeries(minutesOf(indices)).limits !== null).toBe(drawn);
  });
  test('are never below zero', () => {
    expect(riskSeries(minutesOf([0, 90, 0, 90, 0, 90, 0, 90])).limits?.lower).toBe(0);
  });
});

describe('riskDrawing', () => {
  test('marks the newest and what is out of limits', () => {
    const drawn = riskDrawing(riskSeries(minutesOf([...steady, 160, 102])), box);
    expect(drawn.points.map(({ out, newest }) => ({ out, newest }))).toEqual([
      { out: true, newest: false },
      { out: false, newest: true },
    ]);
    expect(drawn.band && drawn.band.top < drawn.band.middle).toBe(true);
  });
  test('draws an empty window', () => {
    const drawn = riskDrawing(riskSeries([]), box);
    expect(drawn).toMatchObject({ path: '', points: [], band: null });
  });
});
