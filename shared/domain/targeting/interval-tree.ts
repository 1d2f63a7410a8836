/** A closed interval and what it belongs to; its ends may be infinite. */
export interface Interval<T> {
  low: number;
  high: number;
  entry: T;
}

/**
 * Finds the intervals that hold a point in O(log n + found): a centred interval tree. Those around a node's centre
 * are kept twice, by their low end ascending and by their high end descending.
 */
export class IntervalTree<T> {
  readonly #centre: number;
  readonly #byLow: readonly Interval<T>[];
  readonly #byHigh: readonly Interval<T>[];
  readonly #below: IntervalTree<T> | null;
  readonly #above: IntervalTree<T> | null;

  /** `intervals`: at least one, none with a NaN or with its low end above its high end. */
  constructor(intervals: readonly Interval<T>[]) {
    const centre = centreOf(intervals);
    const around = intervals.filter(({ low, high }) => low <= centre && high >= centre);
    this.#centre = centre;
    this.#byLow = around.toSorted((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
    this.#byHigh = around.toSorted((a, b) => (a.high > b.high ? -1 : a.high < b.high ? 1 : 0));
    this.#below = treeOf(intervals.filter(({ high }) => high < centre));
    this.#above = treeOf(intervals.filter(({ low }) => low > centre));
  }

  /** Calls `visit` with the entry of every interval that holds the point. */
  visit(point: number, visit: (entry: T) => void): void {
    if (point <= this.#centre) {
      for (const { low, entry } of this.#byLow) {
        if (low > point) break;
        visit(entry);
      }
      if (point < this.#centre) this.#below?.visit(point, visit);
    } else {
      for (const { high, entry } of this.#byHigh) {
        if (high < point) break;
        visit(entry);
      }
      this.#above?.visit(point, visit);
    }
  }
}

function treeOf<T>(intervals: readonly Interval<T>[]): IntervalTree<T> | null {
  return intervals.length === 0 ? null : new IntervalTree(intervals);
}

/** Median of the ends: an end of some interval, so that each node keeps at least one. */
function centreOf(intervals: readonly { low: number; high: number }[]): number {
  const ends = Float64Array.from(intervals.flatMap(({ low, high }) => [low, high]));
  return ends.sort()[ends.length >> 1] ?? 0;
}
