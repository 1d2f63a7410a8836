import { expect, test } from 'vitest';
import { LatencyWindow } from './latency-window.ts';

const NONE = { p50: null, p99: null };

test('knows nothing where nothing was decided', () => {
  const window = new LatencyWindow();
  expect(window.quantiles(0)).toEqual(NONE);
  window.add(0, 5, 0);
  expect(window.quantiles(1)).toEqual(NONE);
});

test('weighs each latency by its declarations', () => {
  const window = new LatencyWindow();
  window.add(0, 900, 1);
  window.add(0, 10, 60);
  window.add(0, 200.4, 39);
  expect(window.quantiles(1)).toEqual({ p50: 10, p99: 200 });
  window.add(0, 900, 1);
  expect(window.quantiles(1)).toEqual({ p50: 10, p99: 900 });
});

test('forgets after 60 s', () => {
  const window = new LatencyWindow();
  window.add(1000, 50, 1);
  window.add(2000, 10, 1);
  expect(window.quantiles(60_999).p99).toBe(50);
  expect(window.quantiles(61_000)).toEqual({ p50: 10, p99: 10 });
  expect(window.quantiles(62_000)).toEqual(NONE);
});

test('has no latency below zero, should clocks differ', () => {
  const window = new LatencyWindow();
  window.add(0, -3, 1);
  expect(window.quantiles(1)).toEqual({ p50: 0, p99: 0 });
});
