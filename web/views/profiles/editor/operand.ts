import { OPERATORS_OF } from '../../../../shared/domain/targeting/catalogue.ts';
import { isInstant } from '../../../../shared/domain/targeting/check-operand.ts';
import type { Operator, Predicate } from '../../../../shared/domain/targeting/condition.ts';
import type { FactType } from '../../../../shared/domain/targeting/fields.ts';

/** How many values an operator compares with. */
export type Arity = 'none' | 'one' | 'range' | 'many' | 'list';

const ARITY_OF: Record<Operator, Arity> = {
  eq: 'one',
  ne: 'one',
  lt: 'one',
  lte: 'one',
  gt: 'one',
  gte: 'one',
  between: 'range',
  in: 'many',
  notIn: 'many',
  inList: 'list',
  notInList: 'list',
  startsWith: 'many',
  contains: 'one',
  exists: 'none',
  missing: 'none',
};

/** How many values an operator takes; one that nobody knows, which a text may hold, one. */
export function arityOf(op: string): Arity {
  return Object.hasOwn(ARITY_OF, op) ? ARITY_OF[op as Operator] : 'one';
}

/** Kinds of value that are typed in one way. */
export type ValueType = 'text' | 'number' | 'instant' | 'boolean';

/** The kind of a field's values; of a national attribute, that of what it is compared with. */
export function valueTypeOf(type: FactType, op: Operator, value: unknown): ValueType {
  if (op === 'startsWith' || op === 'contains') return 'text';
  if (type === 'textList') return 'text';
  if (type !== 'any') return type;
  const sample: unknown = Array.isArray(value) ? value.find((entry) => entry !== '') : value;
  if (typeof sample === 'number') return 'number';
  if (typeof sample === 'boolean') return 'boolean';
  return isInstant(sample) ? 'instant' : 'text';
}

/** A predicate on another field: its operator and operand stay as far as the field takes them. */
export function withField(predicate: Predicate, field: string, type: FactType, before: FactType): Predicate {
  const allowed = OPERATORS_OF[type];
  const op = allowed.includes(predicate.op) ? predicate.op : allowed[0]!;
  const fits = type === before && field.startsWith('item.hs') === predicate.field.startsWith('item.hs');
  return fits ? withOperator({ ...predicate, field }, op) : { field, op };
}

/** A predicate with another operator: what was compared with is kept in the operator's own form. */
export function withOperator(predicate: Predicate, op: Operator): Predicate {
  const { field, op: before, value } = predicate;
  const [from, to] = [arityOf(before), arityOf(op)];
  if (to === 'none') return { field, op };
  if (from === to) return value === undefined ? { field, op } : { field, op, value };
  const values = valuesOf(from, value);
  const [first] = values;
  if (first === undefined) return { field, op };
  switch (to) {
    case 'one':
      return { field, op, value: first };
    case 'range':
      return { field, op, value: [first, values[1] ?? first] };
    case 'many':
      return { field, op, value: values };
    case 'list':
      return { field, op };
  }
}

/** What a predicate compares with, as values; the name of a list is none. */
function valuesOf(arity: Arity, value: unknown): unknown[] {
  if (arity === 'none' || arity === 'list' || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** A number as it is typed, else the text: what is no number stays as it was typed, and is told to be none. */
export function readNumber(text: string): number | string {
  const plain = text.trim().replace('−', '-');
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : text;
}

/** A value as a field to type in shows it. */
export function writeValue(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
