import { byPreference, type Anchor, type Clause } from './anchor.ts';
import type { Condition } from './condition.ts';
import { factReader, type Fact, type Reader } from './facts.ts';
import { FieldSets } from './field-sets.ts';
import { HsLookup } from './hs-lookup.ts';
import { IntervalTree, type Interval } from './interval-tree.ts';
import {
  RangeLookup,
  SetLookup,
  TestLookup,
  ValueLookup,
  bucketOf,
  type Bucket,
  type Lookup,
} from './lookup.ts';
import type { Test } from './operators/operand.ts';
import type { ListIndex } from './reference-list.ts';

/** An entry on its way into the index, with the clauses that have not led it yet. */
interface Candidate<T> {
  entry: T;
  clauses: readonly Clause[];
  /** The `item` node of which the goods item in hand is to satisfy the condition; null where none is in hand. */
  item: Condition | null;
  /** The clauses that have led it. */
  led: readonly Clause[];
  /** Places it takes so far, at most: every anchor of a clause is one, again for each of the clause before. */
  copies: number;
}

/** How a declaration gets to an entry. */
export interface Place {
  /** The `item` node that the goods item in hand may satisfy; null where none is in hand. */
  item: Condition | null;
  /** Clauses of each of which an anchor has fired, in that goods item where it is about one. */
  led: readonly Clause[];
}

/** So few entries are evaluated faster than looked up. */
const FEW = 2;

/** Places one entry may take beyond those of its first clause. */
const MAX_COPIES = 64;

/** Levels of look-ups, one clause each. */
const MAX_LEVELS = 5;

/**
 * Builds the index over entries by the clauses that each must satisfy: a first level by the best clause of each, and
 * beneath every anchor that several entries share a next level by what else they ask for.
 */
export class AnchorIndexBuilder<T> {
  readonly #place: (entry: T, place: Place) => void;
  readonly #sets = new Map<string, FieldSets>();

  /** `place` is told of every place that an entry takes. */
  constructor(place: (entry: T, place: Place) => void) {
    this.#place = place;
  }

  build(entries: Iterable<{ entry: T; clauses: readonly Clause[] }>): Bucket<T> {
    const candidates: Candidate<T>[] = [];
    for (const { entry, clauses } of entries)
      candidates.push({ entry, clauses, item: null, led: [], copies: 1 });
    return this.#bucket(candidates, 1, false);
  }

  #bucket(candidates: readonly Candidate<T>[], level: number, inHand: boolean): Bucket<T> {
    if (candidates.length <= FEW || level > MAX_LEVELS) return this.#leaf(candidates);
    const entries: T[] = [];
    const here = new Groups<T>();
    const perItem = new Groups<T>();
    for (const candidate of candidates) {
      const clause = candidate.clauses.find((one) => isUsable(one, candidate, level, inHand));
      if (clause === undefined) {
        this.#place(candidate.entry, candidate);
        entries.push(candidate.entry);
        continue;
      }
      const clauses = candidate.clauses.filter((one) => one !== clause);
      const led = [...candidate.led, clause];
      const copies = level === 1 ? 1 : candidate.copies * widthOf(clause);
      for (const anchor of clause.anchors) {
        const next = {
          entry: candidate.entry,
          clauses: anchor.further ? [...clauses, ...anchor.further].sort(byPreference) : clauses,
          led,
          copies,
          item: anchor.item ?? candidate.item,
        };
        (inHand || anchor.item === null ? here : perItem).add(anchor, next);
      }
    }
    return bucketOf(entries, this.#lookups(here, level, inHand), this.#lookups(perItem, level, true));
  }

