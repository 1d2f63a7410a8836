import { expect, test } from 'vitest';
import type { PlaceSummary } from '../../../shared/contract/live.ts';
import { busiest, placeFigures } from './place-figures.ts';

const place = (code: string, red: number, green: number): PlaceSummary => ({
  code,
  name: code,
  nameZh: code,
  latitude: 0,
  longitude: 0,
  totals: { red, orange: 0, green },
  unacknowledged: 0,
});

const parent = { red: 5_000, orange: 0, green: 95_000 };

test.each([
  ['no declarations', place('a', 0, 0), 'none'],
  ['as the parent', place('a', 50, 950), 'usual'],
  ['half as much again', place('a', 150, 1_850), 'raised'],
  ['twice', place('a', 200, 1_800), 'high'],
  ['twice of few is chance', place('a', 1, 9), 'usual'],
  ['less is not raised', place('a', 10, 1_990), 'usual'],
])('%s', (_, summary, tone) => {
  expect(placeFigures([summary], parent, '')[0]?.tone).toBe(tone);
});

test('the area follows the volume', () => {
  const sizes = placeFigures([place('a', 0, 400), place('b', 0, 100), place('c', 0, 0)], parent, '');
  expect(sizes.map((figure) => figure.size)).toEqual([1, 0.5, 0]);
});

test.each([
  ['Shenzhen West Kowloon Station', 'Shenzhen', 'West Kowloon Station'],
  ['Shenzhen Bay', 'Shenzhen', 'Shenzhen Bay'],
  ['Hong Kong-Zhuhai-Macao Bridge', 'Gongbei', 'Hong Kong-Zhuhai-Macao Bridge'],
  ['深圳湾海关', '深圳海关', '深圳湾'],
  ['乌鲁木齐地窝堡机场海关', '乌鲁木齐海关', '地窝堡机场'],
  ['深圳海关', '全国中心', '深圳'],
])('%s is called on the board of %s: %s', (name, parentName, shortName) => {
  expect(placeFigures([place(name, 0, 1)], parent, parentName)[0]?.shortName).toBe(shortName);
});

test('the busiest stay where there is no room for all', () => {
  const places = [place('a', 0, 1), place('b', 0, 3), place('c', 0, 2)];
  expect(busiest(places, 2).map(({ code }) => code)).toEqual(['b', 'c']);
  expect(busiest(places, 3)).toBe(places);
});
