import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readPlacesFile } from './read-places-file.ts';

const isKnown = (code: string) => code === '2200';
const HEAD = 'code,district,name,nameZh,latitude,longitude,timeZone,inspectionsPerDay';
const WHOLE_HEAD = `${HEAD},inspectionsPerHour`;
const ROW = '2201,2200,Pudong,浦东海关,31.2,121.5,Asia/Shanghai,300';

function faults(csv: string) {
  const result = readPlacesFile('houses', csv, isKnown);
  return result.ok ? [] : result.faults;
}

test('reads houses', () => {
  expect(readPlacesFile('houses', `\uFEFF${HEAD}\r\n${ROW}\r\n`, isKnown)).toEqual({
    ok: true,
    rows: {
      kind: 'houses',
      places: [
        {
          code: '2201',
          district: '2200',
          name: 'Pudong',
          nameZh: '浦东海关',
          latitude: 31.2,
          longitude: 121.5,
          timeZone: 'Asia/Shanghai',
          inspectionsPerDay: 300,
          inspectionsPerHour: 0,
        },
      ],
    },
  });
});

test('reads the inspections an hour where they are stated', () => {
  expect(readPlacesFile('houses', `${WHOLE_HEAD}\n${ROW},25`, isKnown)).toMatchObject({
    rows: { places: [{ inspectionsPerDay: 300, inspectionsPerHour: 25 }] },
  });
  expect(faults(`${WHOLE_HEAD}\n${ROW},2.5`)).toMatchObject([{ line: 2, column: 'inspectionsPerHour' }]);
});

test('columns may stand in any order', () => {
  const csv = 'name,code,timeZone,nameZh,longitude,latitude\nShanghai,2200,Asia/Shanghai,上海海关,121.5,31.2';
  expect(readPlacesFile('districts', csv, isKnown)).toMatchObject({ ok: true });
});

test.each(['districts', 'houses'] as const)('reads the %s that come with Tidewaiter', (kind) => {
  const csv = readFileSync(new URL(`../../data/places/${kind}.csv`, import.meta.url), 'utf8');
  expect(readPlacesFile(kind, csv, () => true)).toMatchObject({ ok: true });
});

describe('faults', () => {
  test.each([
    ['a code with a space', ROW.replace('2201', '22 01'), 'code'],
    ['no code', ROW.replace('2201', ''), 'code'],
    ['no name', ROW.replace('Pudong', ''), 'name'],
    ['a latitude beyond the pole', ROW.replace('31.2', '91'), 'latitude'],
    ['a longitude that is no number', ROW.replace('121.5', 'east'), 'longitude'],
    ['a longitude that is nearly a number', ROW.replace('121.5', '0x10'), 'longitude'],
    ['a zone that nobody knows', ROW.replace('Asia/Shanghai', 'Asia/Atlantis'), 'timeZone'],
    ['an offset for a zone', ROW.replace('Asia/Shanghai', '+08:00'), 'timeZone'],
    ['half an inspection', ROW.replace(',300', ',1.5'), 'inspectionsPerDay'],
    ['fewer than no inspections', ROW.replace(',300', ',-1'), 'inspectionsPerDay'],
  ])('%s', (_name, row, column) => {
    expect(faults(`${HEAD}\n${ROW.replace('2201', '2202')}\n${row}`)).toEqual([
      { line: 3, column, code: 'value-invalid', reason: expect.any(String) },
    ]);
  });

  test('a district that is not known', () => {
    expect(faults(`${HEAD}\n${ROW.replace(',2200,', ',9999,')}`)).toMatchObject([
      { line: 2, column: 'district', code: 'district-unknown' },
    ]);
  });

  test('the same code twice', () => {
    expect(faults(`${HEAD}\n${ROW}\n${ROW}`)).toEqual([
      { line: 3, column: 'code', code: 'code-twice', reason: 'the code stands in line 2 already' },
    ]);
  });

  test('columns that are missing or not known', () => {
    const csv = `${HEAD.replace('latitude', 'lat')}\n${ROW}`;
    expect(faults(csv)).toMatchObject([
      { column: 'latitude', code: 'column-missing' },
      { column: 'lat', code: 'column-unknown' },
    ]);
  });

  test('a row with a field too many, and a quote that does not end', () => {
    expect(faults(`${HEAD}\n${ROW},more`)).toMatchObject([{ line: 2, code: 'not-csv' }]);
    expect(faults(`${HEAD}\n"${ROW}`)).toMatchObject([{ code: 'not-csv' }]);
  });

  test('all of them, but not without end', () => {
    const bad = Array.from({ length: 500 }, (_, i) =>
      ROW.replace('2201', String(i)).replace(',2200,', ',x,'),
    );
    expect(faults([HEAD, ...bad].join('\n'))).toHaveLength(200);
  });
});
