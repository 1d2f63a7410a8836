import type { Condition } from '../shared/domain/targeting/condition.ts';
import type { Profile, Ruleset } from '../shared/domain/targeting/profile.ts';
import type { Hits } from './targeting-engines.ts';
import type { Subject } from './targeting-workload.ts';

/** Facts of one goods item and its header side by side, as engines without goods items take them. */
export type FlatFacts = Record<string, string | number | readonly string[] | undefined>;

/** Name of a field among the flat facts: peers read a dot as a path. */
export function flatName(field: string): string {
  return field.replaceAll('.', '_');
}

/**
 * Lays a declaration out for the peers, one object a goods item. Lists are looked up once a declaration: the trader's
 * are a fact of their own, which spares the peers a scan of each.
 */
export class FactFlattener {
  readonly #lists: { name: string; values: ReadonlySet<string> }[];

  constructor({ lists }: Ruleset) {
    this.#lists = lists.map(({ name, entries }) => ({
      name,
      values: new Set(entries.map(({ value }) => value)),
    }));
  }

  flatten({ declaration, facts }: Subject): FlatFacts[] {
    const header: FlatFacts = {
      procedure: declaration.procedure,
      customsHouse: declaration.customsHouse,
      district: facts.district,
      declarant: declaration.declarant,
      trader_id: declaration.trader.id,
      trader_lists: this.#lists
        .filter(({ values }) => values.has(declaration.trader.id))
        .map(({ name }) => name),
      trader_firstSeenDays: facts.firstSeenDays,
      transportMode: declaration.transportMode,
      transportId: declaration.transportId,
      countryOfDispatch: declaration.countryOfDispatch,
      grossMassKg: declaration.grossMassKg,
      totalValue: declaration.items.reduce((sum, { customsValue }) => sum + customsValue, 0),
    };
    return declaration.items.map((item) => ({
      ...header,
      item_hsCode: item.hsCode,
      item_description: item.description?.toLowerCase(),
      item_origin: item.origin,
      item_customsValue: item.customsValue,
      item_dutyRate: item.dutyRate,
      item_unitPrice: item.customsValue / (item.netMassKg ?? NaN),
    }));
  }
}

/** Puts together what a peer said of each goods item: a profile that looks at none is a hit without items. */
export class HitCollector {
  readonly #looksAtItems: ReadonlyMap<string, boolean>;

  constructor(profiles: readonly Profile[]) {
    this.#looksAtItems = new Map(profiles.map(({ code, when }) => [code, looksAtItems(when)]));
  }

  /** `codes`: of each goods item in turn, in any order, the same one more than once. */
  collect({ declaration }: Subject, codes: readonly Iterable<string>[]): Hits {
    const hits = new Map<string, Set<number>>();
    for (const [at, found] of codes.entries()) {
      for (const code of found) {
        const items = hits.get(code) ?? new Set();
        if (this.#looksAtItems.get(code)) items.add(declaration.items[at]!.itemNo);
        hits.set(code, items);
      }
    }
    return [...hits]
      .map(([code, items]) => ({ code, items: [...items] }))
      .sort((a, b) => (a.code < b.code ? -1 : 1));
  }
}

function looksAtItems(condition: Condition): boolean {
  if ('item' in condition) return true;
  if ('all' in condition) return condition.all.some(looksAtItems);
  return 'any' in condition && condition.any.some(looksAtItems);
}
