import { expect, test } from 'vitest';
import { findPlaces } from './place-search.ts';

const at = { latitude: 31, longitude: 121, timeZone: 'Asia/Shanghai' };
const SHANGHAI = { code: '2200', name: 'Shanghai', nameZh: '上海海关', ...at };
const HOUSES = [
  {
    code: '2201',
    district: '2200',
    inspectionsPerDay: 1,
    inspectionsPerHour: 0,
    name: 'Pudong Airport',
    nameZh: '浦东机场海关',
    ...at,
  },
  {
    code: '2202',
    district: '2200',
    inspectionsPerDay: 1,
    inspectionsPerHour: 0,
    name: 'Yangshan',
    nameZh: '洋山海关',
    ...at,
  },
  {
    code: '9901',
    district: 'gone',
    inspectionsPerDay: 1,
    inspectionsPerHour: 0,
    name: 'Ürümqi',
    nameZh: '',
    ...at,
  },
];

test.each([
  ['', ['2201', '2202', '9901']],
  ['2202', ['2202']],
  ['airport pudong', ['2201']],
  ['洋山', ['2202']],
  ['urumqi', ['9901']],
  ['SHANGHAI', ['2201', '2202']],
  ['2200 洋山', ['2202']],
  ['nowhere', []],
])('%j finds %j', (typed, codes) => {
  const found = findPlaces(HOUSES, typed, new Map([['2200', SHANGHAI]]));
  expect(found.map(({ code }) => code)).toEqual(codes);
});

test('a district is found by its own names alone', () => {
  expect(findPlaces([SHANGHAI], '上海', new Map())).toEqual([SHANGHAI]);
  expect(findPlaces([SHANGHAI], 'pudong', new Map())).toEqual([]);
});
