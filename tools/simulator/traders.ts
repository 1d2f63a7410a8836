import type { Trader } from '../../shared/domain/declaration.ts';
import type { Good } from './goods.ts';
import type { HouseKind, Mode, SimulatedHouse } from './houses.ts';
import { createRandom, draw, hash32, weigh, zipf, type Random, type Weighted } from './random.ts';

/** A trader of the simulated world: who it is and what it usually trades. */
export interface SimulatedTrader {
  trader: Trader;
  imports: readonly Good[];
  exports: readonly Good[];
  /** Declarant that lodges for it. */
  declarant: string;
}

/** Which goods travel together: what flies is dear for its mass, what is posted small, bulk goes by ship. */
export type Traffic = 'air' | 'post' | 'sea' | 'land';

const TRAFFIC_OF_MODE: Record<Mode, Traffic> = {
  '1': 'sea',
  '2': 'land',
  '3': 'land',
  '4': 'air',
  '5': 'post',
  '8': 'land',
};
const TRAFFIC_OF_HOUSE: Record<HouseKind, Traffic> = {
  air: 'air',
  post: 'post',
  sea: 'sea',
  rail: 'land',
  border: 'land',
  inland: 'land',
};

export const trafficOf = (mode: Mode): Traffic => TRAFFIC_OF_MODE[mode];

/** Goods by direction and traffic, to draw from in proportion to their weight. */
export interface GoodsTables {
  of(direction: 'import' | 'export', traffic: Traffic): Weighted<Good>;
}

/** Share of declarations by the large traders that lodge all over the country. */
const NATIONAL_SHARE = 0.3;
const NATIONAL_TRADERS = 300;
/** Share of declarations by a trader never seen before, and by one of those met since the start. */
const NEW_SHARE = 0.012;
const RECENT_SHARE = 0.03;
const RECENT_KEPT = 2_000;

const FIRST = 'Heng Jin Tai Hua Yong Rui Da Xin Bao Fu Guang Long Sheng Ming De An Hai Tong Zhong Jia'.split(
  ' ',
);
const SECOND = 'tong feng sheng yuan da xiang long tai he li chang cheng xing hua rui mao'.split(' ');
const TRADES =
  'Trading,Import & Export,International Logistics,Electronics,Supply Chain,Industrial,Foods,Textiles,Technology,Commerce'.split(
    ',',
  );

/** May goods of this price and mass plausibly travel so? */
export function fits(good: Good, traffic: Traffic): boolean {
  if (traffic === 'air') return good.pricePerKg >= 45;
  if (traffic === 'post') return good.pricePerKg >= 50 && good.netMassKg < 10_000;
  if (traffic === 'sea') return good.pricePerKg < 100_000;
  return good.pricePerKg < 100_000 && good.netMassKg <= 1_000_000;
}

/** Tables of a catalogue. */
export function tabulate(goods: readonly Good[]): GoodsTables {
  const tables = new Map<string, Weighted<Good>>();
  return {
    of(direction, traffic) {
      const key = `${direction}/${traffic}`;
      let table = tables.get(key);
      if (!table) {
        const traded = goods.filter((good) => (direction === 'import' ? good.imported : good.exported));
        table = weigh(
          traded.filter((good) => fits(good, traffic)).map((good) => [good, good.weight] as const),
        );
        tables.set(key, table);
      }
      return table;
    },
  };
}

/** Number of traders whose home a house is: thousands over all houses. */
const poolSize = (house: SimulatedHouse): number => Math.max(15, Math.round(house.weight * 0.6));

/**
 * The population of traders. Known traders depend on the places and goods alone, so that reference lists can name
 * them; traders that appear during a run depend on `run`, so that they are new in every run.
 */
export class TraderPopulation {
  readonly #tables: GoodsTables;
  readonly #run: string;
  readonly #known = new Map<string, SimulatedTrader>();
  readonly #ranks = new Map<number, Weighted<number>>();
  readonly #national = zipf(NATIONAL_TRADERS, 0.9);
  readonly #recent: SimulatedTrader[] = [];
  #appeared = 0;

  constructor(tables: GoodsTables, run: string) {
    this.#tables = tables;
    this.#run = run;
  }

  /** Who lodges at a house. */
  draw(random: Random, house: SimulatedHouse): SimulatedTrader {
    const u = random.next();
    if (u < NEW_SHARE) return this.#appear(random, house);
    if (u < NEW_SHARE + RECENT_SHARE && this.#recent.length > 0) return random.pick(this.#recent);
    if (u < NEW_SHARE + RECENT_SHARE + NATIONAL_SHARE)
      return this.national(house.kind, draw(random, this.#national));
    const size = poolSize(house);
    let ranks = this.#ranks.get(size);
    if (!ranks) {
      ranks = zipf(size, 0.85);
      this.#ranks.set(size, ranks);
    }
    return this.local(house, draw(random, ranks));
  }

  /** The trader of a rank at its home house. */
  local(house: SimulatedHouse, rank: number): SimulatedTrader {
    const serial = String(rank + 1).padStart(4, '0');
    return this.#find(
      `${house.code}9${1 + (hash32(`${house.code}${rank}`) % 6)}${serial}`,
      house.kind,
      house.name,
    );
  }

  /** One of the large traders; its goods depend on the kind of house it lodges at. */
  national(kind: HouseKind, rank: number): SimulatedTrader {
    return this.#find(`100091${String(rank + 1).padStart(4, '0')}`, kind, 'China');
  }

  #appear(random: Random, house: SimulatedHouse): SimulatedTrader {
    const n = this.#appeared++;
    const serial = hash32(`${this.#run}/${n}`).toString(36).toUpperCase().padStart(7, '0');
    const fresh = this.#make(`${house.code}N${serial}`, house.kind, house.name);
    if (this.#recent.length < RECENT_KEPT) this.#recent.push(fresh);
    else this.#recent[random.int(RECENT_KEPT)] = fresh;
    return fresh;
  }

  #find(id: string, kind: HouseKind, place: string): SimulatedTrader {
    const key = `${id}/${kind}`;
    let found = this.#known.get(key);
    if (!found) {
      found = this.#make(id, kind, place);
      this.#known.set(key, found);
    }
    return found;
  }

  #make(id: string, kind: HouseKind, place: string): SimulatedTrader {
    const naming = createRandom(id);
    const city = place.replace(/ (Airport|Post|Port|Railway|Station|Exhibition Centre|Bay).*$/, '');
    const name = `${city} ${naming.pick(FIRST)}${naming.pick(SECOND)} ${naming.pick(TRADES)} Co., Ltd.`;
    const tastes = createRandom(`${id}/${kind}`);
    const repertoire = (direction: 'import' | 'export'): Good[] => {
      const table = this.#tables.of(direction, TRAFFIC_OF_HOUSE[kind]);
      return Array.from({ length: 3 + tastes.int(5) }, () => draw(tastes, table));
    };
    return {
      trader: { id, name },
      imports: repertoire('import'),
      exports: repertoire('export'),
      declarant: `${naming.pick(FIRST)}${naming.pick(SECOND)} Customs Broker ${1 + naming.int(40)}`,
    };
  }
}
