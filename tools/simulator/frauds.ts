import type { GoodsItem } from '../../shared/domain/declaration.ts';
import { round, type Draft, type Wishes } from './draft.ts';
import type { Good } from './goods.ts';
import { draw, weigh, type Random, type Weighted } from './random.ts';

/** The kinds of fraud the simulator commits. */
export const FRAUD_KINDS = [
  'undervaluation',
  'misclassification',
  'false-origin',
  'split-consignment',
  'misdeclared-weight',
  'transit-diversion',
  'counterfeit',
  'prohibited-goods',
] as const;

export type FraudKind = (typeof FRAUD_KINDS)[number];

/** Hidden truth about a declaration: never in the declaration itself. */
export interface Truth {
  declarationNo: string;
  kind: FraudKind;
  /** The goods item concerned; null where it is the whole declaration. */
  item: number | null;
}

/** Share of each kind among fraudulent declarations. */
export const FRAUD_SHARES: Record<FraudKind, number> = {
  undervaluation: 0.34,
  misclassification: 0.2,
  'false-origin': 0.15,
  'split-consignment': 0.1,
  'misdeclared-weight': 0.09,
  'transit-diversion': 0.06,
  counterfeit: 0.04,
  'prohibited-goods': 0.02,
};

/** Declarations one split consignment is spread over. */
export const SPLIT_INTO = 4;

/** One way of committing a fraud: what it needs, and what it does to an honest draft. Returns the item concerned. */
interface Scheme {
  wishes: Wishes;
  commit(random: Random, draft: Draft): number | null;
}

/** Headings that take anything, with their general rate. */
const BASKETS: Record<string, number> = {
  '39269090': 6.5,
  '73181590': 8,
  '84733090': 0,
  '85437099': 4,
  '87089999': 6,
  '90189099': 4,
  '84798999': 5,
  '21069090': 12,
};

/** Kinds of fraud by weight of a start: one split consignment makes several declarations. */
const FRAUD_STARTS: Weighted<FraudKind> = weigh(
  FRAUD_KINDS.map(
    (kind) => [kind, FRAUD_SHARES[kind] / (kind === 'split-consignment' ? SPLIT_INTO : 1)] as const,
  ),
);

/** Value of an item and the duty that goes with it. */
function revalue(item: GoodsItem, customsValue: number): void {
  item.customsValue = round(customsValue, 2);
  if (item.dutyRate !== undefined) item.dutyAmount = round((item.customsValue * item.dutyRate) / 100, 2);
}

function richest(draft: Draft): GoodsItem {
  const [first, ...rest] = draft.declaration.items;
  if (!first) throw new RangeError('a declaration has goods items');
  return rest.reduce((best, item) => (item.customsValue > best.customsValue ? item : best), first);
}

const goodOf = (draft: Draft, item: GoodsItem): Good | undefined => draft.goods[item.itemNo - 1];

