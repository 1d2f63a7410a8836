import { describe, expect, test } from 'vitest';
import { BUCKET_MS, type FlowBucket } from '../../shared/contract/live.ts';
import { flowStack } from './flow-stack.ts';

const box = { left: 0, right: 100, top: 0, bottom: 100 };
const bucket = (index: number, red: number, orange: number, green: number): FlowBucket => ({
  startedAt: index * BUCKET_MS,
  red,
  orange,
  green,
  hits: 0,
  scoreSum: 0,
});

describe('flowStack', () => {
  const drawn = flowStack([bucket(90, 10, 20, 30), bucket(91, 20, 20, 60)], box);

  test('lays red at the ground, orange and green on top', () => {
    expect(drawn.areas.map((area) => area.channel)).toEqual(['red', 'orange', 'green']);
    expect(drawn.areas[0]?.area).toBe('M0,90L100,80L100,100L0,100Z');
    expect(drawn.areas[2]?.edge).toBe('M0,40L100,0');
  });
  test('ends each area in the middle of its newest count', () => {
    expect(drawn.areas.map((area) => area.endsAt)).toEqual([90, 70, 30]);
  });
  test('counts start at zero', () => {
    expect(drawn.countTicks[0]).toEqual({ value: 0, at: 100 });
  });
  test('places a quarter of an hour', () => {
    expect(drawn.timeTicks).toEqual([{ value: 90 * BUCKET_MS, at: 0 }]);
  });
  test.each([
    [89 * BUCKET_MS, null],
    [90 * BUCKET_MS, 0],
    [90.5 * BUCKET_MS, 50],
    [92 * BUCKET_MS, 100],
    [93 * BUCKET_MS, 100],
    [93.5 * BUCKET_MS, null],
  ])('instant %i stands at %s', (instant, at) => {
    expect(drawn.xAt(instant)).toBe(at);
  });
  test('draws nothing of nothing', () => {
    expect(flowStack([], box).areas.map((area) => area.area)).toEqual(['', '', '']);
  });
});
