/** An order that is to be given out. */
export interface OpenOrder {
  key: string;
  /** Officers it takes. */
  wanted: 1 | 2;
  /** Ids of those who have it in hand already. */
  officers: readonly string[];
}

/** Somebody who works orders. */
export interface OfficerLoad {
  id: string;
  /** Orders in hand. */
  load: number;
}

/**
 * Gives orders out by workload: each, in the order given, to who has the fewest in hand, the lowest id among equals.
 * The same input gives the same answer, nobody has one order twice, and orders that nobody has yet bring the loads no
 * further apart than they were, or one. An order that wants two gets one where only one is there. Answers those that changed.
 */
export function assignByWorkload(
  orders: readonly OpenOrder[],
  officers: readonly OfficerLoad[],
): { key: string; officers: string[] }[] {
  const loads = new Map(officers.map(({ id, load }) => [id, load]));
  const changed: { key: string; officers: string[] }[] = [];
  for (const { key, wanted, officers: held } of orders) {
    const assigned = [...held];
    while (assigned.length < wanted) {
      const next = leastLoaded(loads, assigned);
      if (next === null) break;
      assigned.push(next);
      loads.set(next, loads.get(next)! + 1);
    }
    if (assigned.length > held.length) changed.push({ key, officers: assigned });
  }
  return changed;
}

function leastLoaded(loads: ReadonlyMap<string, number>, but: readonly string[]): string | null {
  let found: string | null = null;
  for (const [id, load] of loads) {
    if (but.includes(id)) continue;
    const least = found === null ? Infinity : loads.get(found)!;
    if (load < least || (load === least && id < found!)) found = id;
  }
  return found;
}
