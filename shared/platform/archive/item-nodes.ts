import { findField } from '../../domain/targeting/catalogue.ts';
import type { Condition } from '../../domain/targeting/condition.ts';

/**
 * The same condition with what an `item` node says of the header alone taken out of it, and an `item` over
 * alternatives made alternatives of `item`: every declaration has a goods item, so both hold for the same ones. What
 * is left beneath `item` mostly looks at goods items alone.
 */
export function liftHeaders(condition: Condition): Condition {
  if ('all' in condition) return { all: condition.all.map(liftHeaders) };
  if ('any' in condition) return { any: condition.any.map(liftHeaders) };
  if ('not' in condition) return { not: liftHeaders(condition.not) };
  return 'item' in condition ? liftItem(condition.item) : condition;
}

function liftItem(inner: Condition): Condition {
  if (!looksAtItem(inner)) return inner;
  if ('any' in inner) return { any: inner.any.map(liftItem) };
  if (!('all' in inner)) return { item: inner };
  const header = inner.all.filter((child) => !looksAtItem(child));
  const rest = inner.all.filter(looksAtItem);
  const [only] = rest;
  const item = only !== undefined && rest.length === 1 ? liftItem(only) : { item: { all: rest } };
  return header.length === 0 ? item : { all: [...header, item] };
}

function looksAtItem(condition: Condition): boolean {
  if ('all' in condition) return condition.all.some(looksAtItem);
  if ('any' in condition) return condition.any.some(looksAtItem);
  if ('not' in condition) return looksAtItem(condition.not);
  if ('item' in condition) return true;
  return findField(condition.field)?.place === 'item';
}
