import type { Operator } from '../condition.ts';
import type { Frame } from '../facts.ts';
import type { ListIndex } from '../reference-list.ts';

/** A compiled truth about a frame. */
export type Test = (frame: Frame) => boolean;

/** Reference lists of a ruleset by name. */
export type Lists = ReadonlyMap<string, ListIndex>;

/** Thrown when a condition that was never checked cannot be compiled. */
export class ConditionError extends Error {
  override name = 'ConditionError';
}

/** The operand as an array of values the guard accepts. */
export function arrayOf<T>(value: unknown, guard: (entry: unknown) => entry is T): T[] {
  if (!Array.isArray(value) || !value.every(guard)) throw new ConditionError('value: wrong kind');
  return value;
}

/** The operand as one value the guard accepts. */
export function oneOf<T>(value: unknown, guard: (entry: unknown) => entry is T): T {
  if (!guard(value)) throw new ConditionError('value: wrong kind');
  return value;
}

/** The reference list the operand names. */
export function listOf(value: unknown, lists: Lists): ListIndex {
  const list = typeof value === 'string' ? lists.get(value) : undefined;
  if (!list) throw new ConditionError(`value: no reference list ${String(value)}`);
  return list;
}

/** The answer to an operator that the kind of fact does not allow. */
export function refuse(op: Operator): never {
  throw new ConditionError(`op: ${op} is not allowed here`);
}

export const isText = (value: unknown): value is string => typeof value === 'string';

export const isNumber = (value: unknown): value is number => typeof value === 'number';

/** A member test over values: a plain comparison for one, a scan for few, a set for many. */
export function memberOf<T>(values: readonly T[]): (value: T) => boolean {
  if (values.length === 1) {
    const only = values[0];
    return (value) => value === only;
  }
  if (values.length <= 4) return (value) => values.includes(value);
  const set = new Set(values);
  return (value) => set.has(value);
}

/** A test for text that starts with one of the prefixes. */
export function prefixOf(value: unknown): (text: string) => boolean {
  const prefixes = isText(value) ? [value] : arrayOf(value, isText);
  const [first] = prefixes;
  if (first !== undefined && prefixes.length === 1) return (text) => text.startsWith(first);
  return (text) => {
    for (const prefix of prefixes) if (text.startsWith(prefix)) return true;
    return false;
  };
}

/** A case-insensitive test for text that contains the operand. */
export function partOf(value: unknown): (text: string) => boolean {
  const part = oneOf(value, isText).toLowerCase();
  return (text) => text.toLowerCase().includes(part);
}
