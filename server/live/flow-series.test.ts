import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOARD_BUCKETS, BUCKET_MS } from '../../shared/contract/live.ts';
import { bucketIndex, FlowSeries, type Cells } from './flow-series.ts';

const START = 1_000_000;
const at = (index: number) => index * BUCKET_MS;
const red = (count: number): Cells => [count, 0, 0, 0, 0];
const bucket = (index: number, [r, orange, green, hits, scoreSum]: Cells) => ({
  startedAt: at(index),
  red: r,
  orange,
  green,
  hits,
  scoreSum,
});

function series(): FlowSeries {
  return new FlowSeries(at(START));
}

test.each([
  [0, 0],
  [9_999, 0],
  [10_000, 1],
])('the instant %i lies in bucket %i', (instant, index) => {
  expect(bucketIndex(instant)).toBe(index);
});

describe('a series', () => {
  test('adds up what falls in one bucket', () => {
    const it = series();
    it.add(START, [1, 2, 3, 4, 5.5]);
    it.add(START, [1, 0, 0, 0, 0.5]);
    expect(it.lastHour()).toEqual([bucket(START, [2, 2, 3, 4, 6])]);
    expect(it.totals(0)).toEqual({ red: 2, orange: 2, green: 3 });
    expect(it.totals(1)).toEqual({ red: 0, orange: 0, green: 0 });
  });

  test('moves from the last hour to the hour before it and out', () => {
    const it = series();
    it.add(START, red(7));
    it.advance(at(START + BOARD_BUCKETS - 1));
    expect([it.totals(0).red, it.totals(1).red]).toEqual([7, 0]);
    it.advance(at(START + BOARD_BUCKETS));
    expect([it.totals(0).red, it.totals(1).red]).toEqual([0, 7]);
    expect(it.lastHour()).toEqual([]);
    it.advance(at(START + 2 * BOARD_BUCKETS));
    expect([it.totals(0).red, it.totals(1).red]).toEqual([0, 0]);
  });

  test('moves on by itself when a later bucket comes, and not back', () => {
    const it = series();
    it.add(START + 3, red(1));
    it.advance(at(START));
    it.add(START + 1, red(2));
    expect(it.lastHour()).toEqual([bucket(START + 1, red(2)), bucket(START + 3, red(1))]);
  });

  test('has no place for what is older than two hours', () => {
    const it = series();
    it.add(START - 2 * BOARD_BUCKETS, red(1));
    expect(it.takeChanged()).toEqual([]);
    it.add(START - 2 * BOARD_BUCKETS + 1, red(1));
    expect(it.totals(1).red).toBe(1);
  });

  test('is empty after a longer silence than it holds', () => {
    const it = series();
    for (let i = 0; i < 2 * BOARD_BUCKETS; i++) it.add(START - i, red(1));
    it.advance(at(START + 10 * BOARD_BUCKETS));
    expect(it.totals(0).red + it.totals(1).red).toBe(0);
    expect(it.takeChanged()).toEqual([]);
  });

  test('tells each change once, the oldest first', () => {
    const it = series();
    it.add(START, red(1));
    it.add(START - 4, red(2));
    it.add(START, red(1));
    expect(it.takeChanged()).toEqual([bucket(START - 4, red(2)), bucket(START, red(2))]);
    expect(it.takeChanged()).toEqual([]);
  });

  test('does not take a bucket for changed that came to stand where a changed one stood', () => {
    const it = series();
    it.add(START, red(1));
    it.advance(at(START + 2 * BOARD_BUCKETS));
    expect(it.takeChanged()).toEqual([]);
  });

  test('is replaced from a bucket on; only differences are changes', () => {
    const it = series();
    it.add(START - 2, red(9));
    it.add(START - 1, [1, 1, 1, 1, 0.3]);
    it.add(START, red(5));
    it.takeChanged();
    it.replaceFrom(START - 1, new Map([[START - 1, [1, 1, 1, 1, 0.1 + 0.2]]]));
    expect(it.takeChanged()).toEqual([bucket(START, red(0))]);
    expect(it.totals(0).red).toBe(10);
    it.replaceFrom(0, undefined);
    expect(it.totals(0)).toEqual({ red: 0, orange: 0, green: 0 });
  });

  test('counts the last 60 s, the oldest bucket for its part', () => {
    const it = series();
    for (let back = 0; back <= 7; back++) it.add(START - back, red(10));
    expect(it.lastMinute(at(START))).toBe(70);
    expect(it.lastMinute(at(START) + 5_000)).toBe(65);
    expect(it.lastMinute(at(START) + 9_999)).toBe(60);
  });
});

test('totals are those of a plain list of what was added', () => {
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: -800, max: 20 }), count: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ advance: fc.integer({ min: 0, max: 500 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const it = series();
      let newest = START;
      const added: { index: number; count: number }[] = [];
      for (const one of steps) {
        if ('advance' in one) {
          newest += one.advance;
          it.advance(at(newest));
        } else {
          const index = newest + one.add;
          newest = Math.max(newest, index);
          it.add(index, red(one.count));
          if (index > newest - 2 * BOARD_BUCKETS) added.push({ index, count: one.count });
        }
      }
      const sum = (from: number, to: number) =>
        added.reduce((total, { index, count }) => total + (index > from && index <= to ? count : 0), 0);
      expect(it.totals(0).red).toBe(sum(newest - BOARD_BUCKETS, newest));
      expect(it.totals(1).red).toBe(sum(newest - 2 * BOARD_BUCKETS, newest - BOARD_BUCKETS));
      expect(it.lastHour().reduce((total, one) => total + one.red, 0)).toBe(it.totals(0).red);
    }),
  );
});
