import { expect, test } from 'vitest';
import type { CustomsHouse } from '../../shared/platform/stores/place.store.ts';
import { releaseFaults } from './ruleset-checks.ts';

const house = (
  code: string,
  district: string,
  inspections: [perDay: number, perHour: number],
): CustomsHouse => ({
  code,
  district,
  name: code,
  nameZh: code,
  latitude: 0,
  longitude: 0,
  timeZone: 'UTC',
  inspectionsPerDay: inspections[0],
  inspectionsPerHour: inspections[1],
});
const houses = new Map(
  [
    house('N1', 'N', [0, 0]),
    house('N2', 'N', [0, 0]),
    house('S1', 'S', [0, 3]),
    house('S2', 'S', [0, 0]),
  ].map((one) => [one.code, one]),
);
const places = {
  places: { districts: new Map(), houses },
  districtOf: (code: string) => houses.get(code)?.district,
};

const reds = { extraRedsOfCapacity: 0.5 };
const NO_CAPACITY = ['guard.extraRedsOfCapacity'];

test.each<[string, Parameters<typeof releaseFaults>[0], object, string[]]>([
  ['of the nation', { level: 'national', scope: null }, { guard: reds }, []],
  ['where one house states it by the hour', { level: 'district', scope: 'S' }, { guard: reds }, []],
  ['of that house', { level: 'house', scope: 'S1' }, { guard: reds }, []],
  ['where no house states any', { level: 'district', scope: 'N' }, { guard: reds }, NO_CAPACITY],
  ['of a house that states none', { level: 'house', scope: 'S2' }, { guard: reds }, NO_CAPACITY],
  [
    'beside a limit of hits, for it would be passed unseen',
    { level: 'district', scope: 'N' },
    { guard: { ...reds, hitsPerHour: 5 } },
    NO_CAPACITY,
  ],
  [
    'tried at houses that state none',
    { level: 'national', scope: null },
    { canary: { houses: ['N1', 'S2'] }, guard: reds },
    NO_CAPACITY,
  ],
  [
    'tried at one that does',
    { level: 'national', scope: null },
    { canary: { houses: ['N1', 'S1'] }, guard: reds },
    [],
  ],
  ['not asked for', { level: 'district', scope: 'N' }, { guard: { hitsPerHour: 5 } }, []],
  [
    'with an unknown house',
    { level: 'national', scope: null },
    { canary: { houses: ['S1', 'X1'] }, guard: reds },
    ['canary.houses.1'],
  ],
])('a guard by share of capacity %s', (_, part, release, paths) => {
  const faults = releaseFaults(part, { status: 'active', ...release }, places);
  expect(faults.map(({ path }) => path)).toEqual(paths);
});
