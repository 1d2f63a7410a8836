import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatAxisCount,
  formatCount,
  formatLongAge,
  formatMoney,
  formatMs,
  formatPoints,
  formatRatio,
  formatShare,
} from './format.ts';
import { inLocale } from './locale.test-kit.ts';

describe('numbers', () => {
  test.each<[() => string, string, string]>([
    [() => formatCount(null), '–', '–'],
    [() => formatCount(136_982), '136,982', '136,982'],
    [() => formatCount(123_456_789), '123.5M', '1.2亿'],
    [() => formatAxisCount(2_500), '2,500', '2,500'],
    [() => formatAxisCount(25_000), '25,000', '25,000'],
    [() => formatAxisCount(250_000), '250K', '25万'],
    [() => formatShare(null), '–', '–'],
    [() => formatShare(0.0493), '4.9 %', '4.9%'],
    [() => formatPoints(-1.25), '1.3', '1.3'],
    [() => formatRatio(2.04), '2.0×', '2.0倍'],
    [() => formatMs(null), '–', '–'],
    [() => formatMs(83.6), '84', '84'],
    [() => formatMs(42_400), '42K', '4.2万'],
    [() => formatMoney(null, 'CNY'), '–', '–'],
    [() => formatMoney(-1_234.5, 'CNY'), '-CNY 1,234.50', '-CNY 1,234.50'],
    [() => formatMoney(1_234.5, 'JPY'), 'JPY 1,235', 'JPY 1,235'],
  ])('%s', (format, en, zh) => {
    const spaced = () => format().replaceAll('\u00A0', ' ');
    expect([spaced(), inLocale('zh', spaced)]).toEqual([en, zh]);
  });
});

test.each([
  [-5, '0.0 s', '0.0秒'],
  [340, '0.3 s', '0.3秒'],
  [9_940, '9.9 s', '9.9秒'],
  [12_400, '00:12', '00:12'],
  [760_000, '12:40', '12:40'],
  [11_100_000, '3 h 05', '3小时05分'],
  [187_200_000, '2 d 4 h', '2天4小时'],
])('%i ms are %s, %s', (ms, en, zh) => {
  expect([formatAge(ms), inLocale('zh', () => formatAge(ms))]).toEqual([en, zh]);
});

test('an alarm’s age keeps its places from the first second', () => {
  expect(formatLongAge(8)).toBe('00:08');
});
