import type { Declaration } from '../declaration.ts';
import { compileCondition } from './compile.ts';
import type { Condition } from './condition.ts';
import { Frame, type EnrichedFacts } from './facts.ts';
import { parseInstant } from './instant.ts';
import type { Lists, Test } from './operators/operand.ts';
import { readFact, type SeenFact } from './read-fact.ts';

/** A predicate that held for a hit. `path` leads to it from the root of the condition: `all.1.item.all.0`. */
export interface HeldPredicate {
  path: string;
  /** Field of the fact; absent for a `not`, which stands for all beneath it. */
  field?: string;
  /** The fact it saw: null where it was absent, and for a `not`. */
  fact: SeenFact;
  /** Goods item it held on; absent outside an `item` node. */
  itemNo?: number;
}

/** Predicates told of one hit: a condition on a declaration of 999 items could hold in thousands. */
export const MAX_HELD = 50;

/** Why a condition that holds does so. Not re-entrant. */
export type Because = (declaration: Declaration, facts: EnrichedFacts) => HeldPredicate[];

interface Told {
  test: Test;
  /** Tells the predicates that made `test` true; call it only when it is. False: there is no room for more. */
  tell: (frame: Frame, into: HeldPredicate[], itemNo?: number) => boolean;
}

/**
 * Compiles the reasons of a checked condition: beneath `all` all predicates, beneath `any` those that hold, beneath
 * `item` those of each satisfying item, in the order of the tree and at most `MAX_HELD`; a `not` is told as itself. Of
 * a condition that does not hold nothing is told, and nothing from the first fact that cannot be read. Throws ConditionError as the condition's own compilation does.
 */
export function compileBecause(condition: Condition, lists: Lists): Because {
  const { test, tell } = compileNode(condition, '', lists);
  const frame = new Frame();
  return (declaration, facts) => {
    const held: HeldPredicate[] = [];
    try {
      frame.load(declaration, facts, parseInstant(declaration.registeredAt));
      if (test(frame)) tell(frame, held);
    } catch {
      // The matcher stops at the first of an `any` that holds; a fact beyond it may be of the wrong kind.
    }
    return held;
  };
}

function compileNode(condition: Condition, path: string, lists: Lists): Told {
  const at = path === '' ? '' : `${path}.`;
  const children = (nodes: readonly Condition[], name: string) =>
    nodes.map((node, index) => compileNode(node, `${at}${name}.${index}`, lists));
  const { test } = compileCondition(condition, lists);
  if ('all' in condition) {
    const parts = children(condition.all, 'all');
    return { test, tell: (f, into, itemNo) => parts.every((part) => part.tell(f, into, itemNo)) };
  }
  if ('any' in condition) {
    const parts = children(condition.any, 'any');
    return {
      test,
      tell: (f, into, itemNo) => parts.every((part) => !part.test(f) || part.tell(f, into, itemNo)),
    };
  }
  if ('not' in condition)
    return { test, tell: (_, into, itemNo) => push(into, { path, fact: null }, itemNo) };
  if ('item' in condition) {
    const inner = compileNode(condition.item, `${at}item`, lists);
    return {
      test,
      tell: (f, into) =>
        f.declaration.items.every((item) => {
          f.item = item;
          return !inner.test(f) || inner.tell(f, into, item.itemNo);
        }),
    };
  }
  const { field } = condition;
  return { test, tell: (f, into, itemNo) => push(into, { path, field, fact: readFact(field, f) }, itemNo) };
}

function push(into: HeldPredicate[], held: HeldPredicate, itemNo: number | undefined): boolean {
  into.push(itemNo === undefined ? held : { ...held, itemNo });
  return into.length < MAX_HELD;
}
