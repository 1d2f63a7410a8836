import type { Condition, Predicate } from './condition.ts';

/** The node of a condition that a path such as `all.1.item.all.0` leads to; null where it leads nowhere. */
export function nodeAt(condition: Condition, path: string): Condition | null {
  let node: unknown = condition;
  for (const step of path === '' ? [] : path.split('.')) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return null;
    node = (node as Record<string, unknown>)[step];
  }
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? (node as Condition) : null;
}

/** The condition with each of its predicates replaced. */
export function mapPredicates(condition: Condition, change: (predicate: Predicate) => Predicate): Condition {
  if ('all' in condition) return { all: condition.all.map((child) => mapPredicates(child, change)) };
  if ('any' in condition) return { any: condition.any.map((child) => mapPredicates(child, change)) };
  if ('not' in condition) return { not: mapPredicates(condition.not, change) };
  if ('item' in condition) return { item: mapPredicates(condition.item, change) };
  return change(condition);
}
