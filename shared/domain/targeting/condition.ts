/** Operators of the condition language. `between` includes both ends. */
export const OPERATORS = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'in',
  'notIn',
  'inList',
  'notInList',
  'startsWith',
  'contains',
  'exists',
  'missing',
] as const;

export type Operator = (typeof OPERATORS)[number];

/** A comparison of one fact. `value` is absent for `exists` and `missing`. */
export interface Predicate {
  field: string;
  op: Operator;
  value?: unknown;
}

/** A node of a profile's condition tree. `item` holds when one and the same goods item satisfies its condition. */
export type Condition =
  { all: Condition[] } | { any: Condition[] } | { not: Condition } | { item: Condition } | Predicate;
