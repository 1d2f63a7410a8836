import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { weigh, type Weighted } from './random.ts';

/** UN/ECE Recommendation 19 modes the simulator uses. */
export type Mode = '1' | '2' | '3' | '4' | '5' | '8';

/** What kind of traffic a house mostly sees; it sets its modes of transport and its daily rhythm. */
export type HouseKind = 'air' | 'post' | 'rail' | 'border' | 'sea' | 'inland';

/** A customs house as the simulator sees it. */
export interface SimulatedHouse {
  code: string;
  district: string;
  name: string;
  timeZone: string;
  /** Share of the declarations, in proportion to inspection capacity. */
  weight: number;
  kind: HouseKind;
  modes: Weighted<Mode>;
  /** Country over the border, for border houses. */
  neighbour: string | null;
}

const MODES: Record<HouseKind, Weighted<Mode>> = {
  air: weigh([
    ['4', 95],
    ['3', 5],
  ]),
  post: weigh([
    ['5', 80],
    ['4', 20],
  ]),
  rail: weigh([
    ['2', 85],
    ['3', 15],
  ]),
  border: weigh([
    ['3', 90],
    ['2', 10],
  ]),
  sea: weigh([
    ['1', 84],
    ['3', 8],
    ['4', 4],
    ['8', 4],
  ]),
  inland: weigh([
    ['3', 45],
    ['2', 20],
    ['4', 20],
    ['8', 15],
  ]),
};

/** Districts on the coast: their houses see ships unless their name says otherwise. */
const COASTAL = new Set('0200 0900 2200 3100 3500 3700 4200 5200 6000 6400 6700 6800'.split(' '));

/** Houses on a land border, with the country on the other side. */
const NEIGHBOURS: Record<string, string> = Object.fromEntries(
  Object.entries({
    RU: '0601 0602 1505 1903 1904 1905 1906 1909',
    MN: '0702 0704 0705 0706 0708',
    VN: '7203 7204 7205 7212 7213 8604 8609',
    MM: '8603 8607 8608',
    LA: '8605',
    NP: '8803 8804',
    KZ: '9403 9404 9405 9406 9407',
    KG: '9408 9409 9410',
    PK: '9411',
    HK: '5303 5304 5305 5309 5311 5312 5703',
    MO: '5701',
  }).flatMap(([country, codes]) => codes.split(' ').map((code) => [code, country])),
);

function kindOf(code: string, district: string, name: string): HouseKind {
  if (/\bAirport\b/.test(name)) return 'air';
  if (/\bPost\b/.test(name)) return 'post';
  if (/\b(Railway|Station)\b/.test(name)) return 'rail';
  if (NEIGHBOURS[code]) return 'border';
  if (/\b(Port|Bay|Harbour)\b/.test(name) || COASTAL.has(district)) return 'sea';
  return 'inland';
}

/** The houses of `data/places/houses.csv`, or of a file of the same columns. */
export function loadHouses(
  file = new URL('../../data/places/houses.csv', import.meta.url),
): SimulatedHouse[] {
  const rows = parse<Record<string, string>>(readFileSync(file), { columns: true });
  return rows.map((row) => {
    const { code = '', district = '', name = code, timeZone = 'UTC', inspectionsPerDay } = row;
    const kind = kindOf(code, district, name);
    return {
      code,
      district,
      name,
      timeZone,
      weight: Math.max(1, Number(inspectionsPerDay) || 1),
      kind,
      modes: MODES[kind],
      neighbour: NEIGHBOURS[code] ?? null,
    };
  });
}
