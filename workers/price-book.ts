import type { GoodsItem } from '../shared/domain/declaration.ts';
import type { Queryable } from '../shared/platform/db/pool.ts';
import type { Logger } from '../shared/platform/log.ts';
import { readPriceReferences, readPricesState } from '../shared/platform/stores/price-reference.store.ts';

const POLL_MS = 60_000;
/** Ratios are kept to six decimals: they stand in every decision's explanation. */
const DECIMALS = 1e6;

/** The reference prices in force, in memory; new ones are in use within a minute. */
export class PriceBook {
  readonly #db: Queryable;
  readonly #log: Logger;
  #computedAt = -Infinity;
  #medians: ReadonlyMap<string, number> = new Map();
  #timer: NodeJS.Timeout | null = null;

  constructor(db: Queryable, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => {
      this.refresh().catch((error: unknown) =>
        this.#log.error({ err: error }, 'the reference prices could not be read'),
      );
    }, POLL_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Reads the references where they were computed anew. */
  async refresh(): Promise<void> {
    const computedAt = (await readPricesState(this.#db))?.computedAt.getTime() ?? -Infinity;
    if (computedAt === this.#computedAt) return;
    const references = await readPriceReferences(this.#db);
    this.#medians = new Map(
      references.map(({ hs6, origin, currency, median }) => [keyOf(hs6, origin, currency), median]),
    );
    this.#computedAt = computedAt;
  }

  /** Unit price ÷ reference median by itemNo, of the items that have both; undefined where none has. */
  ratios(currency: string | undefined, items: readonly GoodsItem[]): Record<number, number> | undefined {
    if (this.#medians.size === 0 || currency === undefined) return undefined;
    let ratios: Record<number, number> | undefined;
    for (const { itemNo, hsCode, origin, netMassKg, customsValue } of items) {
      if (origin === undefined || netMassKg === undefined || netMassKg === 0) continue;
      const median = this.#medians.get(keyOf(hsCode.slice(0, 6), origin, currency));
      if (median === undefined) continue;
      ratios ??= {};
      const ratio = Math.round((customsValue / netMassKg / median) * DECIMALS) / DECIMALS;
      // What JSON cannot say would be another fact when the decision is made again.
      ratios[itemNo] = Math.min(ratio, Number.MAX_VALUE);
    }
    return ratios;
  }
}

function keyOf(hs6: string, origin: string, currency: string): string {
  return `${hs6}${origin}${currency}`;
}
