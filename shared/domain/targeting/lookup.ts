import type { Fact, Frame, Reader } from './facts.ts';
import type { FieldSets } from './field-sets.ts';
import type { IntervalTree } from './interval-tree.ts';
import type { Test } from './operators/operand.ts';
import type { ListIndex } from './reference-list.ts';

/**
 * Entries worth evaluating on all that reaches them, and ways to further ones. Most buckets hold one or two entries and
 * lie far apart in memory, so that each array on the way costs as much as evaluating an entry: those stand in the
 * bucket itself.
 */
export interface Bucket<T> {
  first: T | null;
  second: T | null;
  others: readonly T[] | null;
  /** What to look up in the header, or in the goods item in hand where there is one. */
  here: readonly Lookup<T>[] | null;
  /** What to look up in each goods item; only where none is in hand. */
  perItem: readonly Lookup<T>[] | null;
}

/** A bucket of entries, with what to look up next. */
export function bucketOf<T>(
  entries: readonly T[],
  here: readonly Lookup<T>[] = [],
  perItem: readonly Lookup<T>[] = [],
): Bucket<T> {
  return {
    first: entries[0] ?? null,
    second: entries[1] ?? null,
    others: entries.length > 2 ? entries.slice(2) : null,
    here: here.length > 0 ? here : null,
    perItem: perItem.length > 0 ? perItem : null,
  };
}

/** Leads from a fact to the entries it makes worth evaluating. */
export interface Lookup<T> {
  visit(frame: Frame, visit: (entry: T) => void): void;
}

/** Visits what a bucket leads to; entries may be visited more than once. Throws FactError where a fact is not readable. */
export function visitBucket<T>(bucket: Bucket<T>, frame: Frame, visit: (entry: T) => void): void {
  if (bucket.first !== null) visit(bucket.first);
  if (bucket.second !== null) visit(bucket.second);
  if (bucket.others !== null) for (const entry of bucket.others) visit(entry);
  if (bucket.here !== null) for (const lookup of bucket.here) lookup.visit(frame, visit);
  if (bucket.perItem === null) return;
  let position = 0;
  for (const item of frame.declaration.items) {
    frame.hold(item, position++);
    for (const lookup of bucket.perItem) lookup.visit(frame, visit);
  }
}

/** By the value of one field, or by each of its values where it has a list of them. */
export class ValueLookup<T> implements Lookup<T> {
  readonly #read: Reader<Fact>;
  readonly #buckets: ReadonlyMap<unknown, Bucket<T>>;

  constructor(read: Reader<Fact>, buckets: ReadonlyMap<unknown, Bucket<T>>) {
    this.#read = read;
    this.#buckets = buckets;
  }

  visit(frame: Frame, visit: (entry: T) => void): void {
    const fact = this.#read(frame);
    if (typeof fact === 'object') for (const value of fact) this.#visitValue(value, frame, visit);
    else if (fact !== undefined) this.#visitValue(fact, frame, visit);
  }

  #visitValue(value: unknown, frame: Frame, visit: (entry: T) => void): void {
    const bucket = this.#buckets.get(value);
    if (bucket !== undefined) visitBucket(bucket, frame, visit);
  }
}

/** By the sets that the value of one field stands in. */
export class SetLookup<T> implements Lookup<T> {
  readonly #read: Reader<Fact>;
  readonly #sets: FieldSets;
  readonly #buckets: ReadonlyMap<ListIndex, Bucket<T>>;

  constructor(read: Reader<Fact>, sets: FieldSets, buckets: ReadonlyMap<ListIndex, Bucket<T>>) {
    this.#read = read;
    this.#sets = sets;
    this.#buckets = buckets;
  }

  visit(frame: Frame, visit: (entry: T) => void): void {
    const fact = this.#read(frame);
    if (typeof fact === 'object') for (const value of fact) this.#visitValue(value, frame, visit);
    else if (fact !== undefined) this.#visitValue(fact, frame, visit);
  }

  #visitValue(value: unknown, frame: Frame, visit: (entry: T) => void): void {
    const sets = this.#sets.of(value);
    if (sets === undefined) return;
    for (const set of sets) {
      const bucket = this.#buckets.get(set);
      if (bucket !== undefined) visitBucket(bucket, frame, visit);
    }
  }
}

/** By the bounds around the number in one field. */
export class RangeLookup<T> implements Lookup<T> {
  readonly #read: Reader<Fact>;
  readonly #intervals: IntervalTree<T>;

  constructor(read: Reader<Fact>, intervals: IntervalTree<T>) {
    this.#read = read;
    this.#intervals = intervals;
  }

  visit(frame: Frame, visit: (entry: T) => void): void {
    const fact = this.#read(frame);
    if (typeof fact === 'number') this.#intervals.visit(fact, visit);
  }
}

/** By predicates that no look-up answers, each evaluated once for all entries that ask it. */
export class TestLookup<T> implements Lookup<T> {
  readonly #buckets: readonly (readonly [Test, Bucket<T>])[];

  constructor(buckets: ReadonlyMap<Test, Bucket<T>>) {
    this.#buckets = [...buckets];
  }

  visit(frame: Frame, visit: (entry: T) => void): void {
    for (const [test, bucket] of this.#buckets) if (test(frame)) visitBucket(bucket, frame, visit);
  }
}
