import { findField } from './catalogue.ts';
import type { Condition, Predicate } from './condition.ts';
import { MAX_HS_DIGITS } from './hs-lookup.ts';
import { instantsToMs } from './operators/number.ts';
import type { Lists, Test } from './operators/operand.ts';
import type { Profile } from './profile.ts';
import type { ListIndex } from './reference-list.ts';
import { isHsField, shareOfPredicate, shareOfPrefixes, shareOfRange, shareOfValues } from './selectivity.ts';

/** The `item` node that an anchor stands in; null where its fact is the header's. */
type ItemNode = Condition | null;

/** What a declaration must show for a profile to be worth evaluating. */
export type Anchor = {
  item: ItemNode;
  /** What it must show besides where this anchor is the branch of an `any` that led to the profile. */
  further?: readonly Clause[];
} & (
  | { kind: 'value'; field: string; values: readonly (string | number | boolean)[] }
  | { kind: 'hs-prefix'; prefixes: readonly string[] }
  /** One of the values that a reference list ever held, or of a long operand. */
  | { kind: 'set'; field: string; set: ListIndex }
  /** Both ends included, so that what the bounds exclude may be shown as well. */
  | { kind: 'range'; field: string; low: number; high: number }
  /** What no look-up finds: profiles that ask the same share the answer. */
  | { kind: 'test'; test: Test }
);

/** Anchors of which at least one fires on every declaration that the condition holds for. */
export interface Clause {
  anchors: readonly Anchor[];
  /** Rough share of declarations on which one fires; only its order matters. */
  share: number;
  /** The predicate that holds wherever one fires; null where it is to be evaluated still. */
  proves: Predicate | null;
}

/** Longer operands are looked up as one set, shared by all profiles that have the same. */
const MAX_VALUES = 16;

/** More prefixes cost more to index than the profile to evaluate. */
const MAX_PREFIXES = 10_000;

/** Finds the necessary predicates of profiles. One finder serves a ruleset: equal long operands become one set. */
export class ClauseFinder {
  readonly #lists: Lists;
  readonly #testOf: (predicate: Predicate) => Test;
  readonly #operands = new Map<string, ListIndex>();

  /** `testOf` compiles a predicate; equal ones should give one test. */
  constructor(lists: Lists, testOf: (predicate: Predicate) => Test) {
    this.#lists = lists;
    this.#testOf = testOf;
  }

  /**
   * Clauses of which each is necessary for the profile, its scope included, in the order of preference. May throw
   * ConditionError for a condition that no check would have let through.
   */
  clausesOf({ level, scope = '', when }: Profile): Clause[] {
    const clauses = this.#ofCondition(when, null);
    if (level !== 'national') {
      clauses.push(valueClause(level === 'house' ? 'customsHouse' : 'district', [scope], null));
    }
    return clauses.sort(byPreference);
  }

  /** What `all` asks for is necessary; of an `any` each child needs a clause of its own; a `not` gives none. */
  #ofCondition(condition: Condition, item: ItemNode): Clause[] {
    if ('all' in condition) return condition.all.flatMap((child) => this.#ofCondition(child, item));
    if ('any' in condition) return this.#union(condition.any, item);
    if ('not' in condition) return [];
    if ('item' in condition) return this.#ofCondition(condition.item, condition);
    const clause = this.#ofPredicate(condition, item);
    return clause ? [clause] : [];
  }