  #leaf(candidates: readonly Candidate<T>[]): Bucket<T> {
    for (const candidate of candidates) this.#place(candidate.entry, candidate);
    return bucketOf(candidates.map(({ entry }) => entry));
  }

  #lookups(groups: Groups<T>, level: number, inHand: boolean): readonly Lookup<T>[] {
    const bucketsOf = <K>(group: ReadonlyMap<K, Candidate<T>[]>): Map<K, Bucket<T>> => {
      const buckets = new Map<K, Bucket<T>>();
      for (const [key, candidates] of group) buckets.set(key, this.#bucket(candidates, level + 1, inHand));
      return buckets;
    };
    const lookups: Lookup<T>[] = [];
    if (groups.prefixes.size > 0) lookups.push(new HsLookup(bucketsOf(groups.prefixes)));
    for (const [field, group] of groups.values) {
      lookups.push(new ValueLookup(readerOf(field), bucketsOf(group)));
    }
    for (const [field, group] of groups.sets) {
      lookups.push(new SetLookup(readerOf(field), this.#setsOf(field, group.keys()), bucketsOf(group)));
    }
    if (groups.tests.size > 0) lookups.push(new TestLookup(bucketsOf(groups.tests)));
    for (const [field, group] of groups.ranges) {
      for (const { entry: candidate } of group) this.#place(candidate.entry, candidate);
      const intervals = group.map(({ low, high, entry: { entry } }) => ({ low, high, entry }));
      lookups.push(new RangeLookup(readerOf(field), new IntervalTree(intervals)));
    }
    return lookups;
  }

  #setsOf(field: string, sets: Iterable<ListIndex>): FieldSets {
    let known = this.#sets.get(field);
    if (known === undefined) this.#sets.set(field, (known = new FieldSets()));
    for (const set of sets) known.add(set);
    return known;
  }
}

/** Candidates by the anchors of the clauses that lead them. */
class Groups<T> {
  readonly prefixes = new Map<string, Candidate<T>[]>();
  readonly values = new Map<string, Map<unknown, Candidate<T>[]>>();
  readonly sets = new Map<string, Map<ListIndex, Candidate<T>[]>>();
  readonly tests = new Map<Test, Candidate<T>[]>();
  readonly ranges = new Map<string, Interval<Candidate<T>>[]>();

  add(anchor: Anchor, candidate: Candidate<T>): void {
    switch (anchor.kind) {
      case 'hs-prefix':
        for (const prefix of anchor.prefixes) append(this.prefixes, prefix, candidate);
        break;
      case 'value': {
        const group = groupOf(this.values, anchor.field);
        for (const value of anchor.values) append(group, value, candidate);
        break;
      }
      case 'set':
        append(groupOf(this.sets, anchor.field), anchor.set, candidate);
        break;
      case 'test':
        append(this.tests, anchor.test, candidate);
        break;
      case 'range':
        append(this.ranges, anchor.field, { low: anchor.low, high: anchor.high, entry: candidate });
    }
  }
}

function groupOf<K, V>(groups: Map<string, Map<K, V>>, field: string): Map<K, V> {
  let group = groups.get(field);
  if (group === undefined) groups.set(field, (group = new Map()));
  return group;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const held = map.get(key);
  if (held) held.push(value);
  else map.set(key, [value]);
}

/** With a goods item in hand, what another `item` node asks for says nothing of this one. */
function isUsable<T>(clause: Clause, candidate: Candidate<T>, level: number, inHand: boolean): boolean {
  if (level > 1 && candidate.copies * widthOf(clause) > MAX_COPIES) return false;
  return !inHand || clause.anchors.every(({ item }) => item === null || item === candidate.item);
}

/** Places that an entry takes by a clause. */
function widthOf({ anchors }: Clause): number {
  let width = 0;
  for (const anchor of anchors) {
    if (anchor.kind === 'value') width += anchor.values.length;
    else if (anchor.kind === 'hs-prefix') width += anchor.prefixes.length;
    else width += 1;
  }
  return width;
}

function readerOf(field: string): Reader<Fact> {
  const read = factReader(field);
  if (!read) throw new Error(`no anchor on ${field}`);
  return read;
}
