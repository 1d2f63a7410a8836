import { parseInstant } from './instant.ts';
import type { ReferenceList } from './profile.ts';

/** A reference list ready for look-ups. */
export interface ListIndex {
  /** Every value the list ever held. */
  values: readonly string[];
  /** Whether the value stands in the list at an instant (ms); from is inclusive, to exclusive. */
  holds: (value: string, at: number) => boolean;
}

/** Bounds of a period in ms: from inclusive, to exclusive; an end that is left out is open. Throws on a bad instant. */
export function periodOf(from: string | undefined, to: string | undefined): { from: number; to: number } {
  const period = {
    from: from === undefined ? -Infinity : parseInstant(from),
    to: to === undefined ? Infinity : parseInstant(to),
  };
  if (Number.isNaN(period.from) || Number.isNaN(period.to))
    throw new RangeError('expected an instant with offset');
  return period;
}

/** Indexes a reference list by value. */
export function indexList(list: ReferenceList): ListIndex {
  const periods = new Map<string, { from: number; to: number }[]>();
  for (const entry of list.entries) {
    const period = periodOf(entry.from, entry.to);
    const known = periods.get(entry.value);
    if (known) known.push(period);
    else periods.set(entry.value, [period]);
  }
  return {
    values: [...periods.keys()],
    holds: (value, at) => {
      const known = periods.get(value);
      if (known === undefined) return false;
      for (const period of known) if (at >= period.from && at < period.to) return true;
      return false;
    },
  };
}
