import type { AttributeValue, Declaration, Direction, GoodsItem } from '../../shared/domain/declaration.ts';
import { seasonFactor, type Good } from './goods.ts';
import type { Mode, SimulatedHouse } from './houses.ts';
import { draw, weigh, type Random, type Weighted } from './random.ts';
import { DESTINATIONS, drawRoute, HUB_SHARE, HUBS, MASS_FACTOR, MASS_LIMIT } from './route.ts';
import { fits, trafficOf, type GoodsTables, type SimulatedTrader } from './traders.ts';

/** A declaration in the making, with the goods its items really are. */
export interface Draft {
  declaration: Declaration;
  goods: Good[];
}

/** What a fraud needs its declaration to look like; everything else is drawn. */
export interface Wishes {
  direction?: Direction;
  goods?: Weighted<Good>;
  mode?: Mode;
  items?: number;
}

/** What a draft is made from. */
export interface Scene {
  random: Random;
  tables: GoodsTables;
  house: SimulatedHouse;
  trader: SimulatedTrader;
  declarationNo: (direction: Direction) => string;
  /** Instant as text, and its month from 1 to 12 where the house stands. */
  registeredAt: string;
  month: number;
  /** Fixes the number of goods items. */
  items?: number;
}

const DIRECTIONS: Weighted<Direction> = weigh([
  ['import', 56],
  ['export', 41],
  ['transit', 3],
]);

/** China's customs supervision modes: general trade, processing, e-commerce, bonded storage, samples. */
const PROCEDURES: Record<Direction, Weighted<string | null>> = {
  import: weigh([
    ['0110', 62],
    ['0615', 19],
    ['1210', 7],
    ['1233', 7],
    ['9610', 3.5],
    ['3010', 1.5],
  ]),
  export: weigh([
    ['0110', 62],
    ['0615', 24],
    ['9710', 7],
    ['9610', 6],
    ['3010', 1],
  ]),
  transit: weigh([[null, 1]]),
};
const DUTY_SUSPENDED = new Set(['0615', '1210', '1233']);
const TAX_TYPES: Record<string, string> = {
  '0110': '101',
  '0615': '503',
  '1210': '399',
  '1233': '399',
  '9610': '399',
  '3010': '299',
};
const PAYMENT_TERMS: Weighted<string> = weigh([
  ['TT', 62],
  ['LC', 18],
  ['OA', 14],
  ['DP', 6],
]);

/** Parties to agreements under which China grants preference (RCEP and bilateral ones), as an illustration. */
const AGREEMENTS: Record<string, string> = Object.fromEntries(
  Object.entries({
    RCEP: 'JP KR AU NZ VN TH MY ID SG PH KH LA MM',
    CLFTA: 'CL',
    CPFTA: 'PE',
    CCFTA: 'CH',
    CPKFTA: 'PK',
  }).flatMap(([agreement, countries]) => countries.split(' ').map((country) => [country, agreement])),
);

/** Subheadings that honest traders lodge with a licence or permit. */
const LICENSED = /^(2844|293941|281129|2805|4403|8806|9701|97)/;
const CERTIFIED = /^(8507|9503|950450)/;

const MODEL_LETTERS = 'ABCDEFGHKLMNPRSTVX';

function itemCount(random: Random): number {
  const u = random.next();
  if (u < 0.44) return 1;
  if (u < 0.68) return 2;
  if (u < 0.82) return 3;
  if (u < 0.9) return 4;
  return 5 + Math.min(45, Math.floor(random.exponential(3)));
}

/** One of the trader's usual goods that suits mode and season, or any that suits the mode. */
function pickGood(scene: Scene, direction: Direction, mode: Mode, wishes: Wishes): Good {
  const { random, tables, trader, month } = scene;
  const traffic = trafficOf(mode);
  if (wishes.goods) return draw(random, wishes.goods);
  const traded = direction === 'export' ? trader.exports : trader.imports;
  for (let attempt = 0; attempt < 3; attempt++) {
    const good = random.pick(traded);
    if (fits(good, traffic) && random.next() * 3 < seasonFactor(good, month)) return good;
  }
  return draw(random, tables.of(direction === 'export' ? 'export' : 'import', traffic));
}

function originOf(scene: Scene, good: Good, direction: Direction): string {
  const { random, house } = scene;
  if (direction === 'export' || good.origins.values.length === 0) return 'CN';
  if (house.neighbour && good.origins.values.includes(house.neighbour)) return house.neighbour;
  return draw(random, good.origins);
}