  #union(children: readonly Condition[], item: ItemNode): Clause[] {
    const anchors: Anchor[] = [];
    let share = 0;
    for (const child of children) {
      const [best, ...others] = this.#ofCondition(child, item).sort(byPreference);
      if (!best) return [];
      for (const anchor of best.anchors) {
        const further = anchor.further ? [...others, ...anchor.further] : others;
        anchors.push(further.length === 0 ? anchor : { ...anchor, further });
      }
      share += best.share;
    }
    return [{ anchors, share, proves: null }];
  }

  #ofPredicate(predicate: Predicate, inside: ItemNode): Clause | null {
    const { field, op, value } = predicate;
    const definition = findField(field);
    if (!definition) return null;
    const item = definition.place === 'item' ? inside : null;
    switch (op) {
      case 'eq':
        if (definition.type === 'instant') return this.#range(field, op, value, item);
        return this.#ofSet(predicate, [value], item);
      case 'in':
        if (definition.type === 'instant') return null;
        return Array.isArray(value) ? this.#ofSet(predicate, value, item) : null;
      case 'inList': {
        const set = this.#lists.get(value as string);
        return set ? setClause(field, set, item) : null;
      }
      case 'startsWith':
        return isHsField(field) ? prefixClause(predicate, [value].flat(), item) : this.#test(predicate, item);
      case 'contains':
      case 'missing':
        return this.#test(predicate, item);
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
      case 'between':
        return this.#range(field, op, value, item);
      default:
        return null;
    }
  }

  #ofSet(predicate: Predicate, values: readonly unknown[], item: ItemNode): Clause | null {
    const { field } = predicate;
    if (values.length <= MAX_VALUES) {
      return isHsField(field)
        ? prefixClause(predicate, values, item)
        : valueClause(field, values, item, predicate);
    }
    if (!values.every((value) => typeof value === 'string')) return null;
    const key = JSON.stringify(values);
    let set = this.#operands.get(key);
    if (!set) this.#operands.set(key, (set = { values: [...new Set(values)], holds: () => true }));
    return setClause(field, set, item);
  }

  #test(predicate: Predicate, item: ItemNode): Clause {
    return {
      anchors: [{ kind: 'test', test: this.#testOf(predicate), item }],
      share: shareOfPredicate(predicate),
      proves: predicate,
    };
  }

  /** National attributes are compared as instants where the operand is one: that is left to the evaluation. */
  #range(field: string, op: Predicate['op'], value: unknown, item: ItemNode): Clause | null {
    const operand = findField(field)?.type === 'instant' ? instantsToMs(value) : value;
    const [first, second = first] = [operand].flat() as unknown[];
    if (typeof first !== 'number' || typeof second !== 'number') return null;
    const low = op === 'lt' || op === 'lte' ? -Infinity : first;
    const high = op === 'gt' || op === 'gte' ? Infinity : second;
    if (!(low <= high)) return null;
    const anchor: Anchor = { kind: 'range', field, low, high, item };
    return { anchors: [anchor], share: shareOfRange(low, high), proves: null };
  }
}

/**
 * What leads there in one step goes first. A range comes last: it ends its branch of the index, for each profile has
 * bounds of its own.
 */
export function byPreference(a: Clause, b: Clause): number {
  return effortOf(a) - effortOf(b) || a.share - b.share;
}

function effortOf({ anchors }: Clause): number {
  let effort = 0;
  for (const { kind } of anchors) {
    if (kind === 'range') return 2;
    if (kind === 'test') effort = 1;
  }
  return effort;
}

/** Being equal to a code, or to its first digits, implies starting with it: all HS predicates share one index. */
function prefixClause(predicate: Predicate, values: readonly unknown[], item: ItemNode): Clause | null {
  if (values.length > MAX_PREFIXES || !values.every(isDigits)) return null;
  const prefixes = [...new Set(values.map((value) => value.slice(0, MAX_HS_DIGITS)))];
  return {
    anchors: [{ kind: 'hs-prefix', prefixes, item }],
    share: shareOfPrefixes(prefixes),
    proves: areAllDigits(predicate, values) ? predicate : null,
  };
}

/** Whether standing under one of the prefixes is all that a predicate of an HS code, or of its first digits, asks. */
function areAllDigits({ field, op }: Predicate, prefixes: readonly string[]): boolean {
  const digits = Number(/^item\.hs(\d)$/.exec(field)?.[1] ?? MAX_HS_DIGITS);
  return op === 'startsWith'
    ? prefixes.every(({ length }) => length <= digits)
    : field !== 'item.hsCode' && prefixes.every(({ length }) => length === digits);
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9]+$/.test(value);
}

function valueClause(
  field: string,
  values: readonly unknown[],
  item: ItemNode,
  proves: Predicate | null = null,
): Clause {
  const distinct = values.length === 1 ? values : [...new Set(values)];
  const anchor: Anchor = { kind: 'value', field, values: distinct as (string | number | boolean)[], item };
  return { anchors: [anchor], share: shareOfValues(field, distinct.length), proves };
}

function setClause(field: string, set: ListIndex, item: ItemNode): Clause {
  const share = shareOfValues(field, set.values.length);
  return { anchors: [{ kind: 'set', field, set, item }], share, proves: null };
}
