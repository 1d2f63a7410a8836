import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatAxisCount,
  formatCount,
  formatLongAge,
  formatMs,
  formatPoints,
  formatRatio,
  formatShare,
} from './format.ts';

describe('numbers', () => {
  test.each([
    [formatCount(null), '–'],
    [formatCount(136_982), '136,982'],
    [formatCount(123_456_789), '123.5M'],
    [formatAxisCount(2_500), '2,500'],
    [formatAxisCount(25_000), '25,000'],
    [formatAxisCount(250_000), '250K'],
    [formatShare(null), '–'],
    [formatShare(0.0493), '4.9 %'],
    [formatPoints(-1.25), '1.3'],
    [formatRatio(2.04), '2.0×'],
    [formatMs(null), '–'],
    [formatMs(83.6), '84'],
    [formatMs(42_400), '42k'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

test.each([
  [-5, '0.0 s'],
  [340, '0.3 s'],
  [9_940, '9.9 s'],
  [12_400, '00:12'],
  [760_000, '12:40'],
  [11_100_000, '3 h 05'],
  [187_200_000, '2 d 4 h'],
])('%i ms are %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test('an alarm’s age keeps its places from the first second', () => {
  expect(formatLongAge(8)).toBe('00:08');
});