/** The schemes over a catalogue of goods. */
export function planFrauds(goods: readonly Good[]): Record<Exclude<FraudKind, 'prohibited-goods'>, Scheme> {
  const among = (filter: (good: Good) => boolean): Weighted<Good> =>
    weigh(goods.filter(filter).map((good) => [good, good.weight] as const));
  const dear = among((good) => good.imported && good.pricePerKg > 25 && good.netMassKg < 30_000);
  const dutiable = among((good) => good.imported && good.dutyRate >= 6 && good.pricePerKg > 40);
  const originSensitive = among(
    (good) => good.imported && /^(7219|2902|8541|0810|4403499|4011|8708)/.test(good.hsCode),
  );
  const branded = among((good) => good.exported && /^(4202|6404|6109|8517|8518|9102|6403)/.test(good.hsCode));
  const transitWorthy = among(
    (good) => good.imported && /^(2204|2208|2402|3303|3304|4202|8517)/.test(good.hsCode),
  );
  const bulky = among(
    (good) => good.imported && good.pricePerKg < 120 && good.netMassKg > 3_000 && good.netMassKg < 40_000,
  );

  return {
    undervaluation: {
      wishes: { direction: 'import', goods: dear },
      commit(random, draft) {
        const item = richest(draft);
        revalue(item, item.customsValue * random.between(0.1, 0.45));
        return item.itemNo;
      },
    },
    misclassification: {
      wishes: { direction: 'import', goods: dutiable },
      commit(random, draft) {
        const item = richest(draft);
        const [code, rate] = random.pick(Object.entries(BASKETS));
        item.hsCode = code;
        item.dutyRate = Math.min(rate, item.dutyRate ?? rate);
        revalue(item, item.customsValue);
        return item.itemNo;
      },
    },
    'false-origin': {
      wishes: { direction: 'import', goods: originSensitive },
      commit(random, draft) {
        const item = richest(draft);
        draft.declaration.countryOfDispatch = random.chance(0.4) ? 'HK' : (item.origin ?? 'KR');
        item.origin = random.pick(['MY', 'TH', 'VN', 'ID']);
        item.attributes = { ...item.attributes, preference: 'RCEP' };
        if (random.chance(0.6))
          item.attributes['certificateNo'] = `RCEP${String(random.int(1e8)).padStart(8, '0')}`;
        else delete item.attributes['certificateNo'];
        item.dutyRate = 0;
        revalue(item, item.customsValue);
        return item.itemNo;
      },
    },
    'split-consignment': {
      wishes: { direction: 'import', goods: dear, items: 1 },
      commit(random, draft) {
        const item = richest(draft);
        draft.declaration.procedure = '9610';
        item.netMassKg = round(Math.max(0.01, 4850 / (goodOf(draft, item)?.pricePerKg ?? 100)), 3);
        revalue(item, random.between(4_705, 4_995) / draft.declaration.items.length);
        for (const other of draft.declaration.items) if (other !== item) revalue(other, item.customsValue);
        return null;
      },
    },
    'misdeclared-weight': {
      wishes: { direction: 'import', goods: bulky, mode: '1' },
      commit(random, draft) {
        const item = richest(draft);
        item.netMassKg = round(Math.max(0.01, (item.netMassKg ?? 1) * random.between(0.15, 0.5)), 3);
        return item.itemNo;
      },
    },
    'transit-diversion': {
      wishes: { direction: 'transit', goods: transitWorthy },
      commit(random, draft) {
        draft.declaration.attributes = {
          ...draft.declaration.attributes,
          destination: random.pick(['MN', 'KG', 'LA', 'MM']),
        };
        return null;
      },
    },
    counterfeit: {
      wishes: { direction: 'export', goods: branded },
      commit(random, draft) {
        const item = richest(draft);
        item.attributes = {
          ...item.attributes,
          brand: random.pick(['NIKA', 'Louis Valton', 'Sonni', 'Appel', 'Adidos']),
        };
        revalue(item, item.customsValue * random.between(0.1, 0.3));
        return item.itemNo;
      },
    },
  };
}

/** A basket heading for goods that must not be seen, with its rate. */
export function drawBasket(random: Random): readonly [string, number] {
  return random.pick(Object.entries(BASKETS));
}

/** Draws the kind of a fraud to start. */
export function drawFraud(random: Random): FraudKind {
  return draw(random, FRAUD_STARTS);
}

/** Probability of a start so that a share of all declarations is fraudulent, splits counted by their declarations. */
export function startProbability(share: number): number {
  const starts = FRAUD_KINDS.reduce(
    (sum, kind) => sum + FRAUD_SHARES[kind] / (kind === 'split-consignment' ? SPLIT_INTO : 1),
    0,
  );
  // f frauds per start on average; p starts per draw: share = p f / (p f + 1 - p).
  const perStart = 1 / starts;
  return share >= 1 ? 1 : share / (perStart - share * perStart + share);
}
