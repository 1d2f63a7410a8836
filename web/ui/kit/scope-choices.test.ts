import { expect, test } from 'vitest';
import type { ScopeId, ScopeLevel } from '../../../shared/domain/access/scope.ts';
import type { CustomsHouse, District } from '../../shell/places.svelte.ts';
import { scopeChoices } from './scope-choices.ts';

const district = (code: string, name: string, nameZh: string): District => ({
  code,
  name,
  nameZh,
  latitude: 0,
  longitude: 0,
  timeZone: 'Asia/Shanghai',
});
const house = (code: string, of: string, name: string, nameZh: string): CustomsHouse => ({
  ...district(code, name, nameZh),
  district: of,
  inspectionsPerDay: 1,
  inspectionsPerHour: 0,
});
const byCode = <T extends District>(places: T[]) => new Map(places.map((place) => [place.code, place]));
const houses = byCode([
  house('2201', '2200', 'Pudong', '浦东海关'),
  house('3101', '3100', 'Beilun', '北仑海关'),
]);
const PLACES = {
  districts: byCode([district('2200', 'Shanghai', '上海海关'), district('3100', 'Ningbo', '宁波海关')]),
  houses,
  districtOf: (code: string) => houses.get(code)?.district,
};
const NAMES = { nation: 'Nation', nameOf: ({ name }: { name: string }) => name };
const ALL: ScopeLevel[] = ['national', 'district', 'house'];

test.each<[ScopeId[], ScopeLevel[], string]>([
  [['national'], ALL, 'Nation Shanghai Ningbo Pudong Beilun'],
  [['district:2200'], ALL, 'Shanghai Pudong'],
  [['house:3101', 'district:2200'], ALL, 'Shanghai Pudong Beilun'],
  [['national'], ['house'], 'Pudong Beilun'],
  [[], ALL, ''],
])('within %j, levels %j', (allowed, levels, labels) => {
  const choices = scopeChoices(PLACES, allowed, levels, NAMES);
  expect(choices.map(({ label }) => label).join(' ')).toBe(labels);
});

test('a house is found by its district in either language', () => {
  const pudong = scopeChoices(PLACES, ['national'], ['house'], NAMES)[0];
  expect(pudong).toMatchObject({ value: 'house:2201', detail: '2201' });
  expect(pudong?.keywords).toBe('Pudong 浦东海关 Shanghai 上海海关');
});
