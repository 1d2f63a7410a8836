import type { Declaration, GoodsItem } from '../../shared/domain/declaration.ts';
import { round, type Draft, type Wishes } from './draft.ts';
import { drawBasket } from './frauds.ts';
import { draw, weigh, type Random, type Weighted } from './random.ts';

/** Prohibited or restricted goods that someone tries to bring in or out. */
interface Contraband {
  direction: 'import' | 'export';
  hsCode: string;
  description: string;
  origin: string;
  massKg: number;
  pricePerKg: number;
  air?: boolean;
}

const CONTRABAND: Weighted<Contraband> = weigh([
  [
    {
      direction: 'import',
      hsCode: '39151000',
      description: 'Waste of ethylene polymers',
      origin: 'MY',
      massKg: 22_000,
      pricePerKg: 2.1,
    },
    16,
  ],
  [
    {
      direction: 'import',
      hsCode: '47071000',
      description: 'Recovered kraft paper',
      origin: 'US',
      massKg: 48_000,
      pricePerKg: 1.3,
    },
    10,
  ],
  [
    {
      direction: 'import',
      hsCode: '63090000',
      description: 'Worn clothing',
      origin: 'KR',
      massKg: 18_000,
      pricePerKg: 7,
    },
    14,
  ],
  [
    {
      direction: 'import',
      hsCode: '44039990',
      description: 'Rosewood logs',
      origin: 'GM',
      massKg: 24_000,
      pricePerKg: 38,
    },
    12,
  ],
  [
    {
      direction: 'import',
      hsCode: '03031400',
      description: 'Trout frozen',
      origin: 'JP',
      massKg: 9_000,
      pricePerKg: 38,
    },
    12,
  ],
  [
    {
      direction: 'export',
      hsCode: '29394100',
      description: 'Ephedrine',
      origin: 'CN',
      massKg: 90,
      pricePerKg: 610,
    },
    6,
  ],
  [
    {
      direction: 'export',
      hsCode: '36041000',
      description: 'Fireworks',
      origin: 'CN',
      massKg: 300,
      pricePerKg: 11,
      air: true,
    },
    6,
  ],
  [
    {
      direction: 'import',
      hsCode: '28444000',
      description: 'Radioactive compounds',
      origin: 'RU',
      massKg: 2,
      pricePerKg: 50_000,
    },
    4,
  ],
  [
    {
      direction: 'import',
      hsCode: '93020000',
      description: 'Pistols',
      origin: 'US',
      massKg: 8,
      pricePerKg: 2_600,
    },
    4,
  ],
  [
    {
      direction: 'export',
      hsCode: '97012100',
      description: 'Paintings older than 100 years',
      origin: 'CN',
      massKg: 16,
      pricePerKg: 20_000,
    },
    6,
  ],
  [
    {
      direction: 'import',
      hsCode: '96019000',
      description: 'Carvings of pangolin scale and tortoiseshell',
      origin: 'NG',
      massKg: 12,
      pricePerKg: 900,
    },
    4,
  ],
  [
    {
      direction: 'import',
      hsCode: '71023100',
      description: 'Diamonds unworked',
      origin: 'CF',
      massKg: 0.3,
      pricePerKg: 800_000,
    },
    7,
  ],
  [
    {
      direction: 'import',
      hsCode: '03079290',
      description: 'Sea cucumber dried',
      origin: 'KP',
      massKg: 900,
      pricePerKg: 700,
    },
    8,
  ],
  [
    {
      direction: 'export',
      hsCode: '28051200',
      description: 'Rare earth metals',
      origin: 'CN',
      massKg: 2_000,
      pricePerKg: 410,
    },
    8,
  ],
  [
    {
      direction: 'export',
      hsCode: '28112990',
      description: 'Inorganic chemicals',
      origin: 'CN',
      massKg: 5_000,
      pricePerKg: 24,
    },
    8,
  ],
  [
    {
      direction: 'import',
      hsCode: '05071000',
      description: 'Ivory, worked pieces',
      origin: 'MZ',
      massKg: 9,
      pricePerKg: 8_000,
    },
    5,
  ],
]);

/** Share of contraband declared openly under its own heading, for want of a licence or by a careless broker. */
const OPEN_SHARE = 0.3;

/** Draws the contraband and what its declaration must look like; `commit` puts it into the draft. */
export function planContraband(random: Random): { wishes: Wishes; commit(draft: Draft): number } {
  const goods = draw(random, CONTRABAND);
  const open = random.chance(OPEN_SHARE);
  return {
    wishes: { direction: goods.direction, ...(goods.air && { mode: '4' as const }) },
    commit(draft) {
      const item = random.pick(draft.declaration.items);
      const mass = round(goods.massKg * random.lognormal(0.4), 3);
      if (open) declareOpenly(draft.declaration, item, goods, mass);
      else hide(random, item, mass);
      item.customsValue = round(mass * goods.pricePerKg * random.lognormal(0.3), 2);
      if (item.dutyRate !== undefined) item.dutyAmount = round((item.customsValue * item.dutyRate) / 100, 2);
      return item.itemNo;
    },
  };
}

function declareOpenly(declaration: Declaration, item: GoodsItem, goods: Contraband, mass: number): void {
  item.hsCode = goods.hsCode;
  item.description = goods.description;
  item.origin = goods.origin;
  item.netMassKg = mass;
  delete item.attributes;
  delete item.supplementaryUnit;
  delete item.supplementaryQuantity;
  if (goods.direction === 'import') declaration.countryOfDispatch = goods.origin;
}

function hide(random: Random, item: GoodsItem, mass: number): void {
  const [code, rate] = drawBasket(random);
  item.hsCode = code;
  item.netMassKg = mass;
  if (item.dutyRate !== undefined) item.dutyRate = Math.min(rate, item.dutyRate);
}