/** Draws a declaration of an honest trader, with the slips that honest traders make. */
export function draftHonest(scene: Scene, wishes: Wishes = {}): Draft {
  const { random, house, trader } = scene;
  const direction = wishes.direction ?? draw(random, DIRECTIONS);
  const mode = wishes.mode ?? draw(random, house.modes);
  const procedure = draw(random, PROCEDURES[direction]);
  const count = scene.items ?? wishes.items ?? itemCount(random);
  const goods = Array.from({ length: count }, () => pickGood(scene, direction, mode, wishes));
  const origins = goods.map((good) => originOf(scene, good, direction));
  const dispatch = dispatchFrom(scene, direction, origins[0] ?? 'CN');

  let netMass = 0;
  const items = goods.map((good, index) => {
    const share = (MASS_FACTOR[mode] * random.lognormal(0.8)) / Math.sqrt(count);
    const mass = Math.min(MASS_LIMIT[mode] / count, good.netMassKg * share);
    const item = drawItem(scene, good, index + 1, mass, origins[index] ?? 'CN');
    if (direction === 'import') settleDuty(random, item, good, procedure, dispatch);
    netMass += mass;
    return item;
  });

  const route = drawRoute(random, mode, house, netMass);
  const declaration: Declaration = {
    declarationNo: scene.declarationNo(direction),
    direction,
    ...(procedure && { procedure }),
    registeredAt: scene.registeredAt,
    customsHouse: house.code,
    declarant: trader.declarant,
    trader: trader.trader,
    counterparty: `${dispatch} ${random.pick(COUNTERPARTIES)} ${1 + random.int(400)}`,
    carrier: route.carrier,
    transportMode: mode,
    ...(route.transportId && { transportId: route.transportId }),
    countryOfDispatch: direction === 'export' ? 'CN' : dispatch,
    currency: 'CNY',
    paymentTerms: draw(random, PAYMENT_TERMS),
    grossMassKg: round(netMass * random.between(1.03, 1.18), 2),
    packages: Math.max(1, Math.min(9_999_999, Math.round(netMass / random.between(8, 900)))),
    ...(route.containers && { containers: route.containers }),
    items,
  };
  if (direction !== 'import') declaration.attributes = { destination: draw(random, DESTINATIONS) };
  return { declaration, goods };
}

const COUNTERPARTIES =
  'Overseas Trading,Global Sourcing,Continental Supply,Harbour Merchants,United Produce,Precision Works'.split(
    ',',
  );

function dispatchFrom(scene: Scene, direction: Direction, origin: string): string {
  const { random, house } = scene;
  if (direction === 'export') return draw(random, DESTINATIONS);
  if (house.neighbour && random.chance(0.9)) return house.neighbour;
  return random.chance(HUB_SHARE[house.kind]) ? draw(random, HUBS) : origin;
}

function drawItem(scene: Scene, good: Good, itemNo: number, mass: number, origin: string): GoodsItem {
  const { random } = scene;
  const netMassKg = round(Math.max(0.01, mass), 3);
  const model = `${MODEL_LETTERS[random.int(18)] ?? 'A'}${MODEL_LETTERS[random.int(18)] ?? 'B'}-${10 + random.int(990)}`;
  const vague = random.chance(0.0015);
  const item: GoodsItem = {
    itemNo,
    hsCode: good.hsCode,
    description: vague
      ? random.pick(['Goods', 'Parts', 'Samples', 'Articles'])
      : `${good.description}, ${model}`,
    origin,
    ...(!random.chance(0.0008) && { netMassKg }),
    customsValue: round(netMassKg * good.pricePerKg * random.lognormal(good.spread), 2),
  };
  if (good.unit && !random.chance(0.01)) {
    item.supplementaryUnit = good.unit;
    item.supplementaryQuantity = Math.max(1, Math.round(netMassKg / random.between(0.4, 1.6)));
  }
  const attributes: Record<string, AttributeValue> = {};
  if (LICENSED.test(good.hsCode)) attributes['licenceNo'] = `L${String(random.int(1e8)).padStart(8, '0')}`;
  if (CERTIFIED.test(good.hsCode) && !random.chance(0.02))
    attributes['certificateNo'] = `C${String(random.int(1e8)).padStart(8, '0')}`;
  if (Object.keys(attributes).length > 0) item.attributes = attributes;
  return item;
}

/** Rate and amount of duty, and the preference claimed where the goods came straight from a party to an agreement. */
function settleDuty(
  random: Random,
  item: GoodsItem,
  good: Good,
  procedure: string | null,
  dispatch: string,
): void {
  const agreement = item.origin === dispatch ? AGREEMENTS[dispatch] : undefined;
  let rate = procedure && DUTY_SUSPENDED.has(procedure) ? 0 : good.dutyRate;
  if (agreement && rate > 0 && random.chance(0.5)) {
    rate = random.chance(0.7) ? 0 : round(rate / 2, 2);
    item.attributes = { ...item.attributes, preference: agreement };
    if (!random.chance(0.01))
      item.attributes['certificateNo'] = `${agreement}${String(random.int(1e8)).padStart(8, '0')}`;
  }
  item.dutyRate = rate;
  item.dutyAmount = round((item.customsValue * rate) / 100, 2);
  item.taxType = (procedure && TAX_TYPES[procedure]) ?? '101';
}

/** Rounds to some decimals. */
export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
