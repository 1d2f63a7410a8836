import type { HouseKind, Mode, SimulatedHouse } from './houses.ts';
import { draw, hash32, weigh, type Random, type Weighted } from './random.ts';

/** How a consignment travels. */
export interface Route {
  mode: Mode;
  carrier: string;
  /** Absent now and then, as in life. */
  transportId?: string;
  containers?: string[];
}

const SEA_CARRIERS: Weighted<string> = weigh([
  ['COSCO Shipping', 22],
  ['Maersk', 15],
  ['MSC', 16],
  ['CMA CGM', 12],
  ['Evergreen', 9],
  ['ONE', 8],
  ['OOCL', 8],
  ['HMM', 5],
  ['Yang Ming', 4],
  ['Blue Lantern Shipping', 0.35],
  ['Old Harbour Lines', 0.5],
]);
const AIR_CARRIERS: Weighted<string> = weigh([
  ['CA Air China Cargo', 18],
  ['CZ China Southern', 14],
  ['MU China Eastern', 14],
  ['O3 SF Airlines', 12],
  ['FX FedEx', 12],
  ['5X UPS', 10],
  ['CX Cathay Pacific', 8],
  ['CV Cargolux', 6],
  ['LH Lufthansa Cargo', 5],
  ['NG Northgate Air Charter', 0.3],
]);
const VESSELS =
  'Ever Bright,Pacific Dawn,Jade River,Northern Star,Golden Bridge,Silk Wind,Morning Tide,Iron Crane'.split(
    ',',
  );
const PLATE_HEADS = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新';
const OWNERS = 'COSU MAEU MSCU CMAU EGHU TCLU OOLU HLXU'.split(' ');
const BLOCK_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Check digit of a container number: letters 10 … 38 without multiples of 11, weights 2^n, modulo 11 (ISO 6346). */
export function containerCheckDigit(code: string): number {
  let sum = 0;
  for (let i = 0; i < 10; i++) {
    const c = code.charCodeAt(i);
    let value = c - 48;
    if (c >= 65) {
      value = c - 55;
      value += Math.floor((value - 1) / 10);
    }
    sum += value * 2 ** i;
  }
  return (sum % 11) % 10;
}

function container(random: Random): string {
  const code = random.pick(OWNERS) + String(random.int(1_000_000)).padStart(6, '0');
  return code + String(containerCheckDigit(code));
}

/** Draws the means of transport of a consignment of a mass by a mode. */
export function drawRoute(random: Random, mode: Mode, house: SimulatedHouse, netMassKg: number): Route {
  switch (mode) {
    case '4': {
      const airline = draw(random, AIR_CARRIERS);
      const gap = airline.indexOf(' ');
      return {
        mode,
        carrier: airline.slice(gap + 1),
        transportId: airline.slice(0, gap) + String(100 + random.int(900)),
      };
    }
    case '5':
      return { mode, carrier: random.chance(0.8) ? 'China Post' : 'EMS' };
    case '2':
      return {
        mode,
        carrier: 'China Railway',
        transportId: `X8${String(random.int(1000)).padStart(3, '0')}`,
      };
    case '3': {
      const head = PLATE_HEADS[hash32(house.district) % PLATE_HEADS.length] ?? '京';
      const letter = BLOCK_LETTERS[random.int(BLOCK_LETTERS.length)] ?? 'A';
      const plate = head + letter + String(random.int(100_000)).padStart(5, '0');
      return { mode, carrier: `${house.name} Road Haulage ${1 + random.int(9)}`, transportId: plate };
    }
    case '8':
    case '1': {
      const carrier = draw(random, SEA_CARRIERS);
      const vessel = `${random.pick(VESSELS)} ${1 + random.int(40)}/${String(random.int(400)).padStart(3, '0')}${random.chance(0.5) ? 'E' : 'W'}`;
      const route: Route = { mode, carrier };
      if (!random.chance(0.002)) route.transportId = vessel;
      if (netMassKg < 2_000_000) {
        const count = Math.min(12, Math.max(1, Math.round(netMassKg / 22_000)));
        route.containers = Array.from({ length: count }, () => container(random));
      }
      return route;
    }
  }
}

/** What share of a shipload travels in one consignment by another mode. */
export const MASS_FACTOR: Record<Mode, number> = {
  '1': 1,
  '8': 0.9,
  '2': 0.8,
  '3': 0.45,
  '4': 0.1,
  '5': 0.004,
};

/** Most one vehicle, wagon group, flight or parcel carries, kg. */
export const MASS_LIMIT: Record<Mode, number> = {
  '1': 300_000_000,
  '8': 3_000_000,
  '2': 900_000,
  '3': 30_000,
  '4': 12_000,
  '5': 30,
};

/** Transit hubs that goods of other origins are dispatched from. */
export const HUBS: Weighted<string> = weigh([
  ['HK', 40],
  ['SG', 22],
  ['KR', 12],
  ['NL', 9],
  ['JP', 6],
  ['TW', 4],
  ['DE', 4],
  ['AE', 0.6],
  ['PA', 0.1],
  ['CO', 0.3],
  ['PE', 0.3],
]);

/** Where exports go. */
export const DESTINATIONS: Weighted<string> = weigh([
  ['US', 15],
  ['HK', 8],
  ['VN', 7],
  ['JP', 7],
  ['KR', 6],
  ['IN', 5],
  ['DE', 5],
  ['NL', 5],
  ['MY', 4],
  ['RU', 5],
  ['TH', 4],
  ['GB', 4],
  ['SG', 3],
  ['MX', 3],
  ['ID', 3],
  ['AU', 3],
  ['BR', 3],
  ['AE', 3],
  ['SA', 2],
  ['NG', 2],
  ['ZA', 1],
]);

/** Share of imports dispatched from a hub rather than from the country of origin. */
export const HUB_SHARE: Record<HouseKind, number> = {
  air: 0.1,
  post: 0.08,
  rail: 0.04,
  border: 0.02,
  sea: 0.1,
  inland: 0.08,
};
