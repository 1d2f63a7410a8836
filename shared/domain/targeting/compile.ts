import type { Condition, Predicate } from './condition.ts';
import {
  attributeReader,
  INSTANT_READERS,
  NUMBER_READERS,
  TEXT_LIST_READERS,
  TEXT_READERS,
  type Frame,
} from './facts.ts';
import { compileAttribute } from './operators/attribute.ts';
import { compileNumber, instantsToMs } from './operators/number.ts';
import { ConditionError, type Lists, type Test } from './operators/operand.ts';
import { compileTextList } from './operators/text-list.ts';
import { compileText } from './operators/text.ts';

/** A condition as closures. */
export interface CompiledCondition {
  test: Test;
  /**
   * Adds the itemNos of the goods items that made a true condition true; call it only when `test` held.
   * Null where the condition looks at no goods item. What stands beneath a `not` contributes none.
   */
  collect: ((frame: Frame, into: Set<number>) => void) | null;
}

/** How the parts of a condition are compiled. */
export interface Compilation {
  testOf: (predicate: Predicate) => Test;
  /** The children of an `all` in the order in which they are evaluated. */
  inOrder: (conditions: readonly Condition[]) => readonly Condition[];
}

/**
 * Compiles a checked condition, evaluated in the order in which it is written. Throws ConditionError for one that no
 * check would have let through.
 */
export function compileCondition(condition: Condition, lists: Lists): CompiledCondition {
  return compileTree(condition, {
    testOf: (predicate) => compilePredicate(predicate, lists),
    inOrder: (conditions) => conditions,
  });
}

/** Compiles a checked condition from the predicates and in the order given. Throws as `compileCondition` does. */
export function compileTree(condition: Condition, how: Compilation): CompiledCondition {
  if ('all' in condition) return compileAll(condition.all, how);
  if ('any' in condition) return compileAny(condition.any.map((child) => compileTree(child, how)));
  if ('not' in condition) {
    const { test } = compileTree(condition.not, how);
    return { test: (f) => !test(f), collect: null };
  }
  if ('item' in condition) return compileItem(compileTree(condition.item, how).test);
  return { test: how.testOf(condition), collect: null };
}

/** Compiles a comparison of one fact. Throws as `compileCondition` does. */
export function compilePredicate({ field, op, value }: Predicate, lists: Lists): Test {
  if (isKey(TEXT_READERS, field)) return compileText(TEXT_READERS[field], op, value, lists);
  if (isKey(NUMBER_READERS, field)) return compileNumber(NUMBER_READERS[field], op, value);
  if (isKey(INSTANT_READERS, field)) return compileNumber(INSTANT_READERS[field], op, instantsToMs(value));
  if (isKey(TEXT_LIST_READERS, field)) return compileTextList(TEXT_LIST_READERS[field], op, value, lists);
  const read = attributeReader(field);
  if (!read) throw new ConditionError(`field: unknown field ${String(field)}`);
  return compileAttribute(read, op, value, lists);
}

function isKey<T extends object>(record: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(record, key);
}

/** Compiles the conjunction of conditions; at least one. Throws as `compileCondition` does. */
export function compileAll(conditions: readonly Condition[], how: Compilation): CompiledCondition {
  const children = how.inOrder(conditions).map((child) => compileTree(child, how));
  const collectors = children.flatMap(({ collect }) => (collect ? [collect] : []));
  return {
    test: conjunction(children.map(({ test }) => test)),
    collect: collectors.length === 0 ? null : (f, into) => collectors.forEach((collect) => collect(f, into)),
  };
}

/** The usual widths are written out: a loop over closures costs a bounds check and an inline cache miss each. */
function conjunction(tests: Test[]): Test {
  const [a, b, c, d] = tests;
  if (!a) throw new ConditionError('all: expected at least one condition');
  if (!b) return a;
  if (!c) return (f) => a(f) && b(f);
  if (!d) return (f) => a(f) && b(f) && c(f);
  const rest = tests.slice(3);
  return (f) => {
    if (!(a(f) && b(f) && c(f))) return false;
    for (const test of rest) if (!test(f)) return false;
    return true;
  };
}

function compileAny(children: CompiledCondition[]): CompiledCondition {
  if (children.length === 0) throw new ConditionError('any: expected at least one condition');
  const tests = children.map(({ test }) => test);
  const looksAtItems = children.some(({ collect }) => collect !== null);
  return {
    test: (f) => {
      for (const test of tests) if (test(f)) return true;
      return false;
    },
    collect: looksAtItems
      ? (f, into) => {
          for (const { test, collect } of children) if (collect && test(f)) collect(f, into);
        }
      : null,
  };
}

function compileItem(test: Test): CompiledCondition {
  return {
    test: (f) => f.someItem(test),
    collect: (f, into) => {
      f.someItem((held) => {
        if (test(held)) into.add(held.item.itemNo);
        return false;
      });
    },
  };
}
