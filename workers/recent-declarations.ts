import type { VersionedDeclaration } from '../shared/domain/declaration.ts';
import { TimeCounts } from '../shared/domain/metrics/time-counts.ts';
import type { Queryable } from '../shared/platform/db/pool.ts';
import { readRegistered } from '../shared/platform/stores/trader.store.ts';

const DAY_MS = 86_400_000;
/** What was received so long ago is not looked at, whenever it says that it was registered. */
const RECEIVED_WITHIN_MS = 2 * DAY_MS;
/** After so long a trader is read again: what other workers decided is no older. */
const FRESH_MS = 30_000;
/** A trader with more than this many declarations is read again less often, in proportion. */
const OFTEN_UP_TO = 50;
const LONGEST_MS = 600_000;
/** Traders and instants kept; beyond them everything is read anew. */
const MAX_TRADERS = 200_000;
const MAX_INSTANTS = 4_000_000;

interface Known {
  counts: TimeCounts;
  until: number;
  loading: Promise<void> | null;
  /** Batches under way when it was read, which the reading leaves out. */
  leftOut: ReadonlySet<string>;
}

/** A declaration's trader and instant of registration, ms; a later version of one is not counted again. */
type Counted = [traderId: string, at: number, first: boolean];

/**
 * How many declarations a trader registered in the 24 h before another of its: first versions, received in the last
 * two days and known before it. What this worker decided is counted at once, earlier ones of the same batch too; what
 * others did once it is read again, after 30 s or, for a trader with many declarations, up to ten minutes.
 */
export class RecentDeclarations {
  readonly #db: Queryable;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  readonly #underWay = new Map<string, Counted[]>();
  #instants = 0;

  /** `now` is the wall clock, ms. */
  constructor(db: Queryable, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Counts for each declaration of a batch, which is under way until it is settled. */
  async begin(batchId: string, batch: readonly VersionedDeclaration[]): Promise<number[]> {
    const counted = batch.map(({ trader, registeredAt, version }): Counted => [
      trader.id,
      Date.parse(registeredAt),
      version === 1,
    ]);
    this.#underWay.set(batchId, counted);
    const known = await this.#read(new Set(counted.map(([trader]) => trader)));
    const here = new Map<string, number[]>();
    return counted.map(([trader, at, first]) => {
      const { counts } = known.get(trader)!;
      let before = counts.size === 0 ? 0 : counts.between(at - DAY_MS, at);
      const earlier = here.get(trader);
      if (earlier !== undefined) {
        for (const other of earlier) if (other <= at && other >= at - DAY_MS) before++;
        if (first) earlier.push(at);
      } else if (first) here.set(trader, [at]);
      return before;
    });
  }

  /** Ends a batch: from here on its declarations count, if they were decided. */
  settle(batchId: string, decided: boolean): void {
    const counted = this.#underWay.get(batchId);
    if (counted === undefined) return;
    this.#underWay.delete(batchId);
    if (!decided) return;
    for (const [trader, at, first] of counted) {
      const known = this.#known.get(trader);
      if (known === undefined || !first) continue;
      // It began and ended while the trader was being read: whether the reading saw it cannot be told.
      if (known.loading !== null && !known.leftOut.has(batchId)) known.until = -Infinity;
      else this.#add(known.counts, at, 1);
    }
  }

  async #read(traders: ReadonlySet<string>): Promise<Map<string, Known>> {
    if (this.#known.size > MAX_TRADERS || this.#instants > MAX_INSTANTS) {
      this.#known.clear();
      this.#instants = 0;
    }
    const now = this.#now();
    const found = new Map<string, Known>();
    const fresh = new Map<string, Known>();
    for (const trader of traders) {
      const held = this.#known.get(trader);
      if (held !== undefined && (held.loading !== null || held.until > now)) {
        found.set(trader, held);
        continue;
      }
      if (held !== undefined) this.#instants -= held.counts.size;
      const known: Known = {
        counts: new TimeCounts(),
        until: Infinity,
        loading: null,
        leftOut: new Set(this.#underWay.keys()),
      };
      fresh.set(trader, known);
      found.set(trader, known);
    }
    if (fresh.size > 0) {
      const loading = this.#load(fresh, now);
      for (const [trader, known] of fresh) {
        known.loading = loading;
        this.#known.set(trader, known);
      }
    }
    await Promise.all(new Set([...found.values()].map(({ loading }) => loading)));
    return found;
  }

  async #load(fresh: ReadonlyMap<string, Known>, now: number): Promise<void> {
    try {
      const since = new Date(now - RECEIVED_WITHIN_MS);
      const rows = await readRegistered(this.#db, [...fresh.keys()], since, [...this.#underWay.keys()]);
      for (const [trader, at, count] of rows) this.#add(fresh.get(trader)!.counts, at, count);
      for (const known of fresh.values()) {
        const longer = Math.max(1, known.counts.total / OFTEN_UP_TO);
        known.until = Math.min(known.until, now + Math.min(LONGEST_MS, FRESH_MS * longer));
        known.loading = null;
      }
    } catch (error) {
      for (const [trader, known] of fresh) {
        this.#instants -= known.counts.size;
        if (this.#known.get(trader) === known) this.#known.delete(trader);
      }
      throw error;
    }
  }

  #add(counts: TimeCounts, at: number, times: number): void {
    const before = counts.size;
    counts.add(at, times);
    this.#instants += counts.size - before;
  }
}
