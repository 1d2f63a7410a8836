import { findField } from './catalogue.ts';
import { compilePredicate } from './compile.ts';
import type { Operator, Predicate } from './condition.ts';
import type { Lists, Test } from './operators/operand.ts';

/** From so many values on an operand is worth remembering what it said. */
const MANY_VALUES = 3;

/**
 * The predicates of a ruleset: those with the same field, operator and operand are compiled once, and the dear ones
 * among them evaluated once for a declaration, or for the goods item in hand.
 */
export class SharedPredicates {
  readonly #lists: Lists;
  readonly #ofOne = new Map<Operator, Map<string, Map<unknown, Test>>>();
  /** Kept apart: a text may spell what a list of values is written as. */
  readonly #ofMany = new Map<Operator, Map<string, Map<unknown, Test>>>();

  constructor(lists: Lists) {
    this.#lists = lists;
  }

  /** Throws ConditionError for a predicate that no check would have let through. */
  readonly testOf = (predicate: Predicate): Test => {
    const { field, op, value } = predicate;
    const many = Array.isArray(value);
    const tests = nested(nested(many ? this.#ofMany : this.#ofOne, op), field);
    const key = many ? JSON.stringify(value) : value;
    let test = tests.get(key);
    if (test === undefined) {
      test = compilePredicate(predicate, this.#lists);
      if (isDear(op, value)) test = remembered(test, findField(field)?.place === 'item');
      tests.set(key, test);
    }
    return test;
  };
}

function nested<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let map = maps.get(key);
  if (map === undefined) maps.set(key, (map = new Map()));
  return map;
}

function isDear(op: Operator, value: unknown): boolean {
  switch (op) {
    case 'contains':
    case 'inList':
    case 'notInList':
      return true;
    case 'in':
    case 'notIn':
    case 'startsWith':
      return Array.isArray(value) && value.length >= MANY_VALUES;
    default:
      return false;
  }
}

/** Asks once for each declaration or goods item. What throws is asked again, and throws again. */
function remembered(test: Test, ofItem: boolean): Test {
  let known = -1;
  let answer = false;
  if (ofItem) {
    return (f) => {
      if (f.cursor === known) return answer;
      answer = test(f);
      known = f.cursor;
      return answer;
    };
  }
  return (f) => {
    if (f.turn === known) return answer;
    answer = test(f);
    known = f.turn;
    return answer;
  };
}
