import type { Declaration, Direction } from '../../shared/domain/declaration.ts';
import { formatInstant, zoneOffset } from '../lodging/zone.ts';
import { DeclarationNumbers } from './declaration-number.ts';
import { draftHonest, type Draft, type Scene } from './draft.ts';
import { drawFraud, planFrauds, SPLIT_INTO, startProbability, type FraudKind, type Truth } from './frauds.ts';
import { loadGoods, type Good } from './goods.ts';
import { loadHouses, type SimulatedHouse } from './houses.ts';
import { planContraband } from './prohibited.ts';
import { createRandom, draw, totalWeight, weigh, type Weighted } from './random.ts';
import { rhythmFactor } from './rhythm.ts';
import { checkSurgePlaces, surgeFactor, type Surge } from './surge.ts';
import { TraderPopulation, tabulate, type SimulatedTrader } from './traders.ts';

/** Places and goods of the simulated world. */
export interface World {
  houses: readonly SimulatedHouse[];
  goods: readonly Good[];
}

export interface GenerateOptions {
  seed: string | number;
  /** Instant of the start, ms since the epoch. */
  startsAt: number;
  /** Declarations a second, mean over a week of the daily rhythm. */
  ratePerSecond: number;
  /** Share of fraudulent declarations, 0 to 1. Default 0.03. */
  fraudShare?: number;
  surges?: readonly Surge[];
  /** Fixes the number of goods items of every declaration. */
  items?: number;
  /** False: the same rate at every hour. Default true. */
  rhythm?: boolean;
  /** Default: a number that seed and start determine. Different runs give different declaration numbers. */
  run?: string;
  /** Default: the places and goods of this repository. */
  world?: World;
}

/** A declaration and what the simulator knows about it. */
export interface Generated {
  declaration: Declaration;
  /** When it is lodged, ms since the epoch. */
  at: number;
  /** Null for an honest one. */
  truth: Truth | null;
}

/** An endless source of declarations whose clock can be moved forward. */
export interface DeclarationSource extends Iterator<Generated, never> {
  next(): IteratorYieldResult<Generated>;
  /** Continues from a later instant, as after a pause. */
  skipTo(at: number): void;
  [Symbol.iterator](): DeclarationSource;
}

/** Virtual time after which the weights of the houses are worked out anew, ms. */
const SLOT_MS = 60_000;

/** A split consignment under way: the declarations still to come. */
interface Split {
  left: number;
  house: SimulatedHouse;
  trader: SimulatedTrader;
  good: Good;
}

export function loadWorld(): World {
  return { houses: loadHouses(), goods: loadGoods() };
}

/** Declarations in the order of their lodging. Pure: the same options give the same declarations. */
export function generateDeclarations(options: GenerateOptions): DeclarationSource {
  const { houses, goods } = options.world ?? loadWorld();
  const run = options.run ?? `${options.seed}@${options.startsAt}`;
  const random = createRandom(`${options.seed}@${options.startsAt}`);
  const tables = tabulate(goods);
  const traders = new TraderPopulation(tables, run);
  const numbers = new DeclarationNumbers(run);
  const schemes = planFrauds(goods);
  const fraudStart = startProbability(options.fraudShare ?? 0.03);
  const surges = options.surges ?? [];
  checkSurgePlaces(surges, houses);
  const baseWeight = houses.reduce((sum, house) => sum + house.weight, 0);

  let at = options.startsAt;
  let slotEnds = -Infinity;
  let slot: Weighted<SimulatedHouse> = weigh([]);
  let split: Split | null = null;

  function weighHouses(): void {
    const seconds = (at - options.startsAt) / 1000;
    slot = weigh(
      houses.map((house) => {
        const rhythm =
          options.rhythm === false
            ? 1
            : rhythmFactor(house.kind, new Date(at + zoneOffset(house.timeZone, at)));
        return [house, house.weight * rhythm * surgeFactor(surges, house, seconds)] as const;
      }),
    );
    slotEnds = at + SLOT_MS;
    for (const surge of surges) {
      for (const edge of [surge.afterSeconds, surge.afterSeconds + surge.forSeconds]) {
        const edgeAt = options.startsAt + edge * 1000;
        if (edgeAt > at) slotEnds = Math.min(slotEnds, edgeAt);
      }
    }
  }

  function advance(): void {
    for (;;) {
      if (at >= slotEnds) weighHouses();
      const rate = (options.ratePerSecond * totalWeight(slot)) / baseWeight;
      const later = at + random.exponential(1000 / rate);
      if (later < slotEnds) {
        at = later;
        return;
      }
      // The process has no memory: at the slot's end the wait is drawn anew at the new rate.
      at = slotEnds;
    }
  }

  function sceneFor(house: SimulatedHouse, trader: SimulatedTrader): Scene {
    const local = new Date(at + zoneOffset(house.timeZone, at));
    const registeredAt = formatInstant(Math.floor(at), house.timeZone);
    return {
      random,
      tables,
      house,
      trader,
      declarationNo: (direction: Direction) => numbers.next(house.code, registeredAt, direction),
      registeredAt,
      month: local.getUTCMonth() + 1,
      ...(options.items !== undefined && { items: options.items }),
    };
  }

  function finish(draft: Draft, kind: FraudKind | null, item: number | null): Generated {
    const { declaration } = draft;
    const truth = kind && { declarationNo: declaration.declarationNo, kind, item };
    return { declaration, at: Math.floor(at), truth };
  }

  function continueSplit(going: Split): Generated {
    const draft = draftHonest(sceneFor(going.house, going.trader), {
      ...schemes['split-consignment'].wishes,
      goods: weigh([[going.good, 1]]),
    });
    const item = schemes['split-consignment'].commit(random, draft);
    split = going.left > 1 ? { ...going, left: going.left - 1 } : null;
    return finish(draft, 'split-consignment', item);
  }

  function commitFraud(house: SimulatedHouse, trader: SimulatedTrader): Generated {
    const kind = drawFraud(random);
    if (kind === 'prohibited-goods') {
      const plan = planContraband(random);
      const draft = draftHonest(sceneFor(house, trader), plan.wishes);
      return finish(draft, kind, plan.commit(draft));
    }
    const scheme = schemes[kind];
    const wishes = scheme.wishes;
    if (kind === 'split-consignment' && wishes.goods) {
      return continueSplit({ left: SPLIT_INTO, house, trader, good: draw(random, wishes.goods) });
    }
    const draft = draftHonest(sceneFor(house, trader), wishes);
    return finish(draft, kind, scheme.commit(random, draft));
  }

  function make(): Generated {
    advance();
    if (split) return continueSplit(split);
    const house = draw(random, slot);
    const trader = traders.draw(random, house);
    if (random.chance(fraudStart)) return commitFraud(house, trader);
    return finish(draftHonest(sceneFor(house, trader)), null, null);
  }

  return {
    next: () => ({ done: false, value: make() }),
    skipTo(later) {
      if (later > at) at = later;
    },
    [Symbol.iterator]() {
      return this;
    },
  };
}
