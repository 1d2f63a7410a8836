import { describe, expect, test } from 'vitest';
import { formOf, readForm, type PlaceForm } from './place-form.ts';

const HOUSE = {
  code: '2201',
  district: '2200',
  name: 'Pudong',
  nameZh: '浦东海关',
  latitude: 31.2,
  longitude: -121.5,
  timeZone: 'Asia/Shanghai',
  inspectionsPerDay: 300,
  inspectionsPerHour: 0,
};

test('a house goes through the form unchanged', () => {
  const { code: _code, ...body } = HOUSE;
  expect(readForm('houses', formOf(HOUSE, undefined))).toEqual({
    ok: true,
    path: '/api/places/houses/2201',
    body,
  });
});

test('a district has no district and no capacity', () => {
  const result = readForm('districts', { ...formOf(HOUSE, undefined), code: '2200' });
  expect(result).toMatchObject({ ok: true, path: '/api/places/districts/2200' });
  expect(result.ok && Object.keys(result.body as object).toSorted()).toEqual(
    ['latitude', 'longitude', 'name', 'nameZh', 'timeZone'].toSorted(),
  );
});

test('a new place begins in its district, with its zone', () => {
  expect(formOf(null, { ...HOUSE, code: '2200' })).toMatchObject({
    code: '',
    district: '2200',
    timeZone: 'Asia/Shanghai',
    inspectionsPerDay: '0',
    inspectionsPerHour: '0',
  });
});

test('without a name in Chinese the other serves', () => {
  expect(readForm('houses', { ...formOf(HOUSE, undefined), nameZh: ' ' })).toMatchObject({
    body: { name: 'Pudong', nameZh: 'Pudong' },
  });
});

describe('faults are named by field', () => {
  test.each<[keyof PlaceForm, string]>([
    ['code', ''],
    ['code', 'a b'],
    ['district', ''],
    ['name', '  '],
    ['nameZh', 'x'.repeat(201)],
    ['latitude', '91'],
    ['latitude', 'north'],
    ['latitude', '1e1'],
    ['longitude', '180.1'],
    ['timeZone', 'Asia/Atlantis'],
    ['inspectionsPerDay', '1.5'],
    ['inspectionsPerDay', ''],
    ['inspectionsPerHour', '-1'],
  ])('%s: %j', (field, text) => {
    const result = readForm('houses', { ...formOf(HOUSE, undefined), [field]: text });
    expect(result.ok ? [] : result.faults.map((fault) => fault.field)).toEqual([field]);
  });
});

test('a minus as it is printed is read', () => {
  expect(readForm('houses', { ...formOf(HOUSE, undefined), longitude: '−70.5' })).toMatchObject({
    ok: true,
    body: { longitude: -70.5 },
  });
});

test('faults come in the order of the form', () => {
  const result = readForm('houses', formOf(null, undefined));
  expect(result.ok ? [] : result.faults.map((fault) => fault.field)).toEqual([
    'code',
    'district',
    'name',
    'latitude',
    'longitude',
    'timeZone',
  ]);
});
